/** A type of Iceberg: the name of a primitive, such as `long`, `decimal(9,2)` or `fixed[16]`, or a type with others inside. */
export type IcebergType = string | IcebergStruct | IcebergList | IcebergMap;

/** Named fields, in order. */
export interface IcebergStruct {
  readonly type: "struct";
  readonly fields: readonly IcebergField[];
}

/** A field of a struct; a column is one of the row. Its id is the table's own, and never changes. */
export interface IcebergField {
  readonly id: number;
  readonly name: string;
  readonly required: boolean;
  readonly type: IcebergType;
  readonly doc?: string;
}

/** Any number of elements of one type. */
export interface IcebergList {
  readonly type: "list";
  readonly "element-id": number;
  readonly element: IcebergType;
  readonly "element-required": boolean;
}

/** Any number of values of one type, each under a key. */
export interface IcebergMap {
  readonly type: "map";
  readonly "key-id": number;
  readonly key: IcebergType;
  readonly "value-id": number;
  readonly value: IcebergType;
  readonly "value-required": boolean;
}

/** The columns of a table, as they were at some time. */
export interface IcebergSchema extends IcebergStruct {
  readonly "schema-id": number;
  readonly "identifier-field-ids"?: readonly number[];
}

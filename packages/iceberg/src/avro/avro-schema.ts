/** A schema of Avro, as its JSON is. */
export type AvroSchema = string | AvroUnion | AvroComplex;

export type AvroUnion = readonly AvroSchema[];

/** A type with attributes; those that Avro does not know are kept in the file. */
export type AvroComplex = AvroRecord | AvroArray | AvroFixed | AvroAnnotated;

export interface AvroRecord {
  readonly type: "record";
  readonly name: string;
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly "field-id": number;
  readonly default?: null;
  /** Its name, where Avro does not take that. */
  readonly "iceberg-field-name"?: string;
}

export interface AvroArray {
  readonly type: "array";
  readonly items: AvroSchema;
  readonly logicalType?: "map";
  readonly "element-id"?: number;
}

export interface AvroFixed {
  readonly type: "fixed";
  readonly name: string;
  readonly size: number;
  readonly logicalType?: string;
  readonly precision?: number;
  readonly scale?: number;
}

/** A primitive with a meaning. */
export interface AvroAnnotated {
  readonly type: "int" | "long";
  readonly logicalType: string;
  readonly "adjust-to-utc"?: boolean;
}

/** A field that has to be there. */
export function required(id: number, name: string, type: AvroSchema): AvroField {
  return { name, type, "field-id": id };
}

/** A field that may be null. */
export function optional(id: number, name: string, type: AvroSchema): AvroField {
  return { name, type: ["null", type], default: null, "field-id": id };
}

/** The kinds of types that need no more than their name. */
export type ScalarKind =
  | "string"
  | "int32"
  | "int64"
  | "float"
  | "double"
  | "boolean"
  | "date"
  | "timestamp"
  | "json";

/** A type of which there is only one. */
export interface ScalarType {
  readonly kind: ScalarKind;
}

/** An exact decimal number: `precision` digits in all (1 to 38), `scale` of them after the point. */
export interface DecimalType {
  readonly kind: "decimal";
  readonly precision: number;
  readonly scale: number;
}

/** Named fields, in order. */
export interface StructType {
  readonly kind: "struct";
  readonly fields: readonly StructField[];
}

/** A field of a struct; a column is one of the row. */
export interface StructField {
  readonly name: string;
  readonly type: DataType;
  /** Whether it may be missing or null. */
  readonly nullable: boolean;
}

/** Any number of elements of one type. */
export interface ListType {
  readonly kind: "list";
  readonly element: DataType;
  readonly elementNullable: boolean;
}

/** Any number of values of one type, each under a text. */
export interface MapType {
  readonly kind: "map";
  readonly value: DataType;
  readonly valueNullable: boolean;
}

/** A type without types inside it. */
export type LeafType = ScalarType | DecimalType;

/** The type of a column: the tree that every target's own type is derived from. */
export type DataType = LeafType | StructType | ListType | MapType;

/** The type of each scalar kind. */
export const SCALARS = Object.freeze({
  string: scalar("string"),
  int32: scalar("int32"),
  int64: scalar("int64"),
  float: scalar("float"),
  double: scalar("double"),
  boolean: scalar("boolean"),
  date: scalar("date"),
  timestamp: scalar("timestamp"),
  json: scalar("json"),
} satisfies { readonly [K in ScalarKind]: ScalarType & { readonly kind: K } });

function scalar<K extends ScalarKind>(kind: K): ScalarType & { readonly kind: K } {
  return Object.freeze({ kind });
}

/** Whether a type has no types inside it. */
export function isLeafType(type: DataType): type is LeafType {
  return type.kind === "decimal" || Object.hasOwn(SCALARS, type.kind);
}

/** A type of Athena SQL. `varchar` without a length has no bound. */
export type SqlType =
  | {
      readonly kind:
        | "unknown"
        | "boolean"
        | "tinyint"
        | "smallint"
        | "integer"
        | "bigint"
        | "real"
        | "double";
    }
  | {
      readonly kind:
        | "varbinary"
        | "date"
        | "json"
        | "interval day to second"
        | "interval year to month";
    }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "varchar"; readonly length: number | undefined }
  | { readonly kind: "char"; readonly length: number }
  | { readonly kind: "timestamp" | "timestamp with time zone"; readonly precision: number }
  | { readonly kind: "array"; readonly element: SqlType }
  | { readonly kind: "map"; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: "row"; readonly fields: readonly RowField[] };

/** DuckDB SQL with the Trino type of what it gives. */
export interface TypedSql {
  readonly sql: string;
  readonly type: SqlType;
}

/** A field of a row. */
export interface RowField {
  readonly name: string | undefined;
  readonly type: SqlType;
}

/** The type of NULL. */
export const UNKNOWN: SqlType = { kind: "unknown" };
/** True and false. */
export const BOOLEAN: SqlType = { kind: "boolean" };
/** 32-bit integers. */
export const INTEGER: SqlType = { kind: "integer" };
/** 64-bit integers. */
export const BIGINT: SqlType = { kind: "bigint" };
/** 32-bit floating point numbers. */
export const REAL: SqlType = { kind: "real" };
/** 64-bit floating point numbers. */
export const DOUBLE: SqlType = { kind: "double" };
/** Text of any length. */
export const VARCHAR: SqlType = { kind: "varchar", length: undefined };
/** Bytes. */
export const VARBINARY: SqlType = { kind: "varbinary" };
/** Days of the calendar. */
export const DATE: SqlType = { kind: "date" };

/** The type of decimals with these digits. */
export function decimalType(precision: number, scale: number): SqlType {
  return { kind: "decimal", precision, scale };
}

/** The type of text of this length at most. */
export function varcharType(length: number | undefined): SqlType {
  return { kind: "varchar", length };
}

/** The type of timestamps without a zone, with this precision. */
export function timestampType(precision: number): SqlType {
  return { kind: "timestamp", precision };
}

/** The type of timestamps with a zone, with this precision. */
export function zonedType(precision: number): SqlType {
  return { kind: "timestamp with time zone", precision };
}

/** The type of arrays of a type. */
export function arrayType(element: SqlType): SqlType {
  return { kind: "array", element };
}

/** The type as Trino prints it: `decimal(10,2)`, `varchar(3)`, `timestamp(3) with time zone`, `array(bigint)`. */
export function formatType(type: SqlType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "varchar":
      return type.length === undefined ? "varchar" : `varchar(${type.length})`;
    case "char":
      return `char(${type.length})`;
    case "timestamp":
      return `timestamp(${type.precision})`;
    case "timestamp with time zone":
      return `timestamp(${type.precision}) with time zone`;
    case "array":
      return `array(${formatType(type.element)})`;
    case "map":
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case "row":
      return `row(${type.fields.map(formatField).join(", ")})`;
    default:
      return type.kind;
  }
}

function formatField(field: RowField): string {
  if (field.name === undefined) return formatType(field.type);
  const name = /^[a-z_][a-z0-9_]*$/.test(field.name)
    ? field.name
    : `"${field.name.replaceAll('"', '""')}"`;
  return `${name} ${formatType(field.type)}`;
}

/** A type with types inside it. */
export type NestedType = Extract<SqlType, { kind: "array" | "map" | "row" }>;

/** Whether a type has types inside it. */
export function isNested(type: SqlType): type is NestedType {
  return type.kind === "array" || type.kind === "map" || type.kind === "row";
}

/** The types inside a type, one level down. */
export function partsOf(type: SqlType): readonly SqlType[] {
  if (type.kind === "array") return [type.element];
  if (type.kind === "map") return [type.key, type.value];
  return type.kind === "row" ? type.fields.map((field) => field.type) : [];
}

/** Whether values have an order: maps and JSON have none. */
export function isOrderable(type: SqlType): boolean {
  return type.kind !== "map" && type.kind !== "json" && partsOf(type).every(isOrderable);
}

/** Whether there are maps in it, or it is one: their entries come in any order. */
export function holdsMap(type: SqlType): boolean {
  return type.kind === "map" || partsOf(type).some(holdsMap);
}

/** Whether two types are one. */
export function sameType(a: SqlType, b: SqlType): boolean {
  return formatType(a) === formatType(b);
}

const INTEGER_DIGITS: Partial<Record<SqlType["kind"], number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
};

/** Whether a type is of integers. */
export function isInteger(type: SqlType): boolean {
  return type.kind in INTEGER_DIGITS;
}

/** Whether a type is of floating point numbers. */
export function isFloating(type: SqlType): boolean {
  return type.kind === "real" || type.kind === "double";
}

/** Whether a type is of numbers. */
export function isNumeric(type: SqlType): boolean {
  return isInteger(type) || isFloating(type) || type.kind === "decimal";
}

/** A whole-number type as the decimal it widens to: `bigint` is `decimal(19,0)`. */
export function asDecimal(type: SqlType): Extract<SqlType, { kind: "decimal" }> | undefined {
  if (type.kind === "decimal") return type;
  const digits = INTEGER_DIGITS[type.kind];
  return digits === undefined ? undefined : { kind: "decimal", precision: digits, scale: 0 };
}

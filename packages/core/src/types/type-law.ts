import { decimalParts, type LogicalType } from "./logical-type.ts";

/** How a logical type is stored in Parquet: physical type, and the logical annotation on it. */
export interface ParquetType {
  readonly physical:
    | "BOOLEAN"
    | "INT32"
    | "INT64"
    | "FLOAT"
    | "DOUBLE"
    | "BYTE_ARRAY"
    | "FIXED_LEN_BYTE_ARRAY";
  readonly logical?: "STRING" | "DATE" | "TIMESTAMP_MILLIS_UTC" | "DECIMAL";
  /** Bytes of a FIXED_LEN_BYTE_ARRAY value. */
  readonly typeLength?: number;
  readonly precision?: number;
  readonly scale?: number;
}

/** One row of the type law: what a logical type is called in every target. */
export interface TypeLawRow {
  readonly logical: LogicalType;
  readonly parquet: ParquetType;
  /** Athena and the Glue Data Catalog. */
  readonly athena: string;
  readonly redshift: string;
  readonly duckdb: string;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
}

type SimpleType = Exclude<LogicalType, `decimal(${number},${number})`>;

const ROWS: Readonly<Record<SimpleType, TypeLawRow>> = {
  string: {
    logical: "string",
    parquet: { physical: "BYTE_ARRAY", logical: "STRING" },
    athena: "string",
    redshift: "varchar(65535)",
    duckdb: "VARCHAR",
    jsonSchema: { type: "string" },
  },
  int32: {
    logical: "int32",
    parquet: { physical: "INT32" },
    athena: "int",
    redshift: "integer",
    duckdb: "INTEGER",
    jsonSchema: { type: "integer", minimum: -2_147_483_648, maximum: 2_147_483_647 },
  },
  int64: {
    logical: "int64",
    parquet: { physical: "INT64" },
    athena: "bigint",
    redshift: "bigint",
    duckdb: "BIGINT",
    jsonSchema: { type: "integer", format: "int64" },
  },
  float: {
    logical: "float",
    parquet: { physical: "FLOAT" },
    athena: "float",
    redshift: "real",
    duckdb: "FLOAT",
    jsonSchema: { type: "number", format: "float" },
  },
  double: {
    logical: "double",
    parquet: { physical: "DOUBLE" },
    athena: "double",
    redshift: "double precision",
    duckdb: "DOUBLE",
    jsonSchema: { type: "number", format: "double" },
  },
  boolean: {
    logical: "boolean",
    parquet: { physical: "BOOLEAN" },
    athena: "boolean",
    redshift: "boolean",
    duckdb: "BOOLEAN",
    jsonSchema: { type: "boolean" },
  },
  date: {
    logical: "date",
    parquet: { physical: "INT32", logical: "DATE" },
    athena: "date",
    redshift: "date",
    duckdb: "DATE",
    jsonSchema: { type: "string", format: "date" },
  },
  timestamp: {
    logical: "timestamp",
    parquet: { physical: "INT64", logical: "TIMESTAMP_MILLIS_UTC" },
    athena: "timestamp",
    redshift: "timestamp",
    duckdb: "TIMESTAMP",
    jsonSchema: { type: "string", format: "date-time" },
  },
};

/**
 * The row of the type law for a logical type: its name in Parquet, Athena, Redshift, DuckDB and JSON Schema.
 *
 * @throws {TypeError} for a type that has no row
 *
 * @example
 * ```ts
 * import { typeLaw } from "@cloudapi/core";
 *
 * console.log(typeLaw("timestamp").athena); // => "timestamp"
 * console.log(typeLaw("decimal(10,2)").redshift); // => "decimal(10,2)"
 * ```
 */
export function typeLaw(type: LogicalType): TypeLawRow {
  const decimal = decimalParts(type);
  if (decimal !== undefined) return decimalRow(type, decimal.precision, decimal.scale);
  const row = Object.hasOwn(ROWS, type) ? ROWS[type as SimpleType] : undefined;
  if (row === undefined) {
    throw new TypeError(
      `"${type}" is not a logical type. Known: ${Object.keys(ROWS).join(", ")}, decimal(p,s).`,
    );
  }
  return row;
}

function decimalRow(logical: LogicalType, precision: number, scale: number): TypeLawRow {
  const name = `decimal(${precision},${scale})`;
  return {
    logical,
    parquet: { ...decimalStorage(precision), logical: "DECIMAL", precision, scale },
    athena: name,
    redshift: name,
    duckdb: `DECIMAL(${precision},${scale})`,
    jsonSchema: { type: "string", pattern: decimalPattern(precision, scale) },
  };
}

/** The smallest physical type that holds the digits (Parquet format, LogicalTypes.md, DECIMAL). */
function decimalStorage(precision: number): Pick<ParquetType, "physical" | "typeLength"> {
  if (precision <= 9) return { physical: "INT32" };
  if (precision <= 18) return { physical: "INT64" };
  const bits = Math.ceil(precision * Math.log2(10)) + 1;
  return { physical: "FIXED_LEN_BYTE_ARRAY", typeLength: Math.ceil(bits / 8) };
}

function decimalPattern(precision: number, scale: number): string {
  const whole = `\\d{1,${Math.max(1, precision - scale)}}`;
  return scale === 0 ? `^-?${whole}$` : `^-?${whole}(\\.\\d{1,${scale}})?$`;
}

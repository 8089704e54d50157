import { quoteIdentifier } from "../sql/quote-identifier.ts";
import { type DataType, type DecimalType, isLeafType, type ScalarKind } from "./data-type.ts";
import { formatDataType } from "./format-data-type.ts";
import { type ParquetType, parquetType } from "./parquet-type.ts";

/** One row of the type law: what a type is called in every target. */
export interface TypeLawRow {
  readonly type: DataType;
  readonly parquet: ParquetType;
  /** Athena and the Glue Data Catalog. */
  readonly athena: string;
  readonly redshift: string;
  readonly duckdb: string;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
}

/** What the types of a row are called, without the row's own type and its Parquet. */
type Names = Omit<TypeLawRow, "type" | "parquet">;

const SCALAR_NAMES: Readonly<Record<ScalarKind, Names>> = {
  string: {
    athena: "string",
    redshift: "varchar(65535)",
    duckdb: "VARCHAR",
    jsonSchema: { type: "string" },
  },
  int32: {
    athena: "int",
    redshift: "integer",
    duckdb: "INTEGER",
    jsonSchema: { type: "integer", minimum: -2_147_483_648, maximum: 2_147_483_647 },
  },
  int64: {
    athena: "bigint",
    redshift: "bigint",
    duckdb: "BIGINT",
    jsonSchema: { type: "integer", format: "int64" },
  },
  float: {
    athena: "float",
    redshift: "real",
    duckdb: "FLOAT",
    jsonSchema: { type: "number", format: "float" },
  },
  double: {
    athena: "double",
    redshift: "double precision",
    duckdb: "DOUBLE",
    jsonSchema: { type: "number", format: "double" },
  },
  boolean: {
    athena: "boolean",
    redshift: "boolean",
    duckdb: "BOOLEAN",
    jsonSchema: { type: "boolean" },
  },
  date: {
    athena: "date",
    redshift: "date",
    duckdb: "DATE",
    jsonSchema: { type: "string", format: "date" },
  },
  timestamp: {
    athena: "timestamp",
    redshift: "timestamp",
    duckdb: "TIMESTAMP",
    jsonSchema: { type: "string", format: "date-time" },
  },
  json: {
    athena: "string",
    redshift: "varchar(65535)",
    duckdb: "VARCHAR",
    jsonSchema: { type: "string", contentMediaType: "application/json" },
  },
};

/**
 * The row of the type law for a type: its name in Parquet, Athena, Redshift, DuckDB and JSON Schema.
 *
 * @throws {TypeError} for what is not a type
 *
 * @example
 * ```ts
 * import { typeLaw } from "@cloudapi/core";
 *
 * console.log(typeLaw({ kind: "timestamp" }).athena); // => "timestamp"
 * console.log(typeLaw({ kind: "decimal", precision: 10, scale: 2 }).redshift); // => "decimal(10,2)"
 * ```
 */
export function typeLaw(type: DataType): TypeLawRow {
  return { type, parquet: parquetType(requireType(type)), ...namesOf(type) };
}

function requireType(type: DataType): DataType {
  const kind: unknown = (type as DataType | null | undefined)?.kind;
  const isKnown = isNested(kind) || (typeof kind === "string" && isLeafType(type));
  if (isKnown) return type;
  const known = [...Object.keys(SCALAR_NAMES), "decimal", "struct", "list", "map"].join(", ");
  throw new TypeError(
    `typeLaw: a type is { kind: ... } with one of the kinds ${known}, not ${JSON.stringify(type)}.`,
  );
}

function isNested(kind: unknown): boolean {
  return kind === "struct" || kind === "list" || kind === "map";
}

function namesOf(type: DataType): Names {
  switch (type.kind) {
    case "decimal":
      return decimalNames(type);
    case "struct": {
      const fields = type.fields.map(({ name, ...field }) => ({
        name,
        nullable: field.nullable,
        names: namesOf(field.type),
      }));
      return {
        athena: `struct<${fields.map(({ name, names }) => `${name}:${names.athena}`).join(",")}>`,
        redshift: "super",
        duckdb: `STRUCT(${fields.map(({ name, names }) => `${quoteIdentifier(name, "query")} ${names.duckdb}`).join(", ")})`,
        jsonSchema: {
          type: "object",
          properties: Object.fromEntries(
            fields.map(({ name, nullable, names }) => [name, orNull(names.jsonSchema, nullable)]),
          ),
          required: fields.filter(({ nullable }) => !nullable).map(({ name }) => name),
        },
      };
    }
    case "list": {
      const element = namesOf(type.element);
      return {
        athena: `array<${element.athena}>`,
        redshift: "super",
        duckdb: `${element.duckdb}[]`,
        jsonSchema: { type: "array", items: orNull(element.jsonSchema, type.elementNullable) },
      };
    }
    case "map": {
      const value = namesOf(type.value);
      return {
        athena: `map<string,${value.athena}>`,
        redshift: "super",
        duckdb: `MAP(VARCHAR, ${value.duckdb})`,
        jsonSchema: {
          type: "object",
          additionalProperties: orNull(value.jsonSchema, type.valueNullable),
        },
      };
    }
    default:
      return SCALAR_NAMES[type.kind];
  }
}

/** What may be absent may be null as well. */
function orNull(schema: Names["jsonSchema"], nullable: boolean): Names["jsonSchema"] {
  return nullable ? { ...schema, type: [schema["type"], "null"] } : schema;
}

function decimalNames(type: DecimalType): Names {
  const name = formatDataType(type);
  return {
    athena: name,
    redshift: name,
    duckdb: name.toUpperCase(),
    jsonSchema: { type: "string", pattern: decimalPattern(type) },
  };
}

function decimalPattern({ precision, scale }: DecimalType): string {
  const whole = `\\d{1,${Math.max(1, precision - scale)}}`;
  return scale === 0 ? `^-?${whole}$` : `^-?${whole}(\\.\\d{1,${scale}})?$`;
}

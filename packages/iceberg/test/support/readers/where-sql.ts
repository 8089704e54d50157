import type { DataType } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { type TableRead, typeOf } from "./table-reader.ts";

/** How an engine writes what engines write in their own ways. */
export interface Dialect {
  readonly identifier: (name: string) => string;
  readonly text: (value: string) => string;
  /** Names of types, where they aren't the contract's. */
  readonly types: Partial<Record<DataType["kind"], string>>;
}

const standard = {
  identifier: quoteIdentifier,
  text: (value: string) => `'${value.replaceAll("'", "''")}'`,
};

export const TRINO: Dialect = {
  ...standard,
  types: {
    string: "varchar",
    json: "varchar",
    int32: "integer",
    int64: "bigint",
    float: "real",
    timestamp: "timestamp(6)",
  },
};

export const DUCKDB: Dialect = {
  ...standard,
  types: { string: "varchar", json: "varchar", int32: "integer", int64: "bigint" },
};

export const SPARK: Dialect = {
  identifier: (name) => `\`${name.replaceAll("`", "``")}\``,
  text: (value) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
  types: { json: "string", int32: "int", int64: "bigint", timestamp: "timestamp_ntz" },
};

/** The columns of a read, as a list in SQL. */
export function selectSql({ columns }: TableRead, { identifier }: Dialect): string {
  return columns.map(({ name }) => identifier(name)).join(", ");
}

/** The condition of a read in SQL; its value is a constant of the column's type. */
export function whereSql({ columns, where }: TableRead, dialect: Dialect): string {
  if (where === undefined) return "TRUE";
  const column = dialect.identifier(where.column);
  if (where.value === undefined) return `${column} ${where.operator}`;
  const type = typeOf(columns, where.column);
  const name = dialect.types[type.kind] ?? type.kind;
  const sqlType = type.kind === "decimal" ? `decimal(${type.precision}, ${type.scale})` : name;
  return `${column} ${where.operator} CAST(${dialect.text(sqlText(type, where.value))} AS ${sqlType})`;
}

function sqlText(type: DataType, value: string | number | boolean): string {
  return type.kind === "timestamp"
    ? String(value).replace("T", " ").replace("Z", "")
    : String(value);
}

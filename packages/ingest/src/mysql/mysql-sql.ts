import { quoteIdentifier } from "@cloudapi/core/sql";
import type { CursorValue } from "../source/source.ts";
import type { SqlColumn } from "../sql/sql-column.ts";
import { float32 } from "../sql/sql-type.ts";

/** A name in backticks, which every mode takes. */
export function quoted(name: string): string {
  return quoteIdentifier(name, "ddl");
}

/** Text by the hexadecimal digits of its UTF-8, which no mode and no character set reads otherwise. */
export function literal(text: string): string {
  return `CONVERT(${hex(Buffer.from(text))} USING utf8mb4)`;
}

/** What is asked for in place of a column. */
export function selected({ name, type }: SqlColumn): string {
  const column = quoted(name);
  return type.select?.(column) ?? column;
}

/** What rows are ordered by: of text the bytes of its UTF-8, whatever its character set and collation. */
export function ordered(column: SqlColumn): string {
  if (column.type.order !== "text") return selected(column);
  return `CAST(CONVERT(${quoted(column.name)} USING utf8mb4) AS BINARY)`;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const TIME = /^[-0-9:.TZ ]+$/;

/** A value of a column as SQL that compares as the column's own values do. */
export function compared({ type }: SqlColumn, value: CursorValue): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number")
    return String(type.code === float32.code ? Math.fround(value) : value);
  if (type.isBytes === true) return hex(Buffer.from(value.slice(2), "hex"));
  if (type.order === "text") return hex(Buffer.from(value));
  if (DECIMAL.test(value)) return value;
  if (TIME.test(value)) return `'${value.replace("T", " ").replace("Z", "")}'`;
  return literal(value);
}

function hex(bytes: Buffer): string {
  return `X'${bytes.toString("hex")}'`;
}

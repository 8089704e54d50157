import { quoteIdentifier } from "@cloudapi/core/sql";
import type { SqlSession } from "../engine/sql-engine.ts";
import type { TableColumn } from "./table-columns.ts";

/** Where rows of a file are put. */
interface Insert {
  /** The quoted table. */
  readonly into: string;
  readonly columns: readonly TableColumn[];
  /** The file's own names, in the same order. */
  readonly names: readonly string[];
  readonly url: string;
}

/** So many characters of values stand in one statement. */
const MAX_VALUES = 1_000_000;

/** Put rows into a table, by position. */
export async function insertRows(
  session: SqlSession,
  insert: Insert,
  rows: readonly object[],
): Promise<number> {
  const names = insert.columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  let values: string[] = [];
  let size = 0;
  const flush = async () => {
    if (values.length === 0) return;
    await session.query(`INSERT INTO ${insert.into} (${names}) VALUES ${values.join(", ")}`);
    values = [];
    size = 0;
  };
  for (const row of rows) {
    const cells = insert.columns.map((column, i) =>
      cellSql((row as Record<string, unknown>)[insert.names[i] ?? ""], column, insert.url),
    );
    const value = `(${cells.join(", ")})`;
    if (size + value.length > MAX_VALUES) await flush();
    values.push(value);
    size += value.length;
  }
  await flush();
  return rows.length;
}

function cellSql(value: unknown, column: TableColumn, url: string): string {
  if (value === undefined || value === null) return "NULL";
  checkKind(value, column, url);
  const text = textOf(value, column.type);
  const bytes = Buffer.byteLength(text);
  if (column.maxBytes !== undefined && bytes > column.maxBytes)
    throw new Error(
      `Spectrum Scan Error: the length of the data column ${column.name} exceeds the declared length. Table: ${column.maxBytes}, Data: ${bytes}, File name: ${url}`,
    );
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  varchar: ["string"],
  int2: ["number", "bigint"],
  int4: ["number", "bigint"],
  int8: ["number", "bigint"],
  float4: ["number"],
  float8: ["number"],
  bool: ["boolean"],
  date: ["string"],
  timestamp: ["string"],
  numeric: ["string"],
};

/** PostgreSQL would read a number out of text; COPY of Parquet does not. */
function checkKind(value: unknown, { name, type }: TableColumn, url: string): void {
  const kinds = KINDS[type];
  if (kinds === undefined || kinds.includes(typeof value)) return;
  throw new Error(
    `Spectrum Scan Error: file ${url} has an incompatible Parquet schema for column ${name}: column type ${type}, Parquet values of ${typeof value}`,
  );
}

function textOf(value: unknown, type: string): string {
  if (type === "json" || typeof value === "object") return jsonOf(value);
  return Object.is(value, -0) ? "-0" : String(value as string | number | bigint | boolean);
}

/** JSON with integers of 64 bits as they are. */
function jsonOf(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).map(
    ([name, each]) => `${JSON.stringify(name)}:${jsonOf(each)}`,
  );
  return `{${fields.join(",")}}`;
}

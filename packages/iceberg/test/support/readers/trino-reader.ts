import { basename, dirname } from "node:path";
import { quoteLiteral } from "@cloudapi/core/sql";
import { runOnTrino } from "../../../../../scripts/lib/run-on-trino.ts";
import { trinoRow } from "../../../../transform/test/support/nested-readers.ts";
import { namedNumbers } from "./canonical.ts";
import type { Row, TableRead, TableReader } from "./table-reader.ts";
import { selectSql, TRINO, whereSql } from "./where-sql.ts";

/** Trino with the catalog `iceberg`, where each metadata file that is read is registered as a table. */
export function trinoReader(endpoint: string): TableReader {
  return async (reads) => {
    const results: Row[][] = [];
    for (const [metadata, ofTable] of groupByMetadata(reads))
      await withRegistered(endpoint, metadata, async (table) => {
        for (const { i, read } of ofTable) results[i] = await rowsOf(endpoint, table, read);
      });
    return results;
  };
}

/** Use a table whose metadata file is known, under a name that it has meanwhile. */
export async function withRegistered(
  endpoint: string,
  metadata: string,
  use: (table: string) => Promise<void>,
): Promise<void> {
  await trinoIceberg(endpoint, "CREATE SCHEMA IF NOT EXISTS iceberg.default");
  const name = quoteLiteral(`read_${crypto.randomUUID().replaceAll("-", "_")}`);
  const location = quoteLiteral(`file://${dirname(dirname(metadata))}`);
  const call = (procedure: string, more: string) =>
    trinoIceberg(
      endpoint,
      `CALL iceberg.system.${procedure}(schema_name => 'default', table_name => ${name}${more})`,
    );
  await call(
    "register_table",
    `, table_location => ${location}, metadata_file_name => ${quoteLiteral(basename(metadata))}`,
  );
  try {
    await use(name.replaceAll("'", '"'));
  } finally {
    await call("unregister_table", "");
  }
}

/** A statement in the catalog `iceberg`. */
export async function trinoIceberg(
  endpoint: string,
  sql: string,
): Promise<readonly (readonly unknown[])[]> {
  return (await runOnTrino(endpoint, { sql, parameters: [] }, "iceberg")).rows;
}

async function rowsOf(endpoint: string, table: string, read: TableRead): Promise<Row[]> {
  const at = read.snapshotId === undefined ? "" : ` FOR VERSION AS OF ${read.snapshotId}`;
  const sql = `SELECT ${selectSql(read, TRINO)} FROM ${table}${at} WHERE ${whereSql(read, TRINO)}`;
  const rows = await trinoIceberg(endpoint, sql);
  return rows.map((row) => namedNumbers(inMilliseconds(trinoRow(read.columns, row))) as Row);
}

const MICROSECONDS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})000Z$/;

/** Timestamps as the other readers have them. */
function inMilliseconds(value: unknown): unknown {
  if (typeof value === "string") return value.replace(MICROSECONDS, "$1Z");
  if (Array.isArray(value)) return value.map(inMilliseconds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, inMilliseconds(each)]),
  );
}

function groupByMetadata(
  reads: readonly TableRead[],
): Map<string, { readonly i: number; readonly read: TableRead }[]> {
  return Map.groupBy(
    reads.map((read, i) => ({ i, read })),
    ({ read }) => read.metadata,
  );
}

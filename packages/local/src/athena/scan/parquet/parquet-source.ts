import type { SqlType } from "@cloudapi/athena/internal/analysis";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Scan } from "../../compile/scope/compilation.ts";
import { duckString } from "../../types/duck.ts";
import type { LocalFile, RowSource } from "../objects/row-source.ts";
import type { ParquetNode } from "./parquet-schema.ts";
import { readParquetSchemas } from "./parquet-schema.ts";
import { sameName, valueOfColumn } from "./value-of-column.ts";

/** Rows of Parquet files: columns by name in any case, absent ones null, wrong types refused as Athena does. */
export async function parquetSource(
  scan: Scan,
  files: readonly LocalFile[],
  { connection, scanned }: { connection: DuckDBConnection; scanned: (bytes: number) => void },
): Promise<RowSource> {
  const list = `[${files.map((file) => duckString(file.path)).join(", ")}]`;
  const schemas = await readParquetSchemas(list, files, connection);
  const used = scan.table.columns.filter((column) => scan.columns.has(column.name));
  const sources = new Map<string, string>();
  for (const column of used) {
    const found = schemas.filter((each) => sameName(each.name, column.name));
    sources.set(column.name, columnSql(found, column.type, files));
  }
  const names = used.flatMap((column) =>
    schemas.filter((each) => sameName(each.name, column.name)).map((each) => each.name),
  );
  scanned(await columnBytes(list, new Set(names), connection));
  return {
    from: `read_parquet(${list}, union_by_name = true, filename = '__file', hive_partitioning = false)`,
    column: (name) => sources.get(name) ?? "NULL",
  };
}

/** One that files spell in several cases is whichever of them isn't null. */
function columnSql(
  found: readonly ParquetNode[],
  type: SqlType,
  files: readonly LocalFile[],
): string {
  const names = [...new Set(found.map((each) => each.name))].map(
    (name) => `d."${name.replaceAll('"', '""')}"`,
  );
  const raw = names.length === 1 ? (names[0] ?? "") : `coalesce(${names.join(", ")})`;
  return valueOfColumn(raw, found, type, files);
}

/** The compressed size of the column chunks that the query reads, which is what Athena bills. */
async function columnBytes(
  list: string,
  names: ReadonlySet<string>,
  connection: DuckDBConnection,
): Promise<number> {
  if (names.size === 0) return 0;
  const wanted = [...names].map((name) => duckString(name)).join(", ");
  const sql = `SELECT coalesce(sum(total_compressed_size), 0) FROM parquet_metadata(${list}) WHERE string_split(path_in_schema, ', ')[1] IN (${wanted})`;
  const reader = await connection.runAndReadAll(sql);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import {
  HIVE_JSON_SERDES,
  LAZY_SERDE,
  OPEN_CSV_SERDE,
  OPENX_JSON_SERDE,
} from "../../catalog/storage-formats.ts";
import type { Scan } from "../../compile/scope/compilation.ts";
import { duckType } from "../../types/duck.ts";
import type { LocalFile, RowSource } from "../objects/row-source.ts";
import { jsonReader } from "./json-rows.ts";
import { lazySimpleReader } from "./lazy-simple.ts";
import { openCsvReader } from "./open-csv.ts";
import type { LineReader, TextColumn } from "./text-format.ts";
import { textLines } from "./text-lines.ts";

/** Rows of text files, read line by line as the table's SerDe does, into a table of DuckDB's. */
export async function textSource(
  scan: Scan,
  table: CatalogTable,
  files: readonly LocalFile[],
  connection: DuckDBConnection,
  signal: AbortSignal,
): Promise<RowSource> {
  const columns = scan.table.columns.flatMap((column, index) =>
    scan.columns.has(column.name) ? [{ name: column.name, index, type: column.type }] : [],
  );
  const read = readerOf(table, columns);
  const name = `${scan.relation}_rows`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${name} (__file VARCHAR${columns.map((_, i) => `, v${i} VARCHAR`).join("")})`,
  );
  await load(connection, name, table, files, read, signal);
  return {
    from: name,
    column: (wanted) => {
      const index = columns.findIndex((column) => column.name === wanted);
      const column = columns[index];
      return column === undefined ? "NULL" : fromText(`d.v${index}`, column.type);
    },
  };
}

function readerOf(table: CatalogTable, columns: readonly TextColumn[]): LineReader {
  const { serde } = table.storage;
  if (serde === LAZY_SERDE) return lazySimpleReader(table, columns);
  if (serde === OPEN_CSV_SERDE) return openCsvReader(table, columns);
  if (serde === OPENX_JSON_SERDE || HIVE_JSON_SERDES.includes(serde))
    return jsonReader(table, columns);
  throw notSupported(`the SerDe ${serde}`);
}

const ROWS_PER_FLUSH = 20_000;

async function load(
  connection: DuckDBConnection,
  name: string,
  table: CatalogTable,
  files: readonly LocalFile[],
  read: LineReader,
  signal: AbortSignal,
): Promise<void> {
  const appender = await connection.createAppender(name, "main", "temp");
  const skip = Number(table.properties["skip.header.line.count"] ?? 0);
  if (table.properties["skip.footer.line.count"] !== undefined)
    throw notSupported("the table property skip.footer.line.count");
  let rows = 0;
  try {
    for (const file of files) {
      let line = 0;
      for await (const text of textLines(file)) {
        if (line++ < skip) continue;
        appender.appendVarchar(file.path);
        for (const value of read(text)) {
          if (value === null) appender.appendNull();
          else appender.appendVarchar(value);
        }
        appender.endRow();
        if (++rows % ROWS_PER_FLUSH === 0) {
          appender.flushSync();
          signal.throwIfAborted();
        }
      }
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function fromText(sql: string, type: SqlType): string {
  if (type.kind === "varchar") return sql;
  if (type.kind === "array" || type.kind === "row" || type.kind === "map")
    return `CAST(CAST(${sql} AS JSON) AS ${duckType(type)})`;
  return `CAST(${sql} AS ${duckType(type)})`;
}

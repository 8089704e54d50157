import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import { duckString } from "../../types/duck.ts";
import type { WrittenColumn } from "./hive-columns.ts";
import { parquetValue, quoted } from "./parquet-value.ts";
import type { RowFormat } from "./row-format.ts";
import type { LineWriter } from "./text-line.ts";
import { headerLine, lineWriter } from "./text-line.ts";

/** A query whose columns c0, c1, ... are these, and the file to write its rows to. */
export interface FileInput {
  readonly sql: string;
  readonly columns: readonly WrittenColumn[];
  readonly format: RowFormat;
  readonly path: string;
}

/** Write the rows of a query to a local file, and say how many there were. */
export async function writeFile(
  input: FileInput,
  connection: DuckDBConnection,
  signal: AbortSignal,
): Promise<number> {
  const { format, sql, path } = input;
  if (format.kind === "parquet") return writeParquet(input, format, connection);
  const counted = { rows: 0 };
  const rows = textOf(sql, lineWriter(format, input.columns), connection, counted);
  const lines = withHeader(headerLine(format, input.columns), rows);
  const out = createWriteStream(path);
  if (format.gzip) await pipeline(Readable.from(lines), createGzip(), out, { signal });
  else await pipeline(Readable.from(lines), out, { signal });
  return counted.rows;
}

async function writeParquet(
  { sql, columns, path }: FileInput,
  { compression, level }: Extract<RowFormat, { kind: "parquet" }>,
  connection: DuckDBConnection,
): Promise<number> {
  const items = columns.map(
    ({ name, type }, i) => `${parquetValue(`c${i}`, type)} AS ${quoted(name)}`,
  );
  const options = [
    "FORMAT parquet",
    `COMPRESSION ${compression}`,
    ...(level === undefined ? [] : [`COMPRESSION_LEVEL ${level}`]),
  ];
  const done = await connection.runAndReadAll(
    `COPY (SELECT ${items.join(", ")} FROM (${sql})) TO ${duckString(path)} (${options.join(", ")})`,
  );
  return Number(done.getRows()[0]?.[0] ?? 0);
}

async function* withHeader(
  header: string | undefined,
  lines: AsyncIterable<string>,
): AsyncGenerator<string> {
  if (header !== undefined) yield `${header}\n`;
  yield* lines;
}

async function* textOf(
  sql: string,
  line: LineWriter,
  connection: DuckDBConnection,
  counted: { rows: number },
): AsyncGenerator<string> {
  const result = await connection.stream(sql);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const rows = chunk.getRows();
    counted.rows += rows.length;
    yield rows.map((row) => `${line(row)}\n`).join("");
  }
}

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Column, DataType, StructField } from "@cloudapi/core";
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
} from "@duckdb/node-api";
import { readParquet as readByRust, writeParquet as writeByRust } from "parquet-wasm";
import { queryFilesOnTrino } from "../../../../scripts/lib/query-files-on-trino.ts";
import { withDuckDb } from "./duckdb.ts";
import { inKeyOrder, type NestedCase } from "./nested-cases.ts";
import { readNested } from "./read-nested.ts";

/** Reads the file `data.parquet` of each of the folders 0, 1, … that a folder has; rows in canonical form. */
export type NestedReader = (
  folder: string,
  cases: readonly NestedCase[],
) => Promise<Record<string, unknown>[][]>;

/** hyparquet, which gives decimals as doubles. */
export const byHyparquet: NestedReader = (folder, cases) =>
  oneByOne(cases, async (nested, i) => readNested(nested, await readFile(pathOf(folder, i))));

export const byDuckDb: NestedReader = (folder, cases) =>
  withDuckDb((connection) =>
    oneByOne(cases, async ({ columns }, i) => {
      const reader = await connection.runAndReadAll(
        `SELECT * FROM read_parquet('${pathOf(folder, i)}')`,
      );
      return reader.getRowObjects().map((row) => rowOf(columns, row, fromDuckDb));
    }),
  );

/** The Rust reader's rows, written again by the Rust writer, and read by DuckDB. */
export const byRust: NestedReader = async (folder, cases) => {
  for (const i of cases.keys()) {
    const path = pathOf(folder, i);
    await writeFile(path, writeByRust(readByRust(await readFile(path))));
  }
  return byDuckDb(folder, cases);
};

/** A Python program, given the folder, that prints the rows of each file as a line of JSON. */
export function byPython(python: string, program: string): NestedReader {
  return async (folder, cases) => {
    const { stdout } = await promisify(execFile)(
      python,
      ["-c", program, folder, String(cases.length)],
      { maxBuffer: 2 ** 29, env: { ...process.env, TZ: "UTC" } },
    );
    const lines = stdout.trimEnd().split("\n");
    return cases.map(({ columns }, i) =>
      (JSON.parse(lines[i] as string) as Record<string, unknown>[]).map((row) =>
        rowOf(columns, row, fromPython),
      ),
    );
  };
}

/** Trino over the files, which it has to have in reach. */
export function byTrino(endpoint: string): NestedReader {
  return (folder, cases) =>
    oneByOne(cases, async ({ columns }, i) => {
      const files = { folder: join(folder, String(i)), columns };
      const [found] = await queryFilesOnTrino(endpoint, files, [(t) => `SELECT * FROM ${t}`]);
      return (found?.rows ?? []).map((row) => trinoRow(columns, row));
    });
}

/** A row of Trino's in canonical form. */
export function trinoRow(
  columns: readonly StructField[],
  row: readonly unknown[],
): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, type }, at) => [name, fromTrino(type, row[at])]));
}

function pathOf(folder: string, i: number): string {
  return join(folder, String(i), "data.parquet");
}

async function oneByOne<R>(
  cases: readonly NestedCase[],
  read: (nested: NestedCase, i: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (const [i, nested] of cases.entries()) results.push(await read(nested, i));
  return results;
}

function rowOf(
  columns: readonly Column[],
  row: Readonly<Record<string, unknown>>,
  convert: (type: DataType, value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, convert(type, row[name])]));
}

function fromDuckDb(type: DataType, value: unknown): unknown {
  if (value instanceof DuckDBStructValue && type.kind === "struct")
    return rowOf(type.fields, value.entries, fromDuckDb);
  if (value instanceof DuckDBListValue && type.kind === "list")
    return value.items.map((item) => fromDuckDb(type.element, item));
  if (value instanceof DuckDBMapValue && type.kind === "map")
    return inKeyOrder(
      value.entries.map(({ key, value: each }) => [key as string, fromDuckDb(type.value, each)]),
    );
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBDateValue) return isoDate(value.days * 86_400_000);
  if (value instanceof DuckDBTimestampTZValue)
    return new Date(Number(value.micros / 1000n)).toISOString();
  return typeof value === "bigint" ? String(value) : value;
}

/** Structs as objects, maps as pairs, int64 and decimals as text, timestamps as milliseconds. */
function fromPython(type: DataType, value: unknown): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case "struct":
      return rowOf(type.fields, value as Record<string, unknown>, fromPython);
    case "list":
      return (value as unknown[]).map((element) => fromPython(type.element, element));
    case "map":
      return inKeyOrder(
        (value as [string, unknown][]).map(([key, each]) => [key, fromPython(type.value, each)]),
      );
    case "timestamp":
      return new Date(value as number).toISOString();
    default:
      return value;
  }
}

/** Rows as lists, maps as objects, timestamps as SQL has them. */
function fromTrino(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "struct":
      return trinoRow(type.fields, value as unknown[]);
    case "list":
      return (value as unknown[]).map((element) => fromTrino(type.element, element));
    case "map":
      return inKeyOrder(
        Object.entries(value).map(([key, each]: [string, unknown]) => [
          key,
          fromTrino(type.value, each),
        ]),
      );
    case "int64":
      return String(value as bigint);
    case "float":
      return Math.fround(value as number);
    case "timestamp":
      return `${(value as string).replace(" ", "T")}Z`;
    default:
      return value;
  }
}

function isoDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

export const PYARROW = `
import datetime, json, sys
import pyarrow as pa, pyarrow.parquet as pq
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
def plain(value, kind):
    if value is None: return None
    if pa.types.is_struct(kind): return {field.name: plain(value[field.name], field.type) for field in kind}
    if pa.types.is_list(kind): return [plain(each, kind.value_type) for each in value]
    if pa.types.is_map(kind): return [[key, plain(each, kind.item_type)] for key, each in value]
    if pa.types.is_int64(kind): return str(value)
    if pa.types.is_decimal(kind): return format(value, "f")
    if pa.types.is_timestamp(kind): return (value - EPOCH) // datetime.timedelta(milliseconds=1)
    if pa.types.is_date(kind): return value.isoformat()
    return value
for i in range(int(sys.argv[2])):
    table = pq.ParquetFile(f"{sys.argv[1]}/{i}/data.parquet").read()
    schema = table.schema
    print(json.dumps([{field.name: plain(row[field.name], field.type) for field in schema} for row in table.to_pylist()]))
`;

export const SPARK = `
import json, sys
from pyspark.sql import SparkSession, types as t
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.session.timeZone", "UTC").config("spark.sql.codegen.wholeStage", "false").config("spark.driver.memory", "700m")
    .config("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
# As milliseconds, since Python has no time on the first day of year 1.
t.TimestampType.fromInternal = lambda self, microseconds: None if microseconds is None else microseconds // 1000
def plain(value, kind):
    if value is None: return None
    if isinstance(kind, t.StructType): return {field.name: plain(value[i], field.dataType) for i, field in enumerate(kind.fields)}
    if isinstance(kind, t.ArrayType): return [plain(each, kind.elementType) for each in value]
    if isinstance(kind, t.MapType): return [[key, plain(each, kind.valueType)] for key, each in value.items()]
    if isinstance(kind, t.LongType): return str(value)
    if isinstance(kind, t.DecimalType): return format(value, f".{kind.scale}f")
    if isinstance(kind, t.DateType): return value.isoformat()
    return value
for i in range(int(sys.argv[2])):
    frame = spark.read.parquet(f"{sys.argv[1]}/{i}/data.parquet")
    print(json.dumps([plain(row, frame.schema) for row in frame.collect()]))
spark.stop()
`;

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DataType } from "@cloudapi/core";
import fc from "fast-check";
import { readParquet as readByRust, writeParquet as writeByRust } from "parquet-wasm";
import { describe, expect, test } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { toParquet } from "../src/index.ts";
import { query, withDuckDb, withFile } from "./support/duckdb.ts";
import { type EveryTypeRow, everyType, everyTypeRow } from "./support/type-law-dataset.ts";

/** Each reader gives every value as text in the same form, so that they can be compared with what was written. */
type Reader = (path: string, bytes: Uint8Array) => Promise<Record<string, string | null>[]>;

const names = everyType.columns.map(({ name }) => name);

const byDuckDb: Reader = (path) =>
  withDuckDb(async (connection) => {
    const columns = everyType.columns.map(
      ({ name, type }) => `${duckDbText(name, type)} AS ${name}`,
    );
    return (await query(
      connection,
      `SELECT ${columns.join(", ")} FROM read_parquet('${path}')`,
    )) as Record<string, string | null>[];
  });

function duckDbText(name: string, { kind }: DataType): string {
  if (kind === "timestamp") return `epoch_ms(${name})::VARCHAR`;
  if (kind === "float") return `${name}::DOUBLE::VARCHAR`;
  return `${name}::VARCHAR`;
}

const PYTHON = `
import json, sys
import pyarrow.parquet as pq
import pyarrow as pa
table = pq.read_table(sys.argv[1])
def text(value, kind):
    if value is None: return None
    if pa.types.is_timestamp(kind): return str(value)
    if pa.types.is_boolean(kind): return "true" if value else "false"
    if pa.types.is_floating(kind): return repr(float(value))
    return str(value)
columns = {}
for field in table.schema:
    column = table.column(field.name)
    values = column.cast(pa.int64()) if pa.types.is_timestamp(field.type) else column
    if pa.types.is_date(field.type): values = column.cast(pa.string())
    if pa.types.is_decimal(field.type): values = column.cast(pa.string())
    columns[field.name] = [text(value, field.type) for value in values.to_pylist()]
print(json.dumps(columns))
`;

const byPyarrow: Reader = async (path) => {
  const python = process.env["CLOUDAPI_TEST_PYTHON"] ?? "";
  const { stdout } = await promisify(execFile)(python, ["-c", PYTHON, path], {
    maxBuffer: 2 ** 28,
  });
  const columns = JSON.parse(stdout) as Record<string, (string | null)[]>;
  return (columns["text"] ?? []).map((_, i) =>
    Object.fromEntries(names.map((name) => [name, columns[name]?.[i] ?? null])),
  );
};

/** The Rust reader's rows, written again by the Rust writer, uncompressed by our means, and read by DuckDB. */
const byRust: Reader = (_, bytes) =>
  withFile("rust.parquet", writeByRust(readByRust(bytes)), (path) => byDuckDb(path, bytes));

/** A row as the readers give it. Numbers are compared as numbers, since each prints them in its own way. */
function asText(row: EveryTypeRow): Record<string, string | null> {
  return Object.fromEntries(
    everyType.columns.map(({ name, type }) => {
      const value = row[name];
      if (value === null || value === undefined) return [name, null];
      if (type.kind === "timestamp") return [name, String(Date.parse(String(value)))];
      return [name, String(value)];
    }),
  );
}

function comparable(row: Record<string, string | null>): Record<string, unknown> {
  return Object.fromEntries(
    everyType.columns.map(({ name, type }) => {
      const value = row[name] ?? null;
      if (value === null) return [name, null];
      return [
        name,
        type.kind === "double" || type.kind === "float"
          ? Number(value)
          : type.kind === "decimal"
            ? plain(value)
            : value,
      ];
    }),
  );
}

/** Decimals without an exponent, as pyarrow may print small ones. */
function plain(decimal: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?E-(\d+)$/.exec(decimal);
  if (match === null) return decimal;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  return `${sign}0.${(whole + fraction).padStart(Number(exponent) + fraction.length, "0")}`;
}

/** More text than a page holds, with runs, repeats and gaps. */
function manyRows(): EveryTypeRow[] {
  const samples = fc.sample(everyTypeRow, { numRuns: 200, seed: 7 });
  return Array.from({ length: 1_500 }, (_, i) => {
    const row = samples[
      (i % 1000 < 500 ? i : Math.floor(i / 1000)) % samples.length
    ] as EveryTypeRow;
    return i % 3 === 0
      ? {
          ...row,
          int64: BigInt(i) * 7n ** 10n,
          double: i / 3,
          text: `a rather long text that nobody else has, for pages to fill, number ${i}`.repeat(
            48,
          ),
          text_or_null: i % 2 === 0 ? null : `other ${i}`,
        }
      : row;
  });
}

/** The first value that is not read as it was written: row, column, read, written. */
async function firstDifference(
  read: Reader,
  rows: readonly EveryTypeRow[],
): Promise<readonly unknown[] | undefined> {
  const bytes = toParquet(everyType, rows);
  const found = await withFile("rows.parquet", bytes, (path) => read(path, bytes));
  if (found.length !== rows.length) return ["rows", found.length, rows.length];
  for (const [i, row] of rows.entries()) {
    const [actual, expected] = [comparable(found[i] ?? {}), comparable(asText(row))];
    const name = names.find((each) => actual[each] !== expected[each]);
    if (name !== undefined) return [i, name, actual[name], expected[name]];
  }
  return undefined;
}

const python = process.env["CLOUDAPI_TEST_PYTHON"] ?? "";
const readers: readonly [name: string, read: Reader, runs: number, isThere: boolean][] = [
  ["DuckDB", byDuckDb, propertyRuns(6), true],
  ["the Rust implementation (parquet-wasm)", byRust, propertyRuns(6), true],
  ["pyarrow", byPyarrow, propertyRuns(3), python !== ""],
];

describe.each(readers)("%s", (_, read, runs, isThere) => {
  test.skipIf(!isThere)("reads the rows that were written", { timeout: 60_000 }, async () => {
    const someRows = fc.array(everyTypeRow, { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        expect(await firstDifference(read, rows)).toBeUndefined();
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  test.skipIf(!isThere)("reads columns of several pages", { timeout: 60_000 }, async () => {
    expect(await firstDifference(read, manyRows())).toBeUndefined();
  });
});

test("pyarrow is there where it must be: CLOUDAPI_TEST_PYTHON", () => {
  expect(process.env["CI_SERVERS"] === "required" && python === "").toBe(false);
});

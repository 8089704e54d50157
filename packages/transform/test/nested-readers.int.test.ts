import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { canonicalRow, type NestedCase, nestedCases } from "./support/nested-cases.ts";
import { longLists, nestedEdgeCases } from "./support/nested-edge-cases.ts";
import {
  byDuckDb,
  byHyparquet,
  byPython,
  byRust,
  byTrino,
  type NestedReader,
  PYARROW,
  SPARK,
} from "./support/nested-readers.ts";
import { asReadByHyparquet } from "./support/read-nested.ts";
import { writeNested } from "./support/write-nested.ts";

const GENERATED = 60;
const ROWS = 200;
/** Rows of a file are in several row groups. */
const ROW_GROUP_ROWS = 70;

const python = testServer("CLOUDAPI_TEST_PYTHON");
const spark = testServer("CLOUDAPI_TEST_SPARK");
const trino = testServer("CLOUDAPI_TEST_TRINO_FILES");
const readers: readonly (readonly [name: string, read: NestedReader, isThere: boolean])[] = [
  ["hyparquet", byHyparquet, true],
  ["DuckDB", byDuckDb, true],
  ["the Rust implementation (parquet-wasm)", byRust, true],
  ["pyarrow", byPython(python ?? "", PYARROW), python !== undefined],
  ["Trino", byTrino(trino ?? ""), trino !== undefined],
  ["Spark", byPython(spark ?? "", SPARK), spark !== undefined],
];

/** What a reader gives of rows that were written. */
function asRead(reader: string, nested: NestedCase): unknown[] {
  const { columns, rows } = nested;
  return reader === "hyparquet"
    ? asReadByHyparquet(nested)
    : rows.map((row) => canonicalRow(columns, row));
}

/** The first row that is not read as it was written; rows in the order of their text, since queries have no other. */
function firstDifference(
  read: readonly (readonly unknown[])[],
  expected: readonly (readonly unknown[])[],
): unknown {
  for (const [i, rows] of expected.entries()) {
    const [found, written] = [inTextOrder(read[i] ?? []), inTextOrder(rows)];
    const at = written.findIndex((row, n) => row !== found[n]);
    if (at >= 0) return { file: i, row: at, read: found[at], written: written[at] };
    if (found.length > written.length) return { file: i, read: found[written.length] };
  }
  return undefined;
}

function inTextOrder(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

describe.each(readers)("%s", (name, read, isThere) => {
  const cases = [
    ...nestedCases(GENERATED, ROWS, 20_250_115),
    ...Object.values(nestedEdgeCases),
    longLists(100_000),
  ];
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nested-readers-"));
    for (const [i, nested] of cases.entries()) {
      await mkdir(join(folder, String(i)));
      await writeFile(
        join(folder, String(i), "data.parquet"),
        writeNested(nested, ROW_GROUP_ROWS, i % 2 === 0 ? "snappy" : "zstd"),
      );
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.skipIf(!isThere)("reads nested rows as they were written", { timeout: 240_000 }, async () => {
    const expected = cases.map((nested) => asRead(name, nested));
    expect(expected.flat().length).toBeGreaterThan(GENERATED * ROWS);
    expect(firstDifference(await read(folder, cases), expected)).toBeUndefined();
  });
});

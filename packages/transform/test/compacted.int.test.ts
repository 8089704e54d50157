import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { runCommand } from "../../../scripts/lib/run-command.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { compact, folderSink, writeRows } from "../src/index.ts";
import { query, withDuckDb } from "./support/duckdb.ts";
import { everyType, everyTypeRow } from "./support/type-law-dataset.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");

const PYARROW = `
import sys, pyarrow.dataset
table = pyarrow.dataset.dataset(sys.argv[1], format="parquet", exclude_invalid_files=False).to_table()
rows = sorted(repr(list(row.items())) for row in table.to_pylist())
print("\\n".join([str(table.schema.remove_metadata()), *rows]))
`;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "compacted-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const rows = fc.sample(everyTypeRow, { numRuns: 60, seed: 20_261_129 });
  for (const from of [0, 20, 40])
    await writeRows(everyType, [rows.slice(from, from + 20) as never], folderSink(folder), {
      sourceId: String(from),
    });
  return folder;
}

async function byDuckDb(folder: string): Promise<string[]> {
  const rows = await withDuckDb((connection) =>
    query(connection, `SELECT * FROM read_parquet('${folder}/*.parquet')`),
  );
  return rows
    .map((row) =>
      JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)),
    )
    .sort();
}

it("DuckDB reads the same rows from files that were put together", async () => {
  const folder = await newFolder();
  const before = await byDuckDb(folder);
  const report = await compact(folderSink(folder), { dataset: everyType });
  expect(report).toMatchObject({ filesBefore: 3, filesAfter: 1, rows: 60 });
  expect(await byDuckDb(folder)).toEqual(before);
});

it.skipIf(python === undefined)("pyarrow reads the same rows and types from them", async () => {
  const folder = await newFolder();
  const ask = () => runCommand(python ?? "", ["-c", PYARROW, folder], folder);
  const before = await ask();
  await compact(folderSink(folder), { dataset: everyType });
  expect((await ask()).output).toBe(before.output);
});

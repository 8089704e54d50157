import { apiLogs } from "@cloudapi/core";
import { rejectedRows, type TableSink, transform } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { reloaded } from "../../test/support/lake.ts";
import { readTable } from "../../test/support/read-table.ts";
import {
  createTable,
  fileCatalog,
  type IcebergTable,
  icebergSink,
  memoryStorage,
  snapshots,
} from "../index.ts";

const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';

/** A table of rows, and one for those that are rejected. */
async function twoTables() {
  const catalog = fileCatalog(memoryStorage());
  const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
  const rejected = await createTable(catalog, { namespace: "lake", dataset: rejectedRows });
  return { table, rejected };
}

async function rawOf(table: IcebergTable): Promise<string[]> {
  const rows = await readTable(await reloaded(table));
  return rows.map(({ source, line, raw }) => [source, line, raw].map(String).join(" ")).sort();
}

it("has the rejected rows of a source's last run in a table, one commit each", async () => {
  const { table, rejected } = await twoTables();
  const run = (text: string) =>
    transform(apiLogs, text, icebergSink(table), {
      sourceId: "a",
      quarantineTable: icebergSink(rejected),
    });
  const report = await run(`${GOOD}one\ntwo\n`);
  expect(await rawOf(rejected)).toEqual(["a 2 one", "a 3 two"]);
  expect(report.quarantine).toMatchObject([{ rows: 2 }]);
  await run(`${GOOD}one\ntwo\n`);
  await run(`${GOOD}three\n`);
  expect(await rawOf(rejected)).toEqual(["a 2 three"]);
  await run(GOOD);
  expect(await rawOf(rejected)).toEqual([]);
  expect(snapshots(await reloaded(table))).toHaveLength(1);
});

it("keeps what was rejected once and again where the table is appended to, and adds nothing twice", async () => {
  const { table, rejected } = await twoTables();
  const append = { mode: "append" } as const;
  const quarantineTable = icebergSink(rejected, append);
  const run = (text: string) =>
    transform(apiLogs, text, icebergSink(table), { sourceId: "a", quarantineTable });
  for (const text of ["one", "two", "one", "two"]) await run(`${GOOD}${text}\n`);
  await run(GOOD);
  expect(await rawOf(rejected)).toEqual(["a 2 one", "a 2 two"]);
  expect(snapshots(await reloaded(rejected))).toHaveLength(2);
});

it("refuses a table of rejected rows that each run would overwrite the day's partition of", async () => {
  const { table, rejected } = await twoTables();
  const run = (quarantineTable: TableSink) =>
    transform(apiLogs, `${GOOD}one\n`, icebergSink(table), { sourceId: "a", quarantineTable });
  await expect(run(icebergSink(rejected, { mode: "overwritePartitions" }))).rejects.toThrow(
    "transform: quarantineTable has the mode overwritePartitions",
  );
  expect(snapshots(await reloaded(table))).toEqual([]);
  await run(icebergSink(rejected, { mode: "replaceSource" }));
  expect(await rawOf(rejected)).toEqual(["a 2 one"]);
});

it("has the rejected rows of each version that was appended, and of each part of a stream", async () => {
  const { table, rejected } = await twoTables();
  const append = { mode: "append" } as const;
  const quarantineTable = icebergSink(rejected);
  for (const text of ["x", "y", "x"])
    await transform(apiLogs, `${GOOD}${text}\n`, icebergSink(table, append), {
      sourceId: "a",
      quarantineTable,
    });
  expect(await rawOf(rejected)).toEqual(["a 2 x", "a 2 y"]);
  const stream = `r\n${GOOD}s\n${GOOD}${GOOD}t\n${GOOD}u\n`;
  for (const commitEveryRows of [2, 1, 3, 2])
    await transform(apiLogs, stream, icebergSink(table, { ...append, commitEveryRows }), {
      sourceId: "b",
      quarantineTable,
    });
  expect(await rawOf(rejected)).toEqual(["a 2 x", "a 2 y", "b 1 r", "b 3 s", "b 6 t", "b 8 u"]);
});

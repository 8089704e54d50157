import { type Dataset, defineDataset } from "@cloudapi/core";
import { transform, writeRows } from "@cloudapi/transform";
import { expect, it } from "vitest";
import * as z from "zod";
import { counterRows, counters } from "../../test/support/counters.ts";
import { newTable, reloaded } from "../../test/support/lake.ts";
import { readTable } from "../../test/support/read-table.ts";
import { expireSnapshots } from "../maintenance/expire-snapshots.ts";
import { evolveTable } from "../table/evolve-table.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { setPartition } from "../table/set-partition.ts";
import { icebergSink } from "./iceberg-sink.ts";

const append = { mode: "append" } as const;
const lines = (write: number, count: number) =>
  counterRows(write, [0, 1], count)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");

/** The same dataset with a column more, and wider numbers. */
const wider = defineDataset({
  name: "counters",
  schema: z.object({
    n: z.int(),
    at: z.iso.datetime({ offset: true }),
    write: z.int32(),
    note: z.string().optional(),
    extra: z.string().optional(),
  }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});

async function countOf(table: IcebergTable): Promise<number> {
  return (await readTable(await reloaded(table))).length;
}

/** All that changes what the same rows come to as files. */
async function changed(table: IcebergTable): Promise<void> {
  await evolveTable(table, wider);
  await setPartition(table, [{ column: "n", transform: "bucket", n: 4 }]);
}

it("appends a source that is delivered again once, whatever its rows come to as files", async () => {
  const table = await newTable();
  const load = (text: string, dataset: Dataset, rowGroupRows: number) =>
    transform(dataset, text, icebergSink(table, append), { sourceId: "queue", rowGroupRows });
  const first = await load(lines(1, 3), counters as never, 9);
  expect((await load(lines(1, 3), counters as never, 1)).snapshotId).toBe(first.snapshotId);
  await changed(table);
  const again = await load(lines(1, 3), wider as never, 9);
  expect(again.snapshotId).toBe(first.snapshotId);
  expect(again.objects).toEqual(first.objects);
  expect(await countOf(table)).toBe(6);
  await load(lines(2, 3), wider as never, 9);
  expect(await countOf(table)).toBe(12);
});

it("asks a source for its version, and takes the one that it is given", async () => {
  const table = await newTable();
  const source = (text: string, version: string) => ({
    sourceId: "s3://raw/a.ndjson",
    version: async () => version,
    async *[Symbol.asyncIterator]() {
      yield Buffer.from(text);
    },
  });
  const sink = icebergSink(table, append);
  await transform(counters, source(lines(1, 2), "v1"), sink);
  await transform(counters, source(lines(1, 2), "v1"), sink);
  expect(await countOf(table)).toBe(4);
  // The same bytes as another version are another delivery.
  await transform(counters, source(lines(1, 2), "v2"), sink);
  expect(await countOf(table)).toBe(8);
  await transform(counters, source(lines(1, 2), "v3"), sink, { version: "v1" });
  expect(await countOf(table)).toBe(8);
  const { metadata } = await reloaded(table);
  expect(metadata.snapshots.map(({ summary }) => summary["cloudapi.source-version"])).toEqual([
    "v1",
    "v2",
  ]);
});

it("tells streams with a name and rows by what was in them", async () => {
  const table = await newTable();
  async function* stream(text: string) {
    yield Buffer.from(text.slice(0, 50));
    yield Buffer.from(text.slice(50));
  }
  const sink = icebergSink(table, append);
  const options = { sourceId: "stream" };
  for (const count of [2, 2, 3]) await transform(counters, stream(lines(1, count)), sink, options);
  expect(await countOf(table)).toBe(10);
  const rows = (count: number) => counterRows(2, [2], count);
  for (const count of [2, 2, 3])
    await writeRows(counters, [rows(count)], sink, { sourceId: "rows" });
  expect(await countOf(table)).toBe(15);
  await changed(table);
  await writeRows(wider, [rows(2)], sink, { sourceId: "rows", rowGroupRows: 1 });
  await transform(wider, stream(lines(1, 3)), sink, options);
  expect(await countOf(table)).toBe(15);
  await writeRows(wider, [rows(2)], sink, { sourceId: "rows", version: "2" });
  expect(await countOf(table)).toBe(17);
});

it("knows the versions of runs whose snapshots have expired", async () => {
  const table = await newTable();
  const load = (version: string) =>
    writeRows(counters, [counterRows(1, [0], 2)], icebergSink(table, append), {
      sourceId: "a",
      version,
    });
  await load("1");
  await load("2");
  await load("3");
  await expireSnapshots(table, { olderThan: new Date(8.64e15) });
  await changed(table);
  for (const version of ["1", "2", "3"]) await load(version);
  expect(await countOf(table)).toBe(6);
});

it("appends a version once of which two runs are under way", async () => {
  const table = await newTable();
  const load = (rowGroupRows: number) =>
    transform(counters, lines(1, 2), icebergSink(table, append), { sourceId: "a", rowGroupRows });
  await Promise.all([1, 9, 2, 9].map(load));
  expect(await countOf(table)).toBe(4);
});

it("is asked for a version by appending alone", async () => {
  const table = await newTable();
  const run = writeRows(counters, [counterRows(1, [0], 2)], icebergSink(table), {
    sourceId: "a",
    version: "1",
  });
  await expect(run).rejects.toThrow("version is for sinks with manifests, and for tables");
});

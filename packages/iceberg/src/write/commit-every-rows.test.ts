import { appendFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileSource, transform, writeRows } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { counterRows, counters } from "../../test/support/counters.ts";
import { newTable, reloaded, rowsOf } from "../../test/support/lake.ts";
import { expireSnapshots } from "../maintenance/expire-snapshots.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { snapshots } from "../table/snapshots.ts";
import { icebergSink } from "./iceberg-sink.ts";

const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ ...counterRows(1, [n % 3], 1)[0], n }));

const lines = (count: number) =>
  rows(count)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");

async function totals(table: IcebergTable): Promise<(bigint | undefined)[]> {
  return snapshots(await reloaded(table)).map(({ totalRows }) => totalRows);
}

/** Batches of so many rows, until one that fails. */
async function* stream(count: number, batch: number, failsAt = Number.POSITIVE_INFINITY) {
  for (let at = 0; at < count; at += batch) {
    if (at >= failsAt) throw new Error("the stream broke");
    yield rows(count).slice(at, at + batch) as never;
  }
}

const every = (table: IcebergTable, commitEveryRows: number) =>
  icebergSink(table, { mode: "append", commitEveryRows });

it("commits a stream as it comes, each time so many rows, and reports all of them", async () => {
  const table = await newTable();
  const seen: number[] = [];
  const report = await writeRows(counters, stream(25, 4), every(table, 10), {
    sourceId: "queue",
    onProgress: ({ rowsIn }) => seen.push(rowsIn),
  });
  expect(await totals(table)).toEqual([10n, 20n, 25n]);
  expect(report).toMatchObject({ rowsIn: 25, rowsValid: 25, rowsWritten: 25, rowsRejected: 0 });
  expect(report.objects).toHaveLength(9);
  expect(report.partitions.reduce((sum, each) => sum + each.rows, 0)).toBe(25);
  expect(report.snapshotId).toBe(String((await reloaded(table)).metadata["current-snapshot-id"]));
  expect(seen.at(-1)).toBe(25);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

it.each([10, 7, 3, 100])(
  "goes on after what is there when a stream that broke comes again, also in parts of %i rows",
  async (then) => {
    const table = await newTable();
    const options = { sourceId: "queue" };
    const broken = writeRows(counters, stream(40, 5, 25), every(table, 10), options);
    await expect(broken).rejects.toThrow("the stream broke");
    expect(await totals(table)).toEqual([10n, 20n]);
    await writeRows(counters, stream(40, 3), every(table, then), options);
    const all = await rowsOf(table);
    expect(all).toHaveLength(40);
    expect(new Set(all).size).toBe(40);
    await expireSnapshots(table, { olderThan: new Date(8.64e15) });
    await writeRows(counters, stream(40, 9), every(table, 10), options);
    await writeRows(counters, stream(40, 40), every(table, 1000), options);
    expect(await rowsOf(table)).toEqual(all);
    // Other rows are added.
    await writeRows(counters, [counterRows(2, [0], 3)], every(table, 2), options);
    expect(await rowsOf(table)).toHaveLength(43);
  },
);

it("knows a version again whether it came in parts or at once, and goes on after parts at once", async () => {
  const table = await newTable();
  const append = icebergSink(table, { mode: "append" });
  const once = { sourceId: "once", version: "1" };
  await writeRows(counters, stream(25, 5), append, once);
  await writeRows(counters, stream(25, 5), every(table, 10), once);
  expect(await totals(table)).toEqual([25n]);
  const parts = { sourceId: "parts", version: "1" };
  const broken = writeRows(counters, stream(40, 5, 25), every(table, 10), parts);
  await expect(broken).rejects.toThrow("the stream broke");
  await writeRows(counters, stream(40, 5), append, parts);
  await writeRows(counters, stream(40, 8), append, parts);
  await writeRows(counters, stream(40, 8), every(table, 7), parts);
  expect(await totals(table)).toEqual([25n, 35n, 45n, 65n]);
  await writeRows(counters, stream(5, 5), append, { sourceId: "parts", version: "2" });
  expect((await totals(table)).at(-1)).toBe(70n);
});

it("keeps the rejected rows of every part, and counts them", async () => {
  const table = await newTable();
  const bad = '{"at":"never"}\n';
  const text = `${bad}${lines(12)}${bad}${lines(12)}${bad}`;
  const load = () => transform(counters, text, every(table, 10), { sourceId: "file" });
  const report = await load();
  expect(report).toMatchObject({ rowsIn: 27, rowsValid: 24, rowsRejected: 3, rowsWritten: 24 });
  expect(report.quarantine.map(({ rows }) => rows)).toEqual([1, 1, 1]);
  expect(report.rejections).toHaveLength(3);
  const { location } = table.metadata;
  for (const { key, sizeBytes } of report.quarantine)
    expect((await table.storage.read(`${location}/${key}`))?.length).toBe(sizeBytes);
  expect(await totals(table)).toEqual([10n, 20n, 24n]);
  const files = (await reloaded(table)).metadata.snapshots.length;
  await load();
  expect((await reloaded(table)).metadata.snapshots).toHaveLength(files);
});

it("commits nothing for a stream without rows, and once for one that ends with a part", async () => {
  const table = await newTable();
  await writeRows(counters, stream(0, 1), every(table, 10), { sourceId: "none" });
  expect(await totals(table)).toEqual([]);
  await writeRows(counters, stream(20, 10), every(table, 10), { sourceId: "two" });
  expect(await totals(table)).toEqual([10n, 20n]);
});

it("is refused where it can't be", async () => {
  const table = await newTable();
  expect(() => icebergSink(table, { commitEveryRows: 10 })).toThrow("for the mode append");
  expect(() => every(table, 0)).toThrow(RangeError);
});

it("tells what is published of a file that is written to while it is read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "commit-every-rows-"));
  const path = join(folder, "rows.ndjson");
  await writeFile(path, lines(2_000));
  const table = await newTable();
  let isWrittenTo = false;
  const run = transform(counters, fileSource(path), every(table, 500), {
    onProgress: ({ rowsIn }) => {
      if (rowsIn > 600 && !isWrittenTo) appendFileSync(path, "\n");
      isWrittenTo ||= rowsIn > 600;
    },
  });
  await expect(run).rejects.toMatchObject({
    code: "FILE_CHANGED",
    message: expect.stringMatching(
      /changed while it was read\. The 1000 rows .* published/,
    ) as string,
  });
  expect(await totals(table)).toEqual([500n, 1_000n]);
  await rm(folder, { recursive: true });
});

it("says of a source that broke which rows are published", async () => {
  const table = await newTable();
  async function* broken() {
    yield Buffer.from(lines(2_100));
    throw new Error("the line broke");
  }
  const run = transform(counters, broken(), every(table, 1_000), { sourceId: "queue" });
  await expect(run).rejects.toThrow(
    "The source queue could not be read to its end: the line broke. The 2000 rows of the parts before are published; run again for the others.",
  );
  expect(await totals(table)).toEqual([1_000n, 2_000n]);
});

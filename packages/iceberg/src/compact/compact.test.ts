import { transform, writeRows } from "@cloudapi/transform";
import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { counterRows, counters } from "../../test/support/counters.ts";
import { deleteRows } from "../../test/support/delete-rows.ts";
import { filesOf, newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import { textsOf } from "../../test/support/read-table.ts";
import { expireSnapshots } from "../maintenance/expire-snapshots.ts";
import { planScan } from "../scan/plan-scan.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { setPartition } from "../table/set-partition.ts";
import { snapshots } from "../table/snapshots.ts";
import { icebergSink } from "../write/iceberg-sink.ts";
import { compact } from "./compact.ts";

const JANUARY_1 = 20_089;

async function dataFiles(table: IcebergTable): Promise<string[]> {
  return (await filesOf(table)).filter((file) => file.endsWith(".parquet"));
}

/** A table of rows of three sources over two days. */
async function ofThree(): Promise<IcebergTable> {
  const table = await newTable();
  for (const [i, source] of ["a", "b", "c"].entries())
    await write(table, source, counterRows(i, [0, 1], 5 - i));
  return table;
}

it("has the same rows in one file of each partition, in order, by one commit", async () => {
  const table = await ofThree();
  const before = await rowsOf(table);
  const report = await compact(table);
  expect(report).toMatchObject({ filesBefore: 6, filesAfter: 2, rows: 24, left: [] });
  expect(report.bytesAfter).toBeLessThan(report.bytesBefore);
  expect(await rowsOf(table)).toEqual(before);
  const now = await reloaded(table);
  expect(snapshots(now).at(-1)).toMatchObject({
    snapshotId: report.snapshotId,
    operation: "replace",
    totalRows: 24n,
  });
  const { tasks } = await planScan(now);
  expect(tasks).toHaveLength(2);
  for (const { file } of tasks) {
    const bytes = (await table.storage.read(file.path)) ?? new Uint8Array();
    const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
    const times = rows.map(({ at }) => Number(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  expect(await compact(table)).toMatchObject({ snapshotId: undefined, filesBefore: 0 });
  await expireSnapshots(table, { olderThan: new Date(8.64e15) });
  expect(await dataFiles(table)).toHaveLength(2);
  expect(await rowsOf(table)).toEqual(before);
});

it("puts together what conditions name, up to the size that is aimed at", async () => {
  const table = await ofThree();
  const where = [{ column: "at", lt: "2025-01-02T00:00:00Z" }];
  expect(await compact(table, { where })).toMatchObject({ filesBefore: 3, filesAfter: 1 });
  const [file] = (await planScan(await reloaded(table))).tasks;
  const size = file?.file.sizeBytes ?? 0;
  const report = await compact(table, { targetFileBytes: Math.ceil(size * 2.5) });
  expect(report).toMatchObject({ filesBefore: 2, filesAfter: 1 });
  expect(await compact(table, { targetFileBytes: 1 })).toMatchObject({ filesBefore: 0 });
});

it("leaves files with deleted rows alone, and what is deleted meanwhile", async () => {
  const table = await ofThree();
  await deleteRows(table, "position", JANUARY_1);
  const before = await rowsOf(table);
  const report = await compact(table);
  expect(report).toMatchObject({ filesBefore: 3, filesAfter: 1 });
  expect(report.left.map(({ reason }) => reason)).toEqual(Array(3).fill("rows of it are deleted"));
  expect(await rowsOf(table)).toEqual(before);
});

it.each([
  ["replaces a source", (table: IcebergTable) => write(table, "b", counterRows(9, [0], 1))],
  ["deletes rows", (table: IcebergTable) => deleteRows(table, "equality", JANUARY_1)],
] as const)("gives way to who %s meanwhile, in the partitions where that is so", async (_, act) => {
  const table = await ofThree();
  const other = await ofThree();
  await act(other);
  let asked = 0;
  const slow: IcebergTable = {
    ...table,
    catalog: {
      ...table.catalog,
      load: async (...input) => {
        // Loaded first to plan by, then to commit to.
        if (++asked === 2) await act(table);
        return table.catalog.load(...input);
      },
    },
  };
  const report = await compact(slow);
  expect(report.left.length).toBeGreaterThan(0);
  expect(await rowsOf(table)).toEqual(await rowsOf(other));
  const named = (await planScan(await reloaded(table))).tasks.map(({ file }) => file.path);
  const { location } = table.metadata;
  const there = await dataFiles(table);
  expect(named.every((path) => there.includes(path.slice(location.length + 1)))).toBe(true);
});

it("keeps a source's rows its own where no others come to the same file", async () => {
  const table = await newTable();
  const lines = counterRows(1, [0, 1], 6)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");
  await transform(counters, lines, icebergSink(table), {
    sourceId: "a",
    maxFileBytes: 1,
    rowGroupRows: 2,
  });
  expect(await compact(table)).toMatchObject({ filesBefore: 6, filesAfter: 2 });
  await write(table, "a", counterRows(2, [1], 2));
  expect(await rowsOf(table)).toEqual(textsOf(counterRows(2, [1], 2).map(asStored)));
  // With those of others they are no longer.
  await write(table, "b", counterRows(3, [1], 2));
  await compact(table);
  await expect(write(table, "a", counterRows(4, [1], 2))).rejects.toMatchObject({
    code: "SOURCE_REWRITTEN",
  });
  await expireSnapshots(table, { olderThan: new Date(8.64e15) });
  await expect(write(table, "b", counterRows(4, [1], 2))).rejects.toMatchObject({
    code: "SOURCE_REWRITTEN",
  });
  await write(table, "c", counterRows(4, [1], 2), "overwritePartitions");
  expect(await rowsOf(table)).toHaveLength(2);
});

/** A row as readTable has it. */
function asStored({ at, ...row }: ReturnType<typeof counterRows>[number]) {
  return { at: new Date(at), ...row };
}

it("brings rows of an earlier partitioning into the one of now", async () => {
  const table = await ofThree();
  await setPartition(table, [{ column: "write", transform: "identity" }]);
  const before = await rowsOf(table);
  expect(await compact(table)).toMatchObject({ filesBefore: 6, left: [] });
  expect(await rowsOf(table)).toEqual(before);
  const { tasks } = await planScan(await reloaded(table));
  expect(
    tasks.map(({ file }) => file.partition).every(([value]) => typeof value === "number"),
  ).toBe(true);
  // Partitions can be overwritten again.
  await writeRows(
    counters,
    [counterRows(1, [3], 1)],
    icebergSink(await reloaded(table), { mode: "overwritePartitions" }),
    { sourceId: "d" },
  );
  expect(await rowsOf(table)).toHaveLength(24 - 8 + 1);
});

it("removes its files when it can't commit, and stops when it is told to", async () => {
  const table = await ofThree();
  const files = await dataFiles(table);
  const failing: IcebergTable = {
    ...table,
    catalog: { ...table.catalog, commit: () => Promise.reject(new TypeError("broken")) },
  };
  await expect(compact(failing)).rejects.toMatchObject({ code: "COMMIT_STATE_UNKNOWN" });
  const refused: IcebergTable = {
    ...table,
    catalog: {
      ...table.catalog,
      load: (...input) => (refusing ? Promise.resolve(undefined) : table.catalog.load(...input)),
    },
  };
  let refusing = false;
  const stopped = compact(refused, {}, { onProgress: () => (refusing = true) });
  await expect(stopped).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
  const controller = new AbortController();
  const aborted = compact(
    table,
    {},
    { signal: controller.signal, onProgress: () => controller.abort() },
  );
  await expect(aborted).rejects.toThrow();
  // Those of a commit that may have worked stay.
  expect((await dataFiles(table)).length - files.length).toBe(2);
});

it("refuses arguments that can't be", async () => {
  const table = await newTable();
  await expect(compact(table, { targetFileBytes: 0 })).rejects.toThrow(RangeError);
  await expect(compact(table, { compression: "gzip" as never })).rejects.toThrow(TypeError);
  await expect(compact(table, { order: "at" } as never)).rejects.toThrow(TypeError);
  await expect(compact({} as never)).rejects.toThrow(TypeError);
});

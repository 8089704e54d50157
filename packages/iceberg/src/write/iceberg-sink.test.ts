import { defineDataset } from "@cloudapi/core";
import { transform, writeRows } from "@cloudapi/transform";
import { expect, it } from "vitest";
import * as z from "zod";
import { counterRows, counters } from "../../test/support/counters.ts";
import { filesOf, newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import { textsOf } from "../../test/support/read-table.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import { expireSnapshots } from "../maintenance/expire-snapshots.ts";
import type { DataFile } from "../manifest/data-file.ts";
import { currentSnapshot, defaultSpec } from "../metadata/current.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import { createTable } from "../table/create-table.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { liveEntries } from "../table/read-manifests.ts";
import { setPartition } from "../table/set-partition.ts";
import { icebergSink } from "./iceberg-sink.ts";
import { prepareSnapshot } from "./prepare-snapshot.ts";
import type { TableWriteMode } from "./write-mode.ts";

const afterwards = { olderThan: new Date(8.64e15) };

it("makes all rows of a run visible by one commit, and reports it", async () => {
  const table = await newTable();
  const rows = counterRows(1, [0, 1], 2);
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const report = await transform(counters, `${text}{"at":"never"}\n`, icebergSink(table), {
    sourceId: "a",
  });
  const { metadata, metadataLocation } = await reloaded(table);
  expect(report).toMatchObject({
    rowsIn: 5,
    rowsWritten: 4,
    rowsRejected: 1,
    manifestKey: metadataLocation,
    snapshotId: String(metadata["current-snapshot-id"]),
    partitions: [
      { partition: "at_day=2025-01-01/", rows: 2, objects: 1 },
      { partition: "at_day=2025-01-02/", rows: 2, objects: 1 },
    ],
    quarantine: [{ rows: 1 }],
  });
  for (const { key, sizeBytes } of report.objects)
    expect((await table.storage.read(key))?.length).toBe(sizeBytes);
  const [rejected] = report.quarantine;
  expect(await table.storage.read(`${metadata.location}/${rejected?.key}`)).toHaveLength(
    rejected?.sizeBytes ?? 0,
  );
  expect(rejected?.key).toMatch(/^_quarantine\/counters\//);
  expect(metadata.snapshots).toMatchObject([
    {
      "sequence-number": 1,
      summary: {
        operation: "append",
        "cloudapi.source-id": "a",
        "added-data-files": "2",
        "added-records": "4",
        "total-records": "4",
        "changed-partition-count": "2",
      },
    },
  ]);
  expect(await rowsOf(table)).toEqual(textsOf(rows));
});

it("commits a source once, however often and from wherever it is delivered", async () => {
  const table = await newTable();
  const load = (mode: TableWriteMode) =>
    writeRows(counters, [counterRows(1, [0, 1], 2)], icebergSink(table, { mode }), {
      sourceId: "a",
    });
  for (const mode of ["replaceSource", "append", "overwritePartitions"] as const) {
    const first = await load(mode);
    const files = await filesOf(table);
    const again = await load(mode);
    expect({ ...again, durationMs: 0 }).toEqual({ ...first, durationMs: 0 });
    const both = await Promise.all([load(mode), load(mode)]);
    expect(new Set(both.map(({ snapshotId }) => snapshotId))).toEqual(new Set([first.snapshotId]));
    expect(await filesOf(table)).toEqual(files);
  }
  expect((await reloaded(table)).metadata.snapshots).toHaveLength(3);
});

it("commits one of the runs over one source that begin at the same time", async () => {
  const table = await newTable();
  const rows = counterRows(1, [0, 1, 2], 2);
  const reports = await Promise.all(
    Array.from({ length: 4 }, () =>
      writeRows(counters, [rows], icebergSink(table, { mode: "append" }), { sourceId: "a" }),
    ),
  );
  expect(new Set(reports.map(({ snapshotId }) => snapshotId)).size).toBe(1);
  expect(await rowsOf(table)).toEqual(textsOf(rows));
  expect((await filesOf(table)).filter((file) => file.endsWith(".parquet"))).toHaveLength(3);
});

it.each(["replaceSource", "append"] as const)(
  "knows a source again when its snapshot has expired (%s)",
  async (mode) => {
    const table = await newTable();
    const load = (sourceId: string, version: number) =>
      writeRows(counters, [counterRows(version, [0], 2)], icebergSink(table, { mode }), {
        sourceId,
      });
    await load("a", 1);
    await load("b", 2);
    await load("b", 3);
    await expireSnapshots(table, afterwards);
    await load("c", 4);
    await expireSnapshots(table, afterwards);
    const rows = await rowsOf(table);
    const again = await load("a", 1);
    if (mode === "append") await load("b", 2);
    await load("b", 3);
    expect(await rowsOf(table)).toEqual(rows);
    expect(again.objects).toHaveLength(1);
    expect((await reloaded(table)).metadata.snapshots).toHaveLength(1);
  },
);

it("keeps the rows of a source that would be replaced by none, and lets them go when told so", async () => {
  const table = await newTable();
  const sink = icebergSink(table);
  await writeRows(counters, [counterRows(1, [0], 2)], sink, { sourceId: "a" });
  await expect(writeRows(counters, [[]], sink, { sourceId: "a" })).rejects.toMatchObject({
    code: "WOULD_LOSE_ROWS",
  });
  expect(await rowsOf(table)).toHaveLength(2);
  await writeRows(counters, [[]], sink, { sourceId: "a", allowFewerRows: true });
  expect(await rowsOf(table)).toEqual([]);
  expect((await reloaded(table)).metadata.snapshots.at(-1)?.summary).toMatchObject({
    operation: "delete",
    "deleted-records": "2",
    "total-records": "0",
  });
});

it("commits nothing for a source that never had rows", async () => {
  const table = await newTable();
  const report = await writeRows(counters, [[]], icebergSink(table), { sourceId: "a" });
  expect(report.snapshotId).toBeUndefined();
  expect((await reloaded(table)).metadata.snapshots).toEqual([]);
});

it("leaves no file and no commit when a run is refused", async () => {
  const table = await newTable();
  const files = await filesOf(table);
  const rows = [...counterRows(1, [0, 1], 2), { at: "never", write: 1, n: 1 }];
  await expect(
    writeRows(counters, [rows], icebergSink(table), { sourceId: "a", maxRejectedRatio: 0 }),
  ).rejects.toMatchObject({ code: "TOO_MANY_REJECTED" });
  expect(await filesOf(table)).toEqual(files);
});

it("refuses to overwrite partitions where files of an earlier partitioning are", async () => {
  const table = await newTable();
  await writeRows(counters, [counterRows(1, [0], 2)], icebergSink(table), { sourceId: "a" });
  await setPartition(table, [{ column: "n", transform: "bucket", n: 4 }]);
  const files = await filesOf(table);
  const overwrite = writeRows(
    counters,
    [counterRows(2, [0], 2)],
    icebergSink(table, { mode: "overwritePartitions" }),
    { sourceId: "a" },
  );
  await expect(overwrite).rejects.toMatchObject({ code: "EARLIER_PARTITIONING" });
  expect(await filesOf(table)).toEqual(files);
});

/** What an engine does that joins small files, or that deletes rows and copies the rest. */
async function copyFiles(table: IcebergTable, operation?: "replace"): Promise<void> {
  const { catalog, name, metadata, storage } = await reloaded(table);
  const added: DataFile[] = [];
  for await (const entry of liveEntries({ metadata, storage }, currentSnapshot(metadata), {})) {
    const path = `${metadata.location}/data/joined-${added.length}.parquet`;
    await storage.write(path, (await storage.read(entry.file.path)) ?? new Uint8Array());
    added.push({ ...entry.file, path });
  }
  const removes = ({ path }: DataFile) => !path.includes("/joined-");
  const spec = defaultSpec(metadata);
  const change = { added, spec, removes, operation, notes: {} } as const;
  await commitTable(catalog, name, (now) => prepareSnapshot(now, change));
}

it("refuses to replace a source whose rows were joined with others', also when that has expired", async () => {
  const table = await newTable();
  const run = (sourceId: string, version: number, mode?: TableWriteMode) =>
    write(table, sourceId, counterRows(version, [0], 2), mode);
  await run("a", 1);
  await copyFiles(table, "replace");
  const rows = await rowsOf(table);
  expect(rows).toHaveLength(2);
  for (const isExpired of [false, true]) {
    if (isExpired) {
      await run("b", 1);
      await expireSnapshots(table, afterwards);
    }
    const files = await filesOf(table);
    await run("a", 1);
    await expect(run("a", 2)).rejects.toMatchObject({ code: "SOURCE_REWRITTEN" });
    expect(await filesOf(table)).toEqual(files);
  }
  expect(await rowsOf(table)).toHaveLength(4);
  await run("a", 2, "append");
  await run("b", 2);
  expect(await rowsOf(table)).toHaveLength(6);
});

it("refuses to replace a source of whose files another program copied rows into others", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 2));
  await copyFiles(table);
  expect(currentSnapshot((await reloaded(table)).metadata)?.summary).toMatchObject({
    operation: "overwrite",
  });
  const rows = await rowsOf(table);
  await expect(write(table, "a", counterRows(2, [0], 2))).rejects.toMatchObject({
    code: "SOURCE_REWRITTEN",
  });
  expect(await rowsOf(table)).toEqual(rows);
});

/** What other programs do, which keep no log of the runs. */
async function expireElsewhere({ catalog, name }: IcebergTable): Promise<void> {
  await commitTable(catalog, name, ({ metadata }) => {
    const ids = metadata.snapshots.map((snapshot) => snapshot["snapshot-id"]);
    const old = ids.filter((id) => id !== metadata["current-snapshot-id"]);
    const updates = [{ action: "remove-snapshots", "snapshot-ids": old } as const];
    return { requirements: [], updates, written: [] };
  });
}

it.each([false, true])(
  "replaces the rows of a source whose snapshot another program has expired (own expiry before: %s)",
  async (isOwnBefore) => {
    const table = await newTable();
    await write(table, "a", counterRows(1, [0], 2));
    await write(table, "b", counterRows(2, [1], 2));
    if (isOwnBefore) await expireSnapshots(table, afterwards);
    await write(table, "c", counterRows(3, [1], 2));
    await write(table, "d", counterRows(4, [1], 1));
    await expireElsewhere(table);
    await write(table, "a", counterRows(1, [0], 2));
    await write(table, "c", counterRows(5, [2], 3));
    expect(await rowsOf(table)).toHaveLength(8);
  },
);

it.each(["snapshots", "the log of runs"])(
  "replaces the rows of a source when others removed %s, also after an expiry of its own",
  async (what) => {
    const table = await newTable();
    await write(table, "a", counterRows(1, [0], 2));
    await write(table, "b", counterRows(2, [1], 2));
    if (what === "snapshots") await expireElsewhere(table);
    else {
      await expireSnapshots(table, afterwards);
      const { metadata, storage } = await reloaded(table);
      await storage.remove([metadata.properties["cloudapi.run-log"] ?? ""]);
    }
    await write(table, "c", counterRows(3, [1], 2));
    await expireSnapshots(table, afterwards);
    await write(table, "a", counterRows(4, [0], 3));
    await write(table, "b", counterRows(2, [1], 2));
    expect(await rowsOf(table)).toHaveLength(7);
  },
);

it("commits a run during which what the table was at its beginning expires", async () => {
  const table = await newTable();
  for (const source of ["a", "b"]) await write(table, source, counterRows(1, [0], 1));
  await expireSnapshots(table, afterwards);
  async function* rows() {
    yield counterRows(1, [1], 1);
    await write(table, "c", counterRows(1, [2], 1));
    await expireSnapshots(table, afterwards);
  }
  await writeRows(counters, rows(), icebergSink(table), { sourceId: "d" });
  expect(await rowsOf(table)).toHaveLength(4);
});

it("keeps the files of a commit when rejected rows of an earlier run can't be removed", async () => {
  const storage = memoryStorage();
  const refused = new Error("may not remove rejected rows");
  const table = await newTable({
    ...storage,
    sink(uri) {
      const sink = storage.sink(uri);
      const remove = (keys: readonly string[]) =>
        keys.some((key) => key.startsWith("_quarantine/"))
          ? Promise.reject(refused)
          : sink.remove(keys);
      return { ...sink, remove };
    },
  });
  await write(table, "a", [...counterRows(1, [0], 1), { at: "never", write: 1, n: 1 }]);
  const rows = counterRows(2, [0], 2);
  await expect(write(table, "a", rows)).rejects.toThrow("may not remove");
  expect(await rowsOf(table)).toEqual(textsOf(rows));
});

it("writes nothing to another table that came under the name during the run", async () => {
  const table = await newTable();
  const { catalog, name } = table;
  async function* rows() {
    yield counterRows(1, [0], 2);
    await catalog.drop(name);
    const dataset = defineDataset({
      name: "counters",
      schema: z.object({ n: z.int32(), write: z.int32(), at: z.string() }),
    });
    await createTable(catalog, { namespace: "lake", dataset });
  }
  await expect(
    writeRows(counters, rows(), icebergSink(table), { sourceId: "a" }),
  ).rejects.toMatchObject({ code: "TABLE_REPLACED" });
  const now = await reloaded(table);
  expect(now.metadata.snapshots).toEqual([]);
  expect((await filesOf(now)).filter((file) => file.endsWith(".parquet"))).toEqual([]);
});

it("refuses what is no table, no option or no mode", async () => {
  const table = await newTable();
  expect(() => icebergSink({} as IcebergTable)).toThrow(TypeError);
  expect(() => icebergSink(table, { mod: "append" } as object)).toThrow(TypeError);
  expect(() => icebergSink(table, { mode: "upsert" as TableWriteMode })).toThrow(TypeError);
});

import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { counterRows } from "../../test/support/counters.ts";
import { filesOf, newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import type { IcebergCatalog } from "../catalog/catalog.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { DataFile } from "../manifest/data-file.ts";
import { currentSnapshot, defaultSpec } from "../metadata/current.ts";
import type { TableUpdate } from "../metadata/table-change.ts";
import { folderStorage } from "../storage/folder-storage.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import type { TableStorage } from "../storage/table-storage.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { liveEntries, manifestsOf } from "../table/read-manifests.ts";
import { tagSnapshot } from "../table/tag-snapshot.ts";
import { prepareSnapshot } from "../write/prepare-snapshot.ts";
import { expireSnapshots } from "./expire-snapshots.ts";
import { plainUri } from "./plain-uri.ts";
import { removeOrphans } from "./remove-orphans.ts";

const afterwards = new Date(8.64e15);

async function parquetOf(table: IcebergTable): Promise<string[]> {
  return (await filesOf(table)).filter((file) => file.endsWith(".parquet"));
}

it("forgets snapshots, and removes the files that only they have", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 2));
  await write(table, "b", counterRows(2, [0], 2));
  await write(table, "a", counterRows(3, [0], 2));
  const rows = await rowsOf(table);
  expect(await parquetOf(table)).toHaveLength(3);
  const { snapshotIds, removedFiles } = await expireSnapshots(table, { olderThan: afterwards });
  expect(snapshotIds).toHaveLength(2);
  const data = removedFiles.filter((file) => file.endsWith(".parquet"));
  expect(data).toHaveLength(1);
  expect(await parquetOf(table)).toHaveLength(2);
  expect(await rowsOf(table)).toEqual(rows);
  expect((await reloaded(table)).metadata.snapshots).toHaveLength(1);
  expect(await expireSnapshots(table, { olderThan: afterwards })).toEqual({
    snapshotIds: [],
    removedFiles: [],
  });
});

it("removes files also when the answer to its commit was lost, and leaves those of other storages", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 2));
  await commitTable(table.catalog, table.name, async (now) => {
    const added: DataFile[] = [];
    for await (const { file } of liveEntries(now, currentSnapshot(now.metadata), {}))
      added.push({ ...file, path: "s3://elsewhere/a.parquet" });
    return prepareSnapshot(now, { added, spec: defaultSpec(now.metadata), notes: {} });
  });
  await write(table, "b", counterRows(2, [0], 2), "overwritePartitions");
  let isLost = false;
  const catalog: IcebergCatalog = {
    ...table.catalog,
    async commit(...input) {
      const committed = await table.catalog.commit(...input);
      if (isLost) return committed;
      isLost = true;
      throw new IcebergError("COMMIT_STATE_UNKNOWN", "The answer was lost.");
    },
  };
  const report = await expireSnapshots({ ...table, catalog }, { olderThan: afterwards });
  expect(report.snapshotIds).toHaveLength(2);
  expect(report.removedFiles.filter((file) => file.endsWith(".parquet"))).toHaveLength(1);
  expect(await parquetOf(table)).toHaveLength(1);
  expect(await rowsOf(table)).toHaveLength(2);
});

it("keeps what a tag names, the newest, and what is not old", async () => {
  const table = await newTable();
  await write(table, "a", counterRows(1, [0], 1));
  const tagged = await tagSnapshot(table, { tag: "audit" });
  for (const version of [2, 3, 4]) await write(table, "a", counterRows(version, [0], 1));
  expect(await expireSnapshots(table, { olderThan: new Date(0) })).toMatchObject({
    snapshotIds: [],
  });
  const { snapshotIds } = await expireSnapshots(table, { olderThan: afterwards, retainLast: 2 });
  expect(snapshotIds).toHaveLength(1);
  expect((await reloaded(table)).metadata.snapshots).toHaveLength(3);
  const id = tagged.metadata["current-snapshot-id"];
  expect(await rowsOf(table, id)).toHaveLength(1);
});

it("reads a manifest that snapshots share once, be they kept or gone", async () => {
  const storage = memoryStorage();
  const reads = new Map<string, number>();
  const table = await newTable({
    ...storage,
    read(uri, options) {
      reads.set(uri, (reads.get(uri) ?? 0) + 1);
      return storage.read(uri, options);
    },
  });
  for (let n = 0; n < 6; n++) await write(table, `s${n}`, counterRows(n, [0], 1));
  await tagSnapshot(table, { tag: "audit" });
  for (let n = 0; n < 4; n++) await write(table, `s${n}`, counterRows(n + 10, [0], 1));
  const rows = await rowsOf(table);
  const shared = new Set<string>();
  const { metadata } = await reloaded(table);
  for (const snapshot of metadata.snapshots)
    for (const { path } of await manifestsOf(storage, snapshot, {})) shared.add(path);
  reads.clear();
  const report = await expireSnapshots(table, { olderThan: afterwards });
  expect(report.snapshotIds).toHaveLength(8);
  const counts = new Set([...shared].map((path) => reads.get(path)));
  expect([shared.size >= 10, ...counts]).toEqual([true, 1]);
  expect(await rowsOf(table)).toEqual(rows);
});

it("removes what no snapshot has and is old, and nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "iceberg-orphans-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const table = await newTable(folderStorage(folder));
  await write(table, "a", [...counterRows(1, [0], 2), { at: "never", write: 1, n: 1 }]);
  await write(table, "a", counterRows(2, [0], 2));
  const files = await filesOf(table);
  const home = join(folder, "lake/counters");
  await writeFile(join(home, "data/old.parquet"), "x");
  await writeFile(join(home, "metadata/old.avro"), "xy");
  const then = new Date(Date.now() - 7 * 86_400_000);
  for (const file of await readdir(folder, { recursive: true }))
    await utimes(join(folder, file), then, then);
  await writeFile(join(home, "data/new.parquet"), "z");
  const told = await removeOrphans(table, { dryRun: true });
  expect(await filesOf(table)).toHaveLength(files.length + 3);
  const removed = await removeOrphans(table);
  expect(removed).toEqual(told);
  const { location } = table.metadata;
  expect(removed).toEqual({
    files: [`${location}/data/old.parquet`, `${location}/metadata/old.avro`],
    sizeBytes: 3,
  });
  expect(await filesOf(table)).toEqual([...files, "data/new.parquet"].sort());
});

const old = { olderThan: new Date(Date.now() - 4_000_000) };

/** A storage all of whose files are old, and a table in it. */
async function oldTable(): Promise<IcebergTable> {
  const storage = memoryStorage();
  async function* list(uri: string): ReturnType<TableStorage["list"]> {
    for await (const file of storage.list(uri)) yield { ...file, lastModified: new Date(0) };
  }
  return newTable({ ...storage, list });
}

it("removes nothing of a table that the name stood for earlier, or of one that keeps its files", async () => {
  const table = await oldTable();
  await write(table, "a", counterRows(1, [0], 2));
  const before = await reloaded(table);
  const change = async (updates: readonly TableUpdate[]) =>
    commitTable(table.catalog, table.name, () => ({ requirements: [], updates, written: [] }));
  await change([{ action: "set-properties", updates: { "gc.enabled": "false" } }]);
  await write(table, "a", counterRows(2, [0], 2));
  const files = await filesOf(table);
  const kept = { code: "FILES_ARE_KEPT" };
  await expect(removeOrphans(table, old)).rejects.toMatchObject(kept);
  await expect(expireSnapshots(table, { olderThan: afterwards })).rejects.toMatchObject(kept);
  await change([{ action: "remove-properties", removals: ["gc.enabled"] }]);
  await change([{ action: "assign-uuid", uuid: randomUUID() }]);
  await expect(removeOrphans(before, old)).rejects.toMatchObject({ code: "TABLE_REPLACED" });
  expect((await filesOf(table)).filter((file) => !file.startsWith("metadata/v"))).toEqual(
    files.filter((file) => !file.startsWith("metadata/v")),
  );
});

it("keeps files that the table names in a spelling that nobody knows", async () => {
  const table = await oldTable();
  await write(table, "a", counterRows(1, [0], 2));
  const { metadata } = await reloaded(table);
  const files = await filesOf(table);
  await commitTable(table.catalog, table.name, async (now) => {
    const added: DataFile[] = [];
    for await (const { file } of liveEntries(now, currentSnapshot(metadata), {}))
      added.push({ ...file, path: file.path.replace("memory://", "other://host/") });
    const change = { added, spec: defaultSpec(metadata), removes: () => true, notes: {} };
    return prepareSnapshot(now, change);
  });
  await expireSnapshots(table, { olderThan: afterwards });
  await table.storage.write(
    `${metadata.location}/${files.find((file) => file.endsWith(".parquet"))}`,
    new Uint8Array(),
  );
  await removeOrphans(table, old);
  expect(await parquetOf(table)).toEqual(files.filter((file) => file.endsWith(".parquet")));
});

it("removes files of snapshots that went also where write.data.path put them, and looks for orphans in the table's own folders alone", async () => {
  const table = await oldTable();
  const { root } = table.storage;
  await write(table, "a", counterRows(1, [0], 2));
  const [mine = ""] = await parquetOf(table);
  const bytes = await table.storage.read(`${table.metadata.location}/${mine}`);
  for (const name of ["named", "orphan"])
    await table.storage.write(`${root}other/${name}.parquet`, bytes ?? new Uint8Array());
  await commitTable(table.catalog, table.name, async (now) => {
    const added: DataFile[] = [];
    for await (const { file } of liveEntries(now, currentSnapshot(now.metadata), {}))
      added.push({ ...file, path: `${root}other/named.parquet` });
    return prepareSnapshot(now, { added, spec: defaultSpec(now.metadata), notes: {} });
  });
  await write(table, "b", counterRows(2, [0], 2), "overwritePartitions");
  const updates = { "write.data.path": `${root}other` };
  await commitTable(table.catalog, table.name, () => ({
    requirements: [],
    updates: [{ action: "set-properties", updates }],
    written: [],
  }));
  const { removedFiles } = await expireSnapshots(table, { olderThan: afterwards });
  expect(removedFiles).toContain(`${root}other/named.parquet`);
  await removeOrphans(table, old);
  expect(await table.storage.exists(`${root}other/named.parquet`)).toBe(false);
  expect(await table.storage.exists(`${root}other/orphan.parquet`)).toBe(true);
});

it("refuses times that would take files of runs under way", async () => {
  const table = await newTable();
  await expect(removeOrphans(table, { olderThan: new Date() })).rejects.toThrow(RangeError);
  await expect(removeOrphans(table, { olderThan: "today" as never })).rejects.toThrow(TypeError);
  await expect(expireSnapshots(table, { olderThan: new Date(Number.NaN) })).rejects.toThrow(
    TypeError,
  );
  await expect(expireSnapshots(table, { olderThan: new Date(), retainLast: 0 })).rejects.toThrow(
    RangeError,
  );
});

it("compares places whatever their spelling", () => {
  expect(plainUri("s3a://b/k")).toBe(plainUri("s3://b/k"));
  expect(plainUri("file:/a/b")).toBe(plainUri("file:///a/b"));
  expect(plainUri("/a/b")).toBe(plainUri("file:///a/b"));
  expect(plainUri("memory://s3a://b")).toBe("memory://s3a://b");
});

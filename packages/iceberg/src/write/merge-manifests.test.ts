import { expect, it } from "vitest";
import { counterRows, counters } from "../../test/support/counters.ts";
import { newTable, reloaded, rowsOf, write } from "../../test/support/lake.ts";
import { fileCatalog } from "../catalog/file/file-catalog.ts";
import { currentSnapshot } from "../metadata/current.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import { createTable } from "../table/create-table.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { liveEntries, manifestsOf } from "../table/read-manifests.ts";
import { snapshots } from "../table/snapshots.ts";

function tableWith(properties: Readonly<Record<string, string>>): Promise<IcebergTable> {
  const catalog = fileCatalog(memoryStorage());
  return createTable(catalog, { namespace: "lake", dataset: counters, properties });
}

async function manifestsNow(table: IcebergTable) {
  const { metadata, storage } = await reloaded(table);
  return manifestsOf(storage, currentSnapshot(metadata), {});
}

it("puts manifests together once there are as many as the table says, and every snapshot stays what it was", async () => {
  const table = await tableWith({ "commit.manifest.min-count-to-merge": "4" });
  const counts: number[] = [];
  for (let n = 0; n < 12; n++) {
    await write(table, `s${n}`, counterRows(n, [n % 4], 2));
    counts.push((await manifestsNow(table)).length);
  }
  expect(Math.max(...counts)).toBe(4);
  // Sources are replaced as ever, by the files that are theirs.
  await write(table, "s3", counterRows(100, [0], 1));
  await write(table, "s5", counterRows(101, [1], 3));
  const now = await reloaded(table);
  expect(await rowsOf(table)).toHaveLength(24 - 2 + 1 - 2 + 3);
  const entries = [];
  for await (const entry of liveEntries(now, currentSnapshot(now.metadata), {}))
    entries.push(entry);
  // Of each file it is known when its rows were added.
  expect(new Set(entries.map(({ sequenceNumber }) => sequenceNumber)).size).toBe(12);
  for (const { snapshotId, totalRows } of snapshots(now))
    expect(await rowsOf(table, snapshotId)).toHaveLength(Number(totalRows));
});

it("keeps manifests as they are where the table says so, or they are large", async () => {
  const off = await tableWith({
    "commit.manifest.min-count-to-merge": "2",
    "commit.manifest-merge.enabled": "false",
  });
  const large = await tableWith({
    "commit.manifest.min-count-to-merge": "2",
    "commit.manifest.target-size-bytes": "1",
  });
  for (const table of [off, large, await newTable()]) {
    for (let n = 0; n < 5; n++) await write(table, `s${n}`, counterRows(n, [0], 1));
    expect(await manifestsNow(table)).toHaveLength(5);
  }
});

it("refuses to write to a table that wants its files elsewhere", async () => {
  for (const name of ["write.data.path", "write.metadata.path"]) {
    const table = await tableWith({ [name]: "s3://elsewhere/x" });
    await expect(write(table, "a", counterRows(1, [0], 1))).rejects.toMatchObject({
      code: "UNSUPPORTED_TABLE",
    });
  }
  const catalog = fileCatalog(memoryStorage());
  const place = catalog.defaultLocation({ namespace: "lake", name: "counters" }) ?? "";
  const properties = { "write.data.path": `${place}/data/` };
  const own = await createTable(catalog, { namespace: "lake", dataset: counters, properties });
  await write(own, "a", counterRows(1, [0], 1));
  expect(await rowsOf(own)).toHaveLength(1);
});

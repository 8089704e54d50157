import { describe, expect, it } from "vitest";
import {
  createTable,
  expireSnapshots,
  type IcebergCatalog,
  type IcebergTable,
  loadTable,
  planScan,
  removeOrphans,
  snapshots,
  tagSnapshot,
} from "../src/index.ts";
import { restCatalog } from "../src/rest/index.ts";
import { s3Storage } from "../src/s3/index.ts";
import { sameTable } from "../src/table/change-table.ts";
import { isThere, REST_SERVERS, type RestServer } from "./rest-servers.ts";
import { type TestBucket, useBucket } from "./s3-servers.ts";
import { counterRows, counters } from "./support/counters.ts";
import { reloaded, rowsOf, write } from "./support/lake.ts";

/** A catalog in which something happens right before the next commit, once it is asked for. */
interface Interrupted extends IcebergCatalog {
  next: (() => Promise<unknown>) | undefined;
}

function interrupted(catalog: IcebergCatalog): Interrupted {
  const own: Interrupted = {
    ...catalog,
    next: undefined,
    async commit(base, change) {
      const happens = own.next;
      own.next = undefined;
      await happens?.();
      return catalog.commit(base, change);
    },
  };
  return own;
}

async function start({ endpoint = "", path, warehouse }: RestServer, lake: TestBucket) {
  const storage = s3Storage(lake.s3, { bucket: lake.bucket });
  const catalog = restCatalog({ uri: `${endpoint}${path}`, warehouse, storage });
  const racing = interrupted(catalog);
  const namespace = `rest_races_${crypto.randomUUID().slice(0, 8)}`;
  const location = `s3://${lake.bucket}/${namespace}/counters`;
  await catalog.ensureNamespace(namespace);
  const table = await createTable(racing, { namespace, dataset: counters, location });
  return { catalog, racing, table };
}

/** What an engine does that writes to another branch: a snapshot, of which the main branch knows nothing. */
async function writeToBranch(catalog: IcebergCatalog, { name }: IcebergTable, branch: string) {
  const table = await loadTable(catalog, name);
  const { metadata } = table;
  const current = snapshots(table).at(-1)?.snapshotId;
  const [parent] = metadata.snapshots.filter((each) => each["snapshot-id"] === current);
  if (parent === undefined) throw new Error("no snapshot");
  const snapshot = {
    ...parent,
    "snapshot-id": parent["snapshot-id"] ^ 1n,
    "parent-snapshot-id": parent["snapshot-id"],
    "sequence-number": metadata["last-sequence-number"] + 1,
    "timestamp-ms": Math.max(Date.now(), metadata["last-updated-ms"]),
  };
  const id = snapshot["snapshot-id"];
  await catalog.commit(table, {
    requirements: [sameTable(metadata)],
    updates: [
      { action: "add-snapshot", snapshot },
      { action: "set-snapshot-ref", "ref-name": branch, type: "branch", "snapshot-id": id },
    ],
  });
}

// MiniStack's takes any change as it is, and checks nothing of it.
for (const server of REST_SERVERS.filter(({ drops }) => drops))
  describe.skipIf(!isThere(server))(`restCatalog on ${server.name}`, () => {
    const lake = useBucket(server.s3);

    it("a run goes on when another branch takes its sequence number, which the server refuses with 400", async () => {
      const { catalog, racing, table } = await start(server, lake);
      await write(table, "a", counterRows(1, [0, 1], 2));
      racing.next = () => writeToBranch(catalog, table, "audit");
      await write(table, "b", counterRows(2, [1], 3));
      const now = await reloaded(table);
      expect(await rowsOf(table)).toHaveLength(7);
      expect(Object.keys(now.metadata.refs).sort()).toEqual(["audit", "main"]);
      const numbers = now.metadata.snapshots.map((each) => each["sequence-number"]);
      expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    });

    it("a tag that is set while its snapshot expires is kept, and its rows with it", async () => {
      const { catalog, racing, table } = await start(server, lake);
      await write(table, "a", counterRows(1, [0, 1], 2));
      await write(table, "a", counterRows(2, [0], 1));
      await write(table, "a", counterRows(3, [0, 2], 5));
      const [first, second] = snapshots(await reloaded(table)).map(({ snapshotId }) => snapshotId);
      const plain = await loadTable(catalog, table.name);
      racing.next = () => tagSnapshot(plain, { tag: "audit", snapshotId: first });
      const olderThan = new Date(8.64e15);
      const report = await expireSnapshots(await reloaded(table), { olderThan });
      expect(report.snapshotIds).toEqual([first, second]);
      const now = await reloaded(table);
      const { tasks } = await planScan(now, { at: { ref: "audit" } });
      expect(tasks.reduce((sum, { file }) => sum + file.rows, 0)).toBe(4);
      const there = await Promise.all(tasks.map(({ file }) => now.storage.exists(file.path)));
      expect(there).not.toContain(false);
      // What no tag has is gone all the same, and nothing of the tag's is an orphan.
      expect(report.removedFiles.filter((file) => file.endsWith(".parquet"))).toHaveLength(1);
      const { files } = await removeOrphans(now, { dryRun: true });
      expect(files).toEqual([]);
      await write(table, "b", counterRows(4, [0], 1));
      expect(await rowsOf(table)).toHaveLength(11);
    });
  });

import { describe, expect, it } from "vitest";
import { collect } from "../../test/collect.ts";
import { emptyMetadata } from "../../test/empty-metadata.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import type { IcebergCatalog, LoadedTable } from "./catalog.ts";
import { commitTable } from "./commit-loop.ts";
import { fileCatalog } from "./file/file-catalog.ts";
import type { PreparedCommit } from "./prepared-commit.ts";

const name = { namespace: "lake", name: "orders" };
const unknown = () => new IcebergError("COMMIT_STATE_UNKNOWN", "injected");
const conflict = () => new IcebergError("COMMIT_CONFLICT", "injected");

/** A table in memory, and a catalog whose commits become what a test wants, in turn; then they work. */
async function start(...fates: ((commit: () => Promise<LoadedTable>) => Promise<LoadedTable>)[]) {
  const storage = memoryStorage();
  const real = fileCatalog(storage);
  await real.create(name, emptyMetadata(`${storage.root}lake/orders`));
  const catalog: IcebergCatalog = {
    ...real,
    commit(base, change) {
      const fate = fates.shift();
      const commit = () => real.commit(base, change);
      return fate === undefined ? commit() : fate(commit);
    },
  };
  let last = 100n;
  let prepared = 0;
  async function prepare({ metadata }: LoadedTable): Promise<PreparedCommit> {
    prepared++;
    const snapshotId = last++;
    const file = `${storage.root}lake/orders/metadata/snap-${snapshotId}.avro`;
    const shared = `${storage.root}lake/orders/metadata/shared-m0.avro`;
    await storage.write(file, new Uint8Array([1]));
    await storage.write(shared, new Uint8Array([1]));
    const parent = metadata["current-snapshot-id"];
    const snapshot = {
      "snapshot-id": snapshotId,
      ...(parent !== undefined && { "parent-snapshot-id": parent }),
      "sequence-number": metadata["last-sequence-number"] + 1,
      "timestamp-ms": metadata["last-updated-ms"],
      "manifest-list": file,
      summary: { operation: "append" },
      "schema-id": 0,
    };
    return {
      snapshotId,
      written: [file, shared],
      requirements: [
        { type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": parent ?? null },
      ],
      updates: [
        { action: "add-snapshot", snapshot },
        {
          action: "set-snapshot-ref",
          "ref-name": "main",
          type: "branch",
          "snapshot-id": snapshotId,
        },
      ],
    };
  }
  async function files(): Promise<string[]> {
    const all = await collect(storage.list(storage.root));
    const names = all.map(({ uri }) => uri.slice(uri.lastIndexOf("/") + 1));
    return names.filter((each) => each.endsWith(".avro")).toSorted();
  }
  const snapshots = async () =>
    (await real.load(name))?.metadata.snapshots.map((each) => each["snapshot-id"]);
  return { catalog, real, prepare, files, snapshots, prepared: () => prepared };
}

describe("an answer that was lost", () => {
  it("is recognised by the snapshot, and nothing is committed again", async () => {
    const table = await start(async (commit) => {
      await commit();
      throw unknown();
    });
    const outcome = await commitTable(table.catalog, name, table.prepare);
    expect(outcome).toMatchObject({ attempts: 2, prepared: { snapshotId: 100n } });
    expect(await table.snapshots()).toEqual([100n]);
    expect(await table.files()).toEqual(["shared-m0.avro", "snap-100.avro"]);
  });

  it("is recognised when the catalog calls it a conflict", async () => {
    const table = await start(async (commit) => {
      await commit();
      throw conflict();
    });
    await commitTable(table.catalog, name, table.prepare);
    expect(await table.snapshots()).toEqual([100n]);
  });

  it("is recognised after others went on, and after our snapshot was expired", async () => {
    const table = await start(async (commit) => {
      const ours = await commit();
      const other = await commitTable(table.real, name, table.prepare);
      const updates = [{ action: "remove-snapshots", "snapshot-ids": [100n] }] as const;
      await table.real.commit(other.table, { requirements: [], updates });
      expect(ours.metadata["current-snapshot-id"]).toBe(100n);
      throw unknown();
    });
    const outcome = await commitTable(table.catalog, name, table.prepare);
    expect(outcome.prepared?.snapshotId).toBe(100n);
    expect(await table.snapshots()).toEqual([101n]);
  });

  it("is recognised when the request is only carried out while we try again", async () => {
    let late: () => Promise<LoadedTable>;
    const table = await start(
      async (commit) => {
        late = commit;
        throw unknown();
      },
      async (commit) => {
        await late();
        return commit();
      },
    );
    const outcome = await commitTable(table.catalog, name, table.prepare);
    expect(outcome.prepared?.snapshotId).toBe(100n);
    expect(await table.snapshots()).toEqual([100n]);
    expect(await table.files()).toEqual(["shared-m0.avro", "snap-100.avro"]);
  });

  it("is tried again when nothing was done", async () => {
    const table = await start(async () => {
      throw unknown();
    });
    const outcome = await commitTable(table.catalog, name, table.prepare);
    expect(outcome).toMatchObject({ attempts: 2, prepared: { snapshotId: 101n } });
    expect(await table.snapshots()).toEqual([101n]);
    expect(await table.files()).toEqual(["shared-m0.avro", "snap-101.avro"]);
  });

  it("is told, with the snapshots to look for and the files that stay, when it can't be found out", async () => {
    const table = await start();
    const catalog: IcebergCatalog = { ...table.real, commit: () => Promise.reject(unknown()) };
    const run = commitTable(catalog, name, table.prepare, { maxAttempts: 2 });
    await expect(run).rejects.toMatchObject({
      code: "COMMIT_STATE_UNKNOWN",
      message: expect.stringContaining("100 or 101") as string,
      table: "lake.orders",
      leftFiles: expect.arrayContaining([expect.stringContaining("snap-100.avro")]) as string[],
    });
    expect(await table.files()).toEqual(["shared-m0.avro", "snap-100.avro", "snap-101.avro"]);
  });
});

describe("a conflict", () => {
  it("prepares again on the table as it is, and removes what the loser wrote", async () => {
    const table = await start(async (commit) => {
      await commitTable(table.real, name, table.prepare);
      return commit();
    });
    const outcome = await commitTable(table.catalog, name, table.prepare);
    expect(outcome.attempts).toBe(2);
    expect(await table.snapshots()).toEqual([101n, 102n]);
    expect(await table.files()).toEqual(["shared-m0.avro", "snap-101.avro", "snap-102.avro"]);
  });

  it("ends after as many tries as were asked for, leaving nothing", async () => {
    const table = await start();
    const catalog: IcebergCatalog = { ...table.real, commit: () => Promise.reject(conflict()) };
    const run = commitTable(catalog, name, table.prepare, { maxAttempts: 3 });
    await expect(run).rejects.toMatchObject({
      code: "COMMIT_CONFLICT",
      message: expect.stringContaining("each of the 3 times") as string,
    });
    expect(table.prepared()).toBe(3);
    expect(await table.files()).toEqual([]);
  });

  it("ends after as many tries as the table's properties want", async () => {
    const table = await start();
    const loaded = (await table.real.load(name)) as LoadedTable;
    const updates = [
      { action: "set-properties", updates: { "commit.retry.num-retries": "1" } },
    ] as const;
    await table.real.commit(loaded, { requirements: [], updates });
    const catalog: IcebergCatalog = { ...table.real, commit: () => Promise.reject(conflict()) };
    await expect(commitTable(catalog, name, table.prepare)).rejects.toThrow("each of the 2 times");
  });
});

it("waits for a catalog that asks for patience or can't be reached", async () => {
  const table = await start(
    () => Promise.reject(new IcebergError("CATALOG_THROTTLED", "injected")),
    () => Promise.reject(new IcebergError("CATALOG_UNAVAILABLE", "injected")),
  );
  expect((await commitTable(table.catalog, name, table.prepare)).attempts).toBe(3);
  expect(await table.files()).toEqual(["shared-m0.avro", "snap-102.avro"]);
});

it("gives up at once when the catalog refuses, and removes what was written", async () => {
  const denied = new IcebergError("CATALOG_ACCESS_DENIED", "injected");
  const table = await start(() => Promise.reject(denied));
  await expect(commitTable(table.catalog, name, table.prepare)).rejects.toBe(denied);
  expect(await table.files()).toEqual([]);
});

it("does nothing when there is nothing to do, and passes on what prepare throws", async () => {
  const table = await start();
  const nothing = await commitTable(table.catalog, name, () => undefined);
  expect(nothing).toMatchObject({ prepared: undefined, attempts: 1 });
  const own = new Error("own");
  await expect(commitTable(table.catalog, name, () => Promise.reject(own))).rejects.toBe(own);
  expect((await table.real.load(name))?.version).toBe(1);
});

it("prepares again when files of what was loaded are gone since the table went on, and only then", async () => {
  const { catalog, prepare } = await start();
  const missing = new IcebergError("METADATA_NOT_FOUND", "injected");
  await expect(commitTable(catalog, name, () => Promise.reject(missing))).rejects.toBe(missing);
  let isFirst = true;
  const { attempts } = await commitTable(catalog, name, async (table) => {
    if (!isFirst) return prepare(table);
    isFirst = false;
    await catalog.commit(table, { requirements: [], updates: [] });
    throw missing;
  });
  expect(attempts).toBe(2);
});

it("names no snapshot to look for where the answer to a change of metadata alone was lost", async () => {
  const { catalog } = await start(() => Promise.reject(unknown()));
  const change = { requirements: [], updates: [], written: [] };
  const outcome = commitTable(catalog, name, () => change, { maxAttempts: 1 });
  await expect(outcome).rejects.toThrow("Load the table and look for what was to change before");
});

it("stops between tries when it is aborted, leaving nothing", async () => {
  const controller = new AbortController();
  const table = await start(async () => {
    controller.abort(new Error("enough"));
    throw conflict();
  });
  const { signal } = controller;
  await expect(commitTable(table.catalog, name, table.prepare, { signal })).rejects.toThrow(
    "enough",
  );
  expect(table.prepared()).toBe(1);
  expect(await table.files()).toEqual([]);
});

it("does not commit to another table of the name, nor to none", async () => {
  const table = await start(async () => {
    const { metadata } = (await table.real.load(name)) as LoadedTable;
    await table.real.drop(name);
    await table.real.create(name, emptyMetadata(metadata.location));
    throw conflict();
  });
  await expect(commitTable(table.catalog, name, table.prepare)).rejects.toMatchObject({
    code: "TABLE_REPLACED",
  });
  await table.real.drop(name);
  await expect(commitTable(table.catalog, name, table.prepare)).rejects.toMatchObject({
    code: "NO_SUCH_TABLE",
  });
});

it("refuses unknown options and numbers of tries that are none", async () => {
  const { catalog, prepare } = await start();
  await expect(commitTable(catalog, name, prepare, { tries: 1 } as never)).rejects.toThrow(
    TypeError,
  );
  await expect(commitTable(catalog, name, prepare, { maxAttempts: 0 })).rejects.toThrow(RangeError);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import { collect } from "../../../test/collect.ts";
import { emptyMetadata } from "../../../test/empty-metadata.ts";
import { flakyStorage } from "../../../test/flaky-storage.ts";
import { race } from "../../../test/race-writers.ts";
import { folderStorage } from "../../storage/folder-storage.ts";
import { memoryStorage } from "../../storage/memory-storage.ts";
import type { TableStorage } from "../../storage/table-storage.ts";
import type { LoadedTable } from "../catalog.ts";
import { fileCatalog } from "./file-catalog.ts";

const name = { namespace: "lake.eu", name: "orders" };
const COMMITS = Math.min(50, propertyRuns(8));

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "file-catalog-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A table of two versions beside the first. */
async function withTable(storage: TableStorage) {
  const catalog = fileCatalog(storage);
  const created = await catalog.create(name, emptyMetadata(`${storage.root}lake/eu/orders`));
  const change = (key: string) => ({
    requirements: [],
    updates: [{ action: "set-properties", updates: { [key]: "1" } }] as const,
  });
  const second = await catalog.commit(created, change("a"));
  const third = await catalog.commit(second, change("b"));
  const at = (file: string) => `${storage.root}lake/eu/orders/metadata/${file}`;
  return { catalog, created, second, third, change, at };
}

describe.each([
  ["memory", () => Promise.resolve(memoryStorage())],
  ["a folder", async () => folderStorage(await temporaryFolder())],
] as const)("fileCatalog in %s", (_, start) => {
  const timeout = 60_000;
  it(`keeps every commit of 8 writers once, whatever becomes of the answers (${COMMITS} each)`, {
    timeout,
  }, async () => {
    const storage = await start();
    const { table } = await race({
      name,
      location: `${storage.root}lake/eu/orders`,
      writers: 8,
      commits: COMMITS,
      catalog: fileCatalog(storage),
      catalogOf: () => fileCatalog(flakyStorage(storage)),
      metadataFiles: 8 * COMMITS + 1,
    });
    expect(table.metadataLocation).toMatch(new RegExp(`/v${8 * COMMITS + 1}\\.metadata\\.json$`));
  });

  it("creates, loads, commits and drops", async () => {
    const storage = await start();
    const { catalog, third, change } = await withTable(storage);
    const loaded = await catalog.load(name);
    expect(loaded).toMatchObject({ version: 3, metadataLocation: third.metadataLocation });
    expect(loaded?.metadata.properties).toMatchObject({ owner: "tests", a: "1", b: "1" });
    expect(loaded?.metadata["metadata-log"].map((entry) => entry["metadata-file"])).toEqual([
      third.metadataLocation.replace("v3", "v1"),
      third.metadataLocation.replace("v3", "v2"),
    ]);
    await expect(
      catalog.create(name, emptyMetadata(third.metadata.location)),
    ).rejects.toMatchObject({ code: "TABLE_EXISTS", table: "lake.eu.orders" });
    await catalog.drop(name);
    expect(await catalog.load(name)).toBeUndefined();
    expect(await collect(storage.list(storage.root))).toEqual([]);
    await expect(catalog.drop(name)).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
    await expect(catalog.commit(third, change("c"))).rejects.toMatchObject({
      code: "NO_SUCH_TABLE",
    });
    expect(await collect(storage.list(storage.root))).toEqual([]);
    await catalog.create(name, emptyMetadata(third.metadata.location));
    expect((await catalog.load(name))?.version).toBe(1);
  });

  it("refuses a commit to an old version, and a requirement that doesn't hold", async () => {
    const { catalog, second, third, change } = await withTable(await start());
    await expect(catalog.commit(second, change("c"))).rejects.toMatchObject({
      code: "COMMIT_CONFLICT",
    });
    const requirements = [{ type: "assert-table-uuid", uuid: "another" }] as const;
    await expect(catalog.commit(third, { ...change("c"), requirements })).rejects.toMatchObject({
      code: "COMMIT_CONFLICT",
    });
    expect((await catalog.load(name))?.version).toBe(3);
  });

  it("finds the newest version whatever the hint says", async () => {
    const storage = await start();
    const { catalog, at } = await withTable(storage);
    for (const hint of ["1", "2\n", "3", "7", "", "not a number"]) {
      await storage.write(at("version-hint.text"), new TextEncoder().encode(hint));
      expect((await catalog.load(name))?.version, hint).toBe(3);
    }
    await storage.remove([at("version-hint.text"), at("v1.metadata.json")]);
    expect((await catalog.load(name))?.version).toBe(3);
  });

  it("finds the newest of many versions behind an old hint", async () => {
    const storage = await start();
    const { catalog, at, third, change } = await withTable(storage);
    let table = third;
    for (let i = 0; i < 30; i++) table = await catalog.commit(table, change(`c${i}`));
    await storage.write(at("version-hint.text"), new TextEncoder().encode("2"));
    expect((await catalog.load(name))?.version).toBe(33);
  });

  it("reads compressed metadata, and writes it where the table's properties want it", async () => {
    const storage = await start();
    const { catalog, at } = await withTable(storage);
    const plain = (await storage.read(at("v3.metadata.json"))) ?? new Uint8Array();
    await storage.write(at("v4.gz.metadata.json"), gzipSync(plain));
    const loaded = await catalog.load(name);
    expect(loaded?.version).toBe(4);
    const updates = [
      { action: "set-properties", updates: { "write.metadata.compression-codec": "gzip" } },
    ] as const;
    const next = await catalog.commit(loaded as never, { requirements: [], updates });
    expect(next.metadataLocation).toBe(at("v5.gz.metadata.json"));
    expect((await catalog.load(name))?.metadata.properties["a"]).toBe("1");
    await storage.write(at("v6.gz.metadata.json"), gzipSync(plain).subarray(0, 40));
    await expect(catalog.load(name)).rejects.toMatchObject({ code: "INVALID_METADATA" });
  });
});

it("lists as many earlier metadata files as the table's properties want", async () => {
  const { catalog, third } = await withTable(memoryStorage());
  const updates = [
    { action: "set-properties", updates: { "write.metadata.previous-versions-max": "2" } },
  ] as const;
  const table = await catalog.commit(third, { requirements: [], updates });
  expect(table.metadata["metadata-log"].map((entry) => entry["metadata-file"].slice(-17))).toEqual([
    "/v2.metadata.json",
    "/v3.metadata.json",
  ]);
});

it("drops a table that others go on to write", async () => {
  const storage = memoryStorage();
  const { catalog, change } = await withTable(storage);
  const writing = (async () => {
    for (;;) {
      const table = await catalog.load(name);
      if (table === undefined) return;
      await catalog.commit(table, change("c")).catch(() => undefined);
    }
  })();
  await catalog.drop(name);
  await writing;
  expect(await collect(storage.list(storage.root))).toEqual([]);
});

it("finishes a drop that was killed, also when a table is made again", async () => {
  const storage = memoryStorage();
  const { catalog, third } = await withTable(storage);
  const updates = [{ action: "set-properties", updates: { "cloudapi.dropped": "true" } }] as const;
  await catalog.commit(third, { requirements: [], updates });
  expect(await catalog.load(name)).toBeUndefined();
  const again = await catalog.create(name, emptyMetadata(third.metadata.location));
  expect((await catalog.load(name))?.metadata["table-uuid"]).toBe(again.metadata["table-uuid"]);
});

it("keeps a table that was made while a drop of another of the name was still at work", async () => {
  const storage = memoryStorage();
  const { third } = await withTable(storage);
  const made: LoadedTable[] = [];
  const slow = fileCatalog({
    ...storage,
    async *list(uri) {
      if (made.length === 0)
        made.push(await fileCatalog(storage).create(name, emptyMetadata(third.metadata.location)));
      yield* storage.list(uri);
    },
  });
  await slow.drop(name);
  const [again] = made;
  expect(again?.version).toBe(5);
  const now = await fileCatalog(storage).load(name);
  expect(now?.metadata["table-uuid"]).toBe(again?.metadata["table-uuid"]);
});

it("commits nothing of a table that was dropped to another that came under its name", async () => {
  const storage = memoryStorage();
  const { catalog, third, change } = await withTable(storage);
  await catalog.drop(name);
  let now = await catalog.create(name, emptyMetadata(third.metadata.location));
  for (const note of ["x", "y"]) now = await catalog.commit(now, change(note));
  expect(now.metadataLocation).toBe(third.metadataLocation);
  await expect(catalog.commit(third, change("c"))).rejects.toMatchObject({
    code: "TABLE_REPLACED",
  });
  expect((await catalog.load(name))?.metadata).toEqual(now.metadata);
});

it("refuses names that are no folders, other locations, and what is no storage", async () => {
  const catalog = fileCatalog(memoryStorage());
  for (const [namespace, table] of [
    ["a", ".."],
    ["..", "a"],
    ["a..b", "c"],
    ["a", "b/c"],
    ["a", ""],
    ["a", "\n"],
    ["a", "x".repeat(256)],
  ] as const)
    await expect(
      (async () => catalog.load({ namespace, name: table }))(),
      `${namespace} ${table}`,
    ).rejects.toThrow(TypeError);
  await expect(catalog.create(name, emptyMetadata("s3://a/b"))).rejects.toThrow(RangeError);
  for (const [namespace, table] of [
    ["lake.orders", "data"],
    ["lake.orders.metadata", "a"],
  ] as const)
    expect(() => catalog.defaultLocation({ namespace, name: table })).toThrow(RangeError);
  const fine = { namespace: "metadata", name: "data" };
  expect(catalog.defaultLocation(fine)).toContain("/metadata/data");
  expect(() => fileCatalog("s3://a/b" as never)).toThrow(TypeError);
});

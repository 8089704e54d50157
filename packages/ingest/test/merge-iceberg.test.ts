import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import {
  createTable,
  fileCatalog,
  icebergSink,
  loadTable,
  memoryStorage,
  planScan,
  type TableStorage,
} from "@cloudapi/iceberg";
import { type MemorySink, memorySink, type Sink } from "@cloudapi/transform";
import { readParquetFile } from "@cloudapi/transform/internal";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { type IngestOptions, ingest, tableTarget } from "../src/index.ts";
import { column, type FakeTable, fakeSource, table } from "./support/fake-source.ts";
import { Killed } from "./support/killed-storage.ts";

type Row = Record<string, unknown>;

/** Both of the last tests write a few hundred tables, on a machine that may be busy. */
const PATIENCE_MS = 600_000;
const NAME = { namespace: "lake", name: "orders" };
const KEY = ["shop", "id"];

function orders(rows: Row[]): FakeTable {
  const columns = [
    column({ name: "shop", schema: z.string() }),
    column({ name: "id", schema: z.int64() }),
    column({ name: "version", schema: z.int32() }),
    column({ name: "gone", schema: z.boolean() }),
    column({ name: "total", schema: decimal(12, 2), nullable: true }),
  ];
  return table("orders", columns, rows, { key: KEY });
}

function order(shop: string, id: number, version: number, more: Row = {}): Row {
  return { shop, id: BigInt(id), version, gone: false, total: `${version}.50`, ...more };
}

interface Lake {
  readonly storage: TableStorage;
  readonly states: MemorySink;
}

function lake(): Lake {
  return { storage: memoryStorage(), states: memorySink() };
}

interface Merging {
  readonly storage: TableStorage;
  readonly states: Sink;
  readonly options?: IngestOptions;
  readonly mode?: "replaceSource" | "append";
  /** The source's name. */
  readonly name?: string;
  readonly mergeOthers?: boolean;
  readonly datasets?: Readonly<Record<string, Dataset>>;
  /** What happens between the reading of changes and their writing. */
  readonly meanwhile?: () => Promise<unknown>;
}

/** Merge what a table has by now. */
async function merge(found: FakeTable, merging: Merging) {
  const { storage, states, options, datasets, meanwhile, mode = "replaceSource" } = merging;
  const { name = "shop", mergeOthers } = merging;
  const catalog = fileCatalog(storage);
  const target = tableTarget({
    states,
    mergeOthers,
    tableOf: async (dataset) => {
      await meanwhile?.();
      const isThere = (await catalog.load(NAME)) !== undefined;
      const there = isThere
        ? await loadTable(catalog, NAME)
        : await createTable(catalog, { ...NAME, dataset });
      return icebergSink(there, { mode });
    },
  });
  const cursors = { orders: { column: "version", key: KEY, deleted: "gone" } };
  return ingest(
    { source: { ...fakeSource([found]), name }, target, mode: "merge", cursors, datasets },
    { batchBytes: 100, ...options },
  );
}

async function loaded({ storage }: Lake) {
  return loadTable(fileCatalog(storage), NAME);
}

/** The rows of the table, as files have them. */
async function rowsOf(place: Lake): Promise<string[]> {
  const { tasks } = await planScan(await loaded(place));
  const rows: string[] = [];
  for (const { file } of tasks) {
    const bytes = (await place.storage.read(file.path)) ?? new Uint8Array();
    for await (const batch of (await readParquetFile(bytes)).rows)
      rows.push(...(batch as Row[]).map(textOf));
  }
  return rows.toSorted();
}

function textOf({ shop, id, version, total }: Row): string {
  return `${String(shop)}/${String(id)} ${String(version)} ${String(total)}`;
}

/** What a table has of rows: the latest of each key, without those that are gone. */
function expected(rows: readonly Row[]): string[] {
  const latest = new Map(rows.map((row) => [`${String(row["shop"])}/${String(row["id"])}`, row]));
  return [...latest.values()]
    .filter(({ gone }) => gone !== true)
    .map(textOf)
    .toSorted();
}

it("takes the latest row of each key, and writes anew only files that have one of them", async () => {
  const place = lake();
  // A file for each load: first those of one shop, then those of another.
  const all = [1, 2, 3].map((id) => order("a", id, id));
  const found = orders([...all]);
  await merge(found, place);
  all.push(...[1, 2, 3].map((id) => order("b", id, 10 + id)));
  found.rows = [...all];
  await merge(found, place);
  const before = new Set((await planScan(await loaded(place))).tasks.map(({ file }) => file.path));
  expect(before.size).toBe(2);
  all.push(order("b", 2, 20), order("b", 3, 21, { gone: true }), order("b", 9, 22));
  found.rows = [...all];
  const report = await merge(found, place);
  expect(report).toMatchObject({ failed: [], rowsRead: 3 });
  expect(await rowsOf(place)).toEqual(expected(all));
  const after = (await planScan(await loaded(place))).tasks.map(({ file }) => file.path);
  expect(after.filter((path) => before.has(path))).toHaveLength(1);
  expect((await loaded(place)).metadata.snapshots).toHaveLength(3);
});

it("commits nothing when nothing has changed, and takes rows out where nothing comes", async () => {
  const place = lake();
  const all = [order("a", 1, 1), order("a", 2, 2)];
  const found = orders([...all]);
  await merge(found, place);
  await merge(found, place);
  expect((await loaded(place)).metadata.snapshots).toHaveLength(1);
  for (const id of [2, 1]) {
    all.push(order("a", id, 10 - id, { gone: true }));
    found.rows = [...all];
    await merge(found, place);
    expect(await rowsOf(place)).toEqual(expected(all));
  }
  expect(await rowsOf(place)).toEqual([]);
});

it("merges in rounds what does not fit in memory", async () => {
  const place = lake();
  const all = Array.from({ length: 30 }, (_, at) => order("a", at, at));
  const found = orders([...all]);
  await merge(found, place);
  all.push(...Array.from({ length: 30 }, (_, at) => order("a", at * 2, 100 + at)));
  found.rows = [...all];
  const options = { mergeBytes: 250 };
  const report = await merge(found, { ...place, options });
  expect(report).toMatchObject({ failed: [], rowsRead: 30 });
  expect(await rowsOf(place)).toEqual(expected(all));
});

it("keeps the row that is there when its change does not fit the contract", async () => {
  const place = lake();
  const all = [order("a", 1, 1), order("a", 2, 2)];
  const found = orders([...all]);
  await merge(found, place);
  found.rows = [...all, order("a", 1, 3, { total: "much" }), order("a", 2, 4)];
  const report = await merge(found, { ...place, options: { maxRejectedRatio: 1 } });
  expect(report).toMatchObject({ failed: [], rowsRead: 2, rowsWritten: 1, rowsRejected: 1 });
  expect(await rowsOf(place)).toEqual(expected([...all, order("a", 2, 4)]));
});

it("knows rows by the keys that the contract makes of them", async () => {
  const place = lake();
  const schema = z.object({
    shop: z.string().trim(),
    id: z.int64(),
    version: z.int32(),
    gone: z.boolean(),
    total: decimal(12, 2),
  });
  const contract = defineDataset({ name: "orders", schema }) as unknown as Dataset;
  const merging = { ...place, datasets: { orders: contract } };
  const all = [order("a   ", 1, 1), order("a   ", 2, 2)];
  const found = orders([...all]);
  await merge(found, merging);
  // What is gone need not fit.
  found.rows = [...all, order("a   ", 1, 3), order("a   ", 2, 4, { gone: true, total: null })];
  const report = await merge(found, merging);
  expect(report).toMatchObject({ failed: [], rowsRead: 2 });
  expect(await rowsOf(place)).toEqual(["a/1 3 3.50"]);
});

it("has the latest rows in the end of two runs at a time, of which the older one wrote last", async () => {
  const place = lake();
  const all = [order("a", 1, 1), order("a", 2, 2)];
  const found = orders([...all]);
  await merge(found, place);
  all.push(order("a", 2, 10));
  found.rows = [...all];
  const meanwhile = async () => {
    all.push(order("a", 2, 20), order("a", 3, 21));
    found.rows = [...all];
    expect(await merge(found, place)).toMatchObject({ failed: [] });
  };
  const older = await merge(found, { ...place, meanwhile });
  expect(older.tables).toMatchObject([{ status: "failed", code: "CONCURRENT_INGEST" }]);
  await merge(found, place);
  expect(await rowsOf(place)).toEqual(expected(all));
});

it("leaves the rows of another source alone, unless it is told that keys are one", async () => {
  const place = lake();
  const mine = [order("a", 1, 1), order("a", 2, 2)];
  await merge(orders([...mine]), place);
  const theirs = orders([order("a", 2, 20)]);
  const other = { ...place, name: "other" };
  const refused = await merge(theirs, other);
  expect(refused.tables).toMatchObject([
    {
      status: "failed",
      code: "LOADED_OTHERWISE",
      message: expect.stringMatching(
        /postgres:\/\/shop\/orders has written.*mergeOthers/,
      ) as string,
    },
  ]);
  expect(await rowsOf(place)).toEqual(expected(mine));
  // The first load of a source adds its rows; from the second on they take the place of others.
  expect(await merge(theirs, { ...other, mergeOthers: true })).toMatchObject({ failed: [] });
  const changed = [order("a", 2, 30), order("a", 1, 31)];
  theirs.rows = [...theirs.rows, ...changed];
  expect(await merge(theirs, { ...other, mergeOthers: true })).toMatchObject({ failed: [] });
  expect(await rowsOf(place)).toEqual(expected(changed));
  const back = await merge(orders([...mine, order("a", 1, 40)]), place);
  expect(back.tables).toMatchObject([{ status: "failed", code: "LOADED_OTHERWISE" }]);
});

it("says that a table to which rows are only added can't be merged", async () => {
  const report = await merge(orders([order("a", 1, 1)]), { ...lake(), mode: "append" });
  expect(report.tables).toMatchObject([
    { status: "failed", message: expect.stringContaining('mode: "replaceSource"') as string },
  ]);
});

it(
  "leaves the table of an undisturbed run wherever it was killed",
  async () => {
    const first = [1, 2, 3, 4].map((id) => order("a", id, id));
    const changes = [order("a", 2, 10), order("a", 3, 11, { gone: true }), order("b", 1, 12)];
    const all = [...first, ...changes];
    let kills = 0;
    for (let at = 1; ; at++) {
      const place = lake();
      const found = orders([...first]);
      const killed = new Killed(at);
      const dying = { storage: killed.wrap(place.storage), states: killed.wrap(place.states) };
      await merge(found, dying).catch(() => undefined);
      const wasFirst = killed.isDead;
      if (wasFirst) await merge(found, place);
      found.rows = [...all];
      if (!wasFirst) await merge(found, dying).catch(() => undefined);
      await merge(found, place);
      expect(await rowsOf(place)).toEqual(expected(all));
      if (!killed.isDead) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(20);
  },
  PATIENCE_MS,
);

it(
  "has the latest row of each key after any changes",
  async () => {
    const change = fc.record({
      shop: fc.constantFrom("a", "b", "ü", ""),
      id: fc.integer({ min: -3, max: 6 }),
      gone: fc.boolean(),
    });
    const loads = fc.array(fc.array(change, { maxLength: 8 }), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(loads, fc.constantFrom(undefined, 120), async (each, mergeBytes) => {
        const place = lake();
        const all: Row[] = [order("start", 0, 0)];
        const found = orders([...all]);
        await merge(found, place);
        for (const changes of each) {
          for (const { shop, id, gone } of changes) all.push(order(shop, id, all.length, { gone }));
          found.rows = [...all];
          const report = await merge(found, { ...place, options: { mergeBytes } });
          expect(report.failed).toEqual([]);
          expect(await rowsOf(place)).toEqual(expected(all));
        }
      }),
      { numRuns: propertyRuns(10) },
    );
  },
  PATIENCE_MS,
);

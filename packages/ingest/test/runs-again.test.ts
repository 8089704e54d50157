import { type Dataset, decimal } from "@cloudapi/core";
import { createTable, fileCatalog, icebergSink, loadTable, memoryStorage } from "@cloudapi/iceberg";
import { type MemorySink, memorySink, type Sink } from "@cloudapi/transform";
import { sourceIdentity } from "@cloudapi/transform/internal";
import { expect, it } from "vitest";
import * as z from "zod";
import {
  type IngestMode,
  type IngestTarget,
  ingest,
  ndjsonTarget,
  parquetTarget,
  rawTarget,
  tableTarget,
} from "../src/index.ts";
import { column, fakeSource, people, person, table } from "./support/fake-source.ts";

function time(day: number, hour = 10): { readonly loadTime: Date } {
  return { loadTime: new Date(Date.UTC(2025, 0, day, hour)) };
}

function keysOf({ objects }: MemorySink, wanted: string): string[] {
  return [...objects.keys()].filter((key) => key.includes(wanted)).toSorted();
}

/** A sink whose process dies when it would say that a table is done. */
function dyingAtTheEnd(sink: MemorySink): Sink {
  return {
    ...sink,
    async create(key, properties, options) {
      const pending = await sink.create(key, properties, options);
      let text = "";
      return {
        write(bytes) {
          text += Buffer.from(bytes).toString();
          return pending.write(bytes);
        },
        publish: () => pending.publish(),
        publishIf: async (expected) => {
          if (!text.includes('"pending"')) throw new Error("killed");
          return (await pending.publishIf?.(expected)) ?? false;
        },
        discard: () => pending.discard(),
      };
    },
  };
}

it("raw files of a run that died are taken the place of, though one of the day before had died, too", async () => {
  const sink = memorySink();
  const source = fakeSource([people("users", 3)]);
  const dying = rawTarget(dyingAtTheEnd(sink));
  expect((await ingest({ source, target: dying }, time(15))).failed).toEqual(["users"]);
  expect((await ingest({ source, target: dying }, time(16, 1))).failed).toEqual(["users"]);
  expect((await ingest({ source, target: rawTarget(sink) }, time(16, 5))).failed).toEqual([]);
  expect(keysOf(sink, ".parquet")).toEqual([
    "raw/shop_users/2025/01/15/data_20250115T100000000Z.parquet",
    "raw/shop_users/2025/01/16/data_20250116T010000000Z.parquet",
  ]);
});

interface Lake {
  readonly target: IngestTarget;
  /** The rejected rows that are kept, by key. */
  readonly kept: () => Promise<readonly string[]>;
}

async function rejectedIn(sink: Sink): Promise<string[]> {
  const kept: string[] = [];
  for await (const key of sink.list(sink.prefix))
    if (key.includes("_quarantine/"))
      kept.push(Buffer.from((await sink.read(key)) ?? []).toString());
  return kept;
}

function lineLake(): Lake {
  const sink = memorySink();
  const target = ndjsonTarget(sink, { isPartitioned: false });
  return { target, kept: () => rejectedIn(sink) };
}

function parquetLake(): Lake {
  const sink = memorySink();
  return { target: parquetTarget(sink), kept: () => rejectedIn(sink) };
}

function icebergLake(): Lake {
  const storage = memoryStorage();
  const catalog = fileCatalog(storage);
  const tableOf = async (dataset: Dataset, mode: IngestMode) => {
    const name = { namespace: "lake", name: dataset.name };
    const isThere = (await catalog.load(name)) !== undefined;
    return icebergSink(
      isThere ? await loadTable(catalog, name) : await createTable(catalog, { ...name, dataset }),
      { mode: mode === "incremental" ? "append" : "replaceSource" },
    );
  };
  const target = tableTarget({ states: memorySink(), tableOf });
  return { target, kept: () => rejectedIn(storage.sink(storage.root)) };
}

const LAKES = [
  { name: "JSON Lines", lakeOf: lineLake },
  { name: "Parquet", lakeOf: parquetLake },
  { name: "Iceberg", lakeOf: icebergLake },
] as const;

const bad = (id: number, name: number) => ({ id, name });

it.each(LAKES)(
  "keeps what each load and each round of a merge has rejected: $name",
  async ({ lakeOf }) => {
    const { target, kept } = lakeOf();
    const users = people("users", 3);
    users.rows = [...users.rows, bad(4, 6)];
    const input = { source: fakeSource([users], 1), target, mode: "merge" } as const;
    const first = await ingest(input, time(15));
    users.rows = [...users.rows, bad(5, 7), person(6), bad(7, 8), person(8)];
    const second = await ingest(input, { ...time(16), mergeBytes: 100 });
    users.rows = [...users.rows, person(9)];
    const third = await ingest(input, time(17));
    expect([first, second, third].map(({ rowsRejected }) => rowsRejected)).toEqual([1, 2, 0]);
    const texts = await kept();
    expect(texts).toHaveLength(3);
    for (const value of [6, 7, 8]) expect(texts.join("")).toContain(`received ${value}.`);
  },
);

it.each(LAKES)(
  "keeps the rejected rows of a place that is read again, whatever it rejects then: $name",
  async ({ lakeOf }) => {
    const { target, kept } = lakeOf();
    const users = people("users", 1);
    const cursors = { users: { column: "id", lag: 5 } };
    const input = { source: fakeSource([users]), target, mode: "merge", cursors } as const;
    await ingest(input, time(15));
    const late = [
      [bad(2, 6), person(4)],
      [bad(2, 6), person(4)],
      [bad(3, 7), person(4)],
      [person(3), person(4)],
    ];
    const counts: number[] = [];
    for (const [day, rows] of late.entries()) {
      users.rows = [person(1), ...rows];
      const report = await ingest(input, time(16 + day));
      counts.push(report.rowsRejected);
    }
    expect(counts).toEqual([1, 1, 1, 0]);
    // Two loads read the same place up to the same end, and rejected another row; one more began before it.
    expect(new Set((await kept()).map((text) => /received (\d)\./.exec(text)?.[1]))).toEqual(
      new Set(["6", "7"]),
    );
  },
);

it.each(LAKES)("keeps the rejected rows of each incremental load: $name", async ({ lakeOf }) => {
  const { target, kept } = lakeOf();
  const users = people("users", 1);
  const input = { source: fakeSource([users]), target, mode: "incremental" } as const;
  for (const [day, row] of [bad(2, 6), bad(3, 7), person(4)].entries()) {
    users.rows = [...users.rows, row];
    expect((await ingest(input, time(15 + day))).failed).toEqual([]);
  }
  expect(await kept()).toHaveLength(2);
});

it("leaves the rejected rows that an earlier version kept under one key", async () => {
  const sink = memorySink();
  const users = people("users", 2);
  const input = {
    source: fakeSource([users]),
    target: parquetTarget(sink),
    mode: "merge",
  } as const;
  await ingest(input, time(15));
  const { sourceHash } = sourceIdentity("postgres://shop/users");
  const old = `users/_quarantine/users/${sourceHash}.ndjson`;
  const pending = await sink.create(old, { contentType: "application/x-ndjson", metadata: {} });
  await pending.write(Buffer.from("{}\n"));
  await pending.publish();
  users.rows = [...users.rows, bad(3, 7)];
  await ingest(input, time(16));
  users.rows = [...users.rows, person(4)];
  await ingest(input, time(17));
  expect(keysOf(sink, "_quarantine/")).toEqual([
    expect.stringMatching(new RegExp(`/${sourceHash}-[0-9a-f]{16}\\.ndjson$`)) as string,
    old,
  ]);
});

it("does not take a row out whose tombstone is zero or false, as decimals, bits and fields of several types have it", async () => {
  const sink = memorySink();
  const columns = [
    column({ name: "id", schema: z.int32() }),
    column({ name: "gone", schema: decimal(3, 1), code: "decimal(3, 1)" }),
    column({ name: "bits", schema: z.string() }),
    column({ name: "mixed", schema: z.string() }),
  ];
  const rows = [
    { id: 1, gone: "0.0", bits: "00", mixed: "false" },
    { id: 2, gone: "1.0", bits: "01", mixed: "true" },
  ];
  const gone = table("gone", columns, rows);
  const bits = table("bits", columns, rows);
  const mixed = table("mixed", columns, rows);
  const target = ndjsonTarget(sink, { isPartitioned: false });
  const cursors = {
    gone: { column: "id", deleted: "gone" },
    bits: { column: "id", deleted: "bits" },
    mixed: { column: "id", deleted: "mixed" },
  };
  await ingest(
    { source: fakeSource([gone, bits, mixed]), target, mode: "merge", cursors },
    time(15),
  );
  const text = (key: string) => Buffer.from(sink.objects.get(key) ?? []).toString();
  const kept = '{"id":1,"gone":0,"bits":"00","mixed":"false"}\n';
  expect(["gone", "bits", "mixed"].map((each) => text(`${each}/data.json`))).toEqual([
    kept,
    kept,
    kept,
  ]);
});

it.each([
  { name: "JSON Lines", targetOf: ndjsonTarget, mode: "full" },
  { name: "JSON Lines", targetOf: ndjsonTarget, mode: "incremental" },
  { name: "Parquet", targetOf: parquetTarget, mode: "full" },
  { name: "Parquet", targetOf: parquetTarget, mode: "incremental" },
  { name: "raw files", targetOf: rawTarget, mode: "incremental" },
] as const)(
  "refuses a table of another schema in the place of one of the same name: $mode, $name",
  async ({ targetOf, mode }) => {
    const sink = memorySink();
    const input = { target: targetOf(sink), mode } as const;
    const first = fakeSource([people("orders", 3, { schema: "public" })]);
    const second = fakeSource([people("orders", 2, { schema: "sales" })]);
    expect((await ingest({ ...input, source: first }, time(15))).failed).toEqual([]);
    const before = new Map(sink.objects);
    const report = await ingest({ ...input, source: second }, time(15));
    expect(report.tables).toMatchObject([
      {
        status: "failed",
        code: "LOADED_OTHERWISE",
        message: expect.stringMatching(
          /those of "public\.orders".*_ingest\/states\/shop\//,
        ) as string,
      },
    ]);
    expect(new Map(sink.objects)).toEqual(before);
    expect((await ingest({ ...input, source: first }, time(15))).failed).toEqual([]);
  },
);

it("tables of two schemas are full loads of one table with commits", async () => {
  const catalog = fileCatalog(memoryStorage());
  const target = tableTarget({
    states: memorySink(),
    tableOf: async (dataset) => {
      const name = { namespace: "lake", name: dataset.name };
      const isThere = (await catalog.load(name)) !== undefined;
      return icebergSink(
        isThere ? await loadTable(catalog, name) : await createTable(catalog, { ...name, dataset }),
      );
    },
  });
  for (const schema of ["public", "sales", "public"]) {
    const source = fakeSource([people("orders", 3, { schema })]);
    expect((await ingest({ source, target }, time(15))).failed).toEqual([]);
  }
});

it("goes on from a state that does not say which table it is of", async () => {
  const sink = memorySink();
  const users = people("users", 3, { schema: "public" });
  const input = {
    source: fakeSource([users]),
    target: parquetTarget(sink),
    mode: "incremental",
  } as const;
  await ingest(input, time(15));
  const key = "_ingest/states/shop/users.json";
  const { table: known, ...state } = JSON.parse(
    Buffer.from(sink.objects.get(key) ?? []).toString(),
  ) as Record<string, unknown>;
  expect(known).toBe("public.users");
  const properties = { contentType: "application/json", metadata: {} };
  const pending = await sink.create(key, properties);
  await pending.write(Buffer.from(JSON.stringify(state)));
  await pending.publish();
  users.rows = [...users.rows, person(4)];
  expect((await ingest(input, time(16))).tables).toMatchObject([{ status: "done", rowsRead: 1 }]);
  expect(Buffer.from(sink.objects.get(key) ?? []).toString()).toContain('"public.users"');
});

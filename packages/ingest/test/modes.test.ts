import { decimal } from "@cloudapi/core";
import { listDataFiles, type MemorySink, memorySink, type Sink } from "@cloudapi/transform";
import { readParquetFile } from "@cloudapi/transform/internal";
import { expect, it } from "vitest";
import * as z from "zod";
import {
  type CursorRule,
  IngestError,
  type IngestInput,
  ingest,
  ndjsonTarget,
  parquetTarget,
  proposeDataset,
  type ReadOptions,
  rawTarget,
  type SourceTable,
  type TableOutcome,
} from "../src/index.ts";
import { subSink } from "../src/target/sub-sink.ts";
import {
  column,
  type FakeTable,
  fakeSource,
  people,
  person,
  table,
} from "./support/fake-source.ts";

const loadTime = new Date("2025-01-15T10:30:45.000Z");
const later = new Date("2025-01-16T10:30:45.000Z");

function orders(...rows: Record<string, unknown>[]): FakeTable {
  const columns = [
    column({ name: "id", schema: z.int64() }),
    column({ name: "total", schema: decimal(10, 2) }),
    column({ name: "changed", schema: z.iso.datetime() }),
    column({ name: "gone", schema: z.boolean(), nullable: true }),
  ];
  return table("orders", columns, rows);
}

function order(id: number, minute: number, total = "1.50", gone: boolean | null = null) {
  const changed = `2025-01-15T10:${String(minute).padStart(2, "0")}:00.000Z`;
  return { id: BigInt(id), total, changed, gone };
}

const CURSORS: Readonly<Record<string, CursorRule>> = {
  orders: { column: "changed", deleted: "gone" },
};

async function parquetRows(sink: MemorySink, of: FakeTable): Promise<Record<string, unknown>[]> {
  const files = await listDataFiles(subSink(sink, `${of.name}/`), { dataset: proposeDataset(of) });
  const found: Record<string, unknown>[] = [];
  for (const { key } of files) {
    const { rows } = await readParquetFile(sink.objects.get(key) ?? new Uint8Array());
    for await (const batch of rows) found.push(...(batch as Record<string, unknown>[]));
  }
  return found.toSorted((a, b) => Number(a["id"]) - Number(b["id"]));
}

/** What lies in a sink, without what says when it was written. */
function contents({ objects }: MemorySink): Record<string, string> {
  const entries = [...objects].map(([key, bytes]) => [key, Buffer.from(bytes).toString()] as const);
  return Object.fromEntries(entries);
}

/** A source with decimals as texts, in the order of their numbers. */
function decimalsInOrder(found: FakeTable): IngestInput["source"] {
  const number = (row: Readonly<Record<string, unknown>>) => Number(row["id"]);
  const open = () =>
    Promise.resolve({
      consistency: { kind: "snapshot" as const, text: "" },
      async *read(_: SourceTable, { after = [-1], upTo = [Infinity] }: ReadOptions) {
        await Promise.resolve();
        const rows = found.rows.filter(
          (row) => number(row) > Number(after[0]) && number(row) <= Number(upTo[0]),
        );
        yield { rows, bytes: 1 };
      },
      last: () => Promise.resolve([String(Math.max(...found.rows.map(number)))]),
      close: () => Promise.resolve(),
    });
  return { ...fakeSource([found]), open };
}

function onlyDone(outcomes: readonly TableOutcome[]) {
  return outcomes.map((each) => (each.status === "done" ? each.rowsRead : each.message));
}

it("incremental reads what is behind the run before, and nothing twice", async () => {
  const sink = memorySink();
  const users = people("users", 10);
  const input: IngestInput = {
    source: fakeSource([users]),
    target: parquetTarget(sink),
    mode: "incremental",
  };
  expect(onlyDone((await ingest(input, { loadTime })).tables)).toEqual([10]);
  expect(onlyDone((await ingest(input, { loadTime })).tables)).toEqual([0]);
  users.rows = [...users.rows, person(11), person(12)];
  const report = await ingest(input, { loadTime: later });
  expect(onlyDone(report.tables)).toEqual([2]);
  expect((await parquetRows(sink, users)).map(({ id }) => id)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
  ]);
});

it("JSON Lines of an incremental run lie in the folder of its date", async () => {
  const sink = memorySink();
  const users = people("users", 2);
  const input: IngestInput = {
    source: fakeSource([users]),
    target: ndjsonTarget(sink),
    mode: "incremental",
  };
  await ingest(input, { loadTime });
  users.rows = [...users.rows, person(3)];
  await ingest(input, { loadTime: later });
  const keys = [...sink.objects.keys()].filter((key) => key.startsWith("users/"));
  expect(keys.map((key) => key.replace(/-[0-9a-f]{16}/, "-…"))).toEqual([
    "users/year=2025/month=01/day=15/data-….json",
    "users/year=2025/month=01/day=16/data-….json",
  ]);
  expect(Buffer.from(sink.objects.get(keys[1] ?? "") ?? []).toString()).toBe(
    '{"id":3,"name":"person 3"}\n',
  );
});

it("leaves rows that are younger than the lag to the next run", async () => {
  const sink = memorySink();
  const target = parquetTarget(sink);
  const found = orders(order(1, 10), order(2, 29), order(3, 30));
  const cursors = { orders: { column: "changed", lagMs: 60_000 } };
  const input: IngestInput = { source: fakeSource([found]), target, mode: "incremental", cursors };
  expect(onlyDone((await ingest(input, { loadTime })).tables)).toEqual([2]);
  // Committed late: its time is before that of rows that are in the lake.
  found.rows = [...found.rows, { ...order(4, 29), changed: "2025-01-15T10:29:50.000Z" }];
  expect(onlyDone((await ingest(input, { loadTime: later })).tables)).toEqual([2]);
  expect((await parquetRows(sink, found)).map(({ id }) => Number(id))).toEqual([1, 2, 3, 4]);
});

it("reads on behind a text that isn't in the order of its characters, such as 9 before 10", async () => {
  const sink = memorySink();
  const columns = [column({ name: "id", schema: decimal(20, 0), code: "decimal(20, 0)" })];
  const found = table("orders", columns, [{ id: "9" }]);
  const source = decimalsInOrder(found);
  const input: IngestInput = { source, target: parquetTarget(sink), mode: "incremental" };
  expect(onlyDone((await ingest(input)).tables)).toEqual([1]);
  found.rows = [...found.rows, { id: "10" }, { id: "12" }];
  expect(onlyDone((await ingest(input)).tables)).toEqual([2]);
  found.rows = [...found.rows, { id: "100" }, { id: "130" }];
  const lagging: IngestInput = { ...input, cursors: { orders: { column: "id", lag: 20 } } };
  expect(onlyDone((await ingest(lagging)).tables)).toEqual([1]);
  expect(onlyDone((await ingest(lagging)).tables)).toEqual([0]);
  found.rows = [...found.rows, { id: "115" }, { id: "150" }];
  expect(onlyDone((await ingest(lagging)).tables)).toEqual([2]);
  expect((await parquetRows(sink, found)).map(({ id }) => id)).toEqual([
    "9",
    "10",
    "12",
    "100",
    "115",
    "130",
  ]);
});

it("refuses a lag that is none for the cursor's values", async () => {
  const messages = async (cursor: CursorRule, changed: string) => {
    const found = orders({ ...order(1, 1), changed });
    const input: IngestInput = {
      source: fakeSource([found]),
      target: parquetTarget(memorySink()),
      mode: "incremental",
      cursors: { orders: cursor },
    };
    const [outcome] = (await ingest(input, { loadTime })).tables;
    return outcome?.status === "failed" ? `${outcome.code}: ${outcome.message}` : outcome?.status;
  };
  expect(await messages({ column: "id", lagMs: 5 }, "2025-01-15T10:00:00Z")).toMatch(
    /^CONTRACT_MISMATCH: .*lagMs, which is for dates and times.* "id" is 1\./,
  );
  expect(await messages({ column: "changed", lag: 5 }, "2025-01-15T10:00:00Z")).toMatch(
    /^CONTRACT_MISMATCH: .*lag, which is for integers/,
  );
  expect(await messages({ column: "changed", lagMs: 5 }, "infinity")).toMatch(
    /^CONTRACT_MISMATCH: .*is infinity\./,
  );
  expect(await messages({ column: "changed", lagMs: 5 }, "2025-01-15T10:00:00Z")).toBe("done");
});

it("knows a place at infinity again", async () => {
  const found = table(
    "readings",
    [column({ name: "id", schema: z.number() })],
    [{ id: 1 }, { id: Infinity }],
  );
  const input: IngestInput = {
    source: fakeSource([found]),
    target: ndjsonTarget(memorySink()),
    mode: "incremental",
  };
  expect(onlyDone((await ingest(input)).tables)).toEqual([2]);
  expect(onlyDone((await ingest(input)).tables)).toEqual([0]);
});

it("merge has the latest row of each key, and none that is deleted", async () => {
  const sink = memorySink();
  const found = orders(order(1, 1), order(2, 2), order(3, 3), order(4, 4, "9", true));
  const input: IngestInput = {
    source: fakeSource([found]),
    target: parquetTarget(sink),
    mode: "merge",
    cursors: CURSORS,
  };
  await ingest(input, { loadTime });
  found.rows = [order(1, 1), order(2, 20, "2.75"), order(3, 21, "1", true), order(5, 22)];
  const report = await ingest(input, { loadTime: later });
  expect(report.tables).toMatchObject([
    { status: "done", rowsRead: 3, rowsWritten: 3, rowsInTable: 3 },
  ]);
  expect(await parquetRows(sink, found)).toMatchObject([
    { id: 1n, total: "1.50" },
    { id: 2n, total: "2.75" },
    { id: 5n, total: "1.50" },
  ]);
  expect(onlyDone((await ingest(input, { loadTime: later })).tables)).toEqual([0]);
});

it("merges more changes than fit in memory in rounds", async () => {
  const sink = memorySink();
  const found = orders(order(1, 1), order(2, 2));
  const input: IngestInput = {
    source: fakeSource([found]),
    target: parquetTarget(sink),
    mode: "merge",
    cursors: CURSORS,
  };
  await ingest(input, { loadTime });
  found.rows = Array.from({ length: 20 }, (_, at) => order(at + 1, 20 + at, `${at}.00`));
  const report = await ingest(input, { loadTime: later, mergeBytes: 100 });
  expect(onlyDone(report.tables)).toEqual([20]);
  const rows = await parquetRows(sink, found);
  expect(rows.map(({ id, total }) => `${String(id)} ${String(total)}`)).toEqual(
    Array.from({ length: 20 }, (_, at) => `${at + 1} ${at}.00`),
  );
});

it("keeps the row that is there when its change does not fit the contract", async () => {
  const sink = memorySink();
  const found = orders(order(1, 1), order(2, 2));
  const input: IngestInput = {
    source: fakeSource([found]),
    target: parquetTarget(sink),
    mode: "merge",
    cursors: CURSORS,
  };
  await ingest(input, { loadTime });
  found.rows = [order(1, 1), order(2, 20, "1.505")];
  const report = await ingest(input, { loadTime: later });
  expect(report.tables).toMatchObject([
    { rowsRead: 1, rowsWritten: 0, rowsRejected: 1, rowsInTable: 2 },
  ]);
  expect(await parquetRows(sink, found)).toMatchObject([{ total: "1.50" }, { total: "1.50" }]);
});

it("merges nothing when the lake's rows no longer fit, and loads the table anew when its state is gone", async () => {
  const sink = memorySink();
  const target = parquetTarget(sink);
  const found = orders(order(1, 10), order(2, 29));
  const input: IngestInput = {
    source: fakeSource([found]),
    target,
    mode: "merge",
    cursors: CURSORS,
  };
  await ingest(input, { loadTime });
  const rows = [...found.rows, order(3, 30)].map((row) => ({ ...row, status: 0 }));
  const altered = {
    ...orders(),
    columns: [...found.columns, column({ name: "status", schema: z.int32() })],
    rows,
  };
  const again: IngestInput = { ...input, source: fakeSource([altered]) };
  const before = contents(sink);
  const [outcome] = (await ingest(again, { loadTime: later })).tables;
  expect(outcome).toMatchObject({
    status: "failed",
    code: "CONTRACT_MISMATCH",
    message: expect.stringMatching(
      /key \["1"\]: .*remove _ingest\/states\/shop\/orders.json/,
    ) as string,
  });
  expect(contents(sink)).toEqual(before);
  await sink.remove(["_ingest/states/shop/orders.json"]);
  expect(onlyDone((await ingest(again, { loadTime: later })).tables)).toEqual([3]);
  expect((await parquetRows(sink, altered)).map(({ id, status }) => [Number(id), status])).toEqual([
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
});

it("merges by a key of floats, which the lake has to their last digit", async () => {
  const sink = memorySink();
  const columns = [
    column({ name: "id", schema: z.float32() }),
    column({ name: "change", schema: z.int32() }),
  ];
  const found = table("weights", columns, [
    { id: 0.1, change: 1 },
    { id: 0.25, change: 1 },
  ]);
  const cursors = { weights: { column: "change" } };
  const input: IngestInput = {
    source: fakeSource([found]),
    target: parquetTarget(sink),
    mode: "merge",
    cursors,
  };
  await ingest(input);
  found.rows = found.rows.map((row) => ({ ...row, change: 2 }));
  await ingest(input);
  expect((await parquetRows(sink, found)).map(({ change }) => change)).toEqual([2, 2]);
});

it("merges nothing by a key whose digits the lake has not", async () => {
  const sink = memorySink();
  const columns = [
    column({ name: "id", schema: z.int32() }),
    column({ name: "at", schema: z.iso.datetime({ offset: true }) }),
  ];
  const found = table("ticks", columns, [{ id: 1, at: "2025-01-15T10:30:45.123Z" }]);
  const input: IngestInput = {
    source: fakeSource([found]),
    target: parquetTarget(sink),
    mode: "merge",
    cursors: { ticks: { column: "id", key: ["at"] } },
  };
  await ingest(input, { loadTime });
  const before = contents(sink);
  found.rows = [
    ...found.rows,
    { id: 2, at: "2025-01-15T10:30:46.123001Z" },
    { id: 3, at: "2025-01-15T10:30:46.123002Z" },
  ];
  const report = await ingest(input, { loadTime: later });
  expect(report.tables).toMatchObject([
    {
      status: "failed",
      code: "CONTRACT_MISMATCH",
      message: expect.stringContaining('told apart by "at"') as string,
    },
  ]);
  expect(contents(sink)).toEqual(before);
});

it("reads rows again that are within the lag of a merge", async () => {
  const sink = memorySink();
  const found = orders(order(1, 1), order(2, 20));
  const cursors = { orders: { column: "changed", lagMs: 600_000 } };
  const input: IngestInput = {
    source: fakeSource([found]),
    target: parquetTarget(sink),
    mode: "merge",
    cursors,
  };
  await ingest(input, { loadTime });
  found.rows = [...found.rows, order(3, 15)];
  await ingest(input, { loadTime });
  expect((await parquetRows(sink, found)).map(({ id }) => Number(id))).toEqual([1, 2, 3]);
});

it("refuses a table without a key, another mode or order than before, and a state that is none", async () => {
  const sink = memorySink();
  const target = parquetTarget(sink);
  const source = fakeSource([
    people("users", 3),
    people("logs", 3, { key: [] }),
    people("pairs", 3, { key: ["id", "name"] }),
  ]);
  const first = await ingest({ source, target, mode: "incremental" }, { loadTime });
  expect(
    first.tables.map((each) => (each.status === "failed" ? each.code : each.rowsRead)),
  ).toEqual([3, "NO_KEY", "NO_KEY"]);
  const users = { source, target, tables: ["users"] };
  const full = await ingest(users, { loadTime });
  expect(full.tables).toMatchObject([{ code: "LOADED_OTHERWISE" }]);
  const cursors = { users: { column: "name", key: ["id"] } };
  const other = await ingest({ ...users, mode: "incremental", cursors }, { loadTime });
  expect(other.tables).toMatchObject([{ code: "LOADED_OTHERWISE" }]);
  const pending = await sink.create("_ingest/states/shop/users.json", {
    contentType: "",
    metadata: {},
  });
  await pending.write(Buffer.from("{}"));
  await pending.publish();
  const damaged = await ingest({ ...users, mode: "incremental" }, { loadTime });
  expect(damaged.tables).toMatchObject([{ code: "INVALID_STATE" }]);
});

it("raw files have all rows beside a table, and no form of a table goes on where another one is", async () => {
  const sink = memorySink();
  const users = people("users", 4);
  const input = { source: fakeSource([users]), mode: "incremental" } as const;
  expect(onlyDone((await ingest({ ...input, target: parquetTarget(sink) })).tables)).toEqual([4]);
  expect(onlyDone((await ingest({ ...input, target: rawTarget(sink) })).tables)).toEqual([4]);
  expect(onlyDone((await ingest({ ...input, target: parquetTarget(sink) })).tables)).toEqual([0]);
  const before = contents(sink);
  const [outcome] = (await ingest({ ...input, target: ndjsonTarget(sink) })).tables;
  expect(outcome).toMatchObject({
    status: "failed",
    code: "LOADED_OTHERWISE",
    message: expect.stringContaining("as parquet") as string,
  });
  expect(contents(sink)).toEqual(before);
});

it("of two runs over a table at the same time one is refused", async () => {
  const sink = memorySink();
  const source = fakeSource([people("users", 30)]);
  const input: IngestInput = { source, target: ndjsonTarget(sink), mode: "incremental" };
  const reports = await Promise.all([ingest(input, { loadTime }), ingest(input, { loadTime })]);
  const outcomes = reports.flatMap(({ tables }) =>
    tables.map((each) => (each.status === "failed" ? each.code : "done")),
  );
  expect(outcomes.toSorted()).toEqual(["CONCURRENT_INGEST", "done"]);
});

/** A sink that is as dead as its process from the n-th change on. */
function dyingSink(sink: Sink, changes: number): Sink {
  let left = changes;
  function spend(): void {
    if (left-- <= 0) throw new IngestError("SOURCE_FAILED", "killed");
  }
  return {
    ...sink,
    remove: async (keys) => (spend(), sink.remove(keys)),
    async create(key, properties, options) {
      const pending = await sink.create(key, properties, options);
      return {
        write: (bytes) => pending.write(bytes),
        publish: async () => (spend(), pending.publish()),
        publishIf: async (expected) => (spend(), pending.publishIf?.(expected) ?? false),
        ...(pending.moveTo && { moveTo: (other: string) => pending.moveTo?.(other) ?? false }),
        discard: () => pending.discard(),
      };
    },
  };
}

const RUNS = [
  { name: "full JSON Lines", target: ndjsonTarget, mode: "full" },
  { name: "full Parquet", target: parquetTarget, mode: "full" },
  { name: "full raw files", target: rawTarget, mode: "full" },
  { name: "incremental JSON Lines", target: ndjsonTarget, mode: "incremental" },
  { name: "incremental Parquet", target: parquetTarget, mode: "incremental" },
  { name: "merge", target: parquetTarget, mode: "merge" },
  { name: "merge into a file of JSON Lines", target: fileTarget, mode: "merge" },
] as const;

function fileTarget(sink: Sink): IngestInput["target"] {
  return ndjsonTarget(sink, { isPartitioned: false });
}

it.each(RUNS)(
  "a run that dies anywhere and is done again leaves what an undisturbed one leaves: $name",
  async ({ target, mode }) => {
    const found = orders();
    const before = [order(1, 1), order(2, 2), order(3, 3, "bad")];
    const after = [
      order(1, 1),
      order(2, 20, "7"),
      order(3, 21, "8"),
      order(4, 22),
      order(5, 23, "x"),
    ];
    const source = fakeSource([found]);
    async function twoRuns(sink: MemorySink, diesAt: number, run: number): Promise<boolean> {
      let died = false;
      for (const [at, rows] of [before, after].entries()) {
        found.rows = rows;
        const options = { loadTime: at === 0 ? loadTime : later };
        const input = { source, mode, cursors: CURSORS } as const;
        if (at === run) {
          const report = await ingest(
            { ...input, target: target(dyingSink(sink, diesAt)) },
            options,
          );
          died = report.failed.length > 0;
        }
        // The one after has another time of the same day.
        const again = { loadTime: new Date(options.loadTime.getTime() + (died ? 60_000 : 0)) };
        if (at !== run || died) await ingest({ ...input, target: target(sink) }, again);
      }
      return died;
    }
    const undisturbed = memorySink();
    await twoRuns(undisturbed, Number.POSITIVE_INFINITY, -1);
    for (const run of [0, 1]) {
      let died = true;
      for (let diesAt = 0; died; diesAt++) {
        const sink = memorySink();
        died = await twoRuns(sink, diesAt, run);
        expect(visible(sink), `${mode} dies at ${diesAt} of run ${run}`).toEqual(
          visible(undisturbed),
        );
      }
    }
  },
);

/** Rows, and what is known of them: data files and states as they are, and that there are manifests, which say when. */
function visible(sink: MemorySink): Record<string, string> {
  return Object.fromEntries(
    Object.entries(contents(sink)).map(([key, bytes]) => [
      // A run that died before it had said its time has another.
      key.replace(/T\d{9}Z/, "T…"),
      /manifests\/|_contracts/.test(key) ? "" : bytes,
    ]),
  );
}

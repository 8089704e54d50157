import { decimal, defineDataset, json } from "@cloudapi/core";
import { memorySink, type Sink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import * as z from "zod";
import { column, fakeSource, people, table } from "../../test/support/fake-source.ts";
import {
  IngestError,
  type IngestProgress,
  ingest,
  type LossReport,
  ndjsonTarget,
  parquetTarget,
  rawTarget,
} from "../index.ts";

const loadTime = new Date("2025-01-15T10:30:45.000Z");

function text(objects: ReadonlyMap<string, Uint8Array>, key: string): string {
  return Buffer.from(objects.get(key) ?? []).toString();
}

it("lays tables down as JSON Lines by the date of the load", async () => {
  const sink = memorySink();
  const source = fakeSource([people("users", 10), people("orders", 15)]);
  const report = await ingest({ source, target: ndjsonTarget(sink) }, { loadTime });
  expect(report).toMatchObject({ failed: [], rowsRead: 25, rowsWritten: 25, rowsRejected: 0 });
  const users = text(sink.objects, "users/year=2025/month=01/day=15/data.json");
  expect(users.split("\n").slice(3, 6)).toEqual([
    '{"id":4,"name":"person 4"}',
    '{"id":5,"name":null}',
    '{"id":6,"name":"person 6"}',
  ]);
  const manifest = "_ingest/manifests/orders/year=2025/month=01/day=15/data.json";
  expect(JSON.parse(text(sink.objects, manifest))).toMatchObject({ rowsIn: 15, rowsWritten: 15 });
});

it("writes values as source systems do", async () => {
  const sink = memorySink();
  const columns = [
    column({ name: "price", schema: decimal(38, 20), nullable: true }),
    column({ name: "big", schema: z.int64() }),
    column({ name: "ratio", schema: z.number() }),
    column({ name: "at", schema: z.iso.datetime({ offset: true }) }),
    column({ name: "photo", schema: z.string() }),
    column({ name: "note", schema: json() }),
    column({ name: "tags", schema: z.array(z.string()) }),
  ];
  const row = {
    price: "12.30",
    ratio: 0.1,
    at: "2025-01-15T10:30:45.123456Z",
    note: '{"a":1}',
    tags: ["x"],
  };
  const rows = [
    { ...row, big: 9007199254740993n, photo: Buffer.from("plain") },
    {
      ...row,
      big: 5n,
      photo: Uint8Array.of(0xff, 0xfe),
      ratio: 2,
      price: "0.12345678901234567891",
    },
  ];
  const source = fakeSource([table("things", columns, rows)]);
  await ingest({ source, target: ndjsonTarget(sink) }, { loadTime });
  const key = "things/year=2025/month=01/day=15/data.json";
  expect(text(sink.objects, key)).toBe(
    '{"price":12.3,"big":"9007199254740993","ratio":0.1,"at":"2025-01-15T10:30:45.123456Z","photo":"plain","note":"{\\"a\\":1}","tags":["x"]}\n' +
      '{"price":"0.12345678901234567891","big":5,"ratio":2,"at":"2025-01-15T10:30:45.123456Z","photo":"//4=","note":"{\\"a\\":1}","tags":["x"]}\n',
  );
});

it("tells what types lose before a row is read, and reads nothing of a table that would lose", async () => {
  const lossy = column({
    name: "total",
    schema: z.string(),
    nativeType: "money",
    verdict: "lossy",
    how: "its currency is lost",
  });
  const refused = column({
    name: "shape",
    schema: z.string(),
    nativeType: "geometry",
    verdict: "refused",
    how: "no text stands for it",
  });
  const id = column({ name: "id", schema: z.int32() });
  const tables = [
    table("bills", [id, lossy], [{ id: 1, total: "$1" }]),
    table("maps", [id, refused], [{ id: 1, shape: "?" }]),
    people("users", 2),
  ];
  const told: LossReport[] = [];
  const target = ndjsonTarget(memorySink());
  const source = fakeSource(tables);
  const report = await ingest(
    { source, target },
    { loadTime, onLoss: (loss) => void told.push(loss) },
  );
  expect(told[0]?.columns).toEqual({ exact: 4, converted: 0, lossy: 1, refused: 1 });
  expect(report.failed).toEqual(["bills", "maps"]);
  expect(report.tables).toMatchObject([
    { code: "LOSSY_COLUMNS" },
    { code: "REFUSED_COLUMNS" },
    { status: "done", rowsWritten: 2 },
  ]);
  const messages = report.tables.map((each) => (each.status === "failed" ? each.message : ""));
  expect(messages[0]).toContain('allowLoss: ["bills.total"]');
  expect(messages[1]).toContain('omitColumns: { "maps": ["shape"] }');
  const allowed = { allowLoss: ["bills.total"], omitColumns: { maps: ["shape"] } };
  const again = await ingest({ source, target, ...allowed }, { loadTime });
  expect(again).toMatchObject({ failed: [], rowsWritten: 4 });
});

it("goes on with other tables when one fails, and publishes nothing of that one", async () => {
  const sink = memorySink();
  const error = new IngestError(
    "SOURCE_ACCESS_DENIED",
    "No SELECT on orders at mysql://root:secret@db/shop.",
  );
  const tables = [
    people("orders", 15, { fails: { error, afterBatches: 2, times: 1 } }),
    people("users", 10),
  ];
  const report = await ingest(
    { source: fakeSource(tables), target: ndjsonTarget(sink) },
    { loadTime },
  );
  expect(report.failed).toEqual(["orders"]);
  expect(report.tables[0]).toMatchObject({
    code: "SOURCE_ACCESS_DENIED",
    message: 'Table "orders" of shop was not loaded: No SELECT on orders at mysql://***@db/shop.',
  });
  expect(report.rowsWritten).toBe(10);
  expect([...sink.objects.keys()].filter((key) => key.includes("orders"))).toEqual([]);
});

it("reads a table again in a new snapshot when the connection is lost", async () => {
  const sink = memorySink();
  const error = new IngestError("CONNECTION_LOST", "The server stopped answering.");
  const tables = [people("orders", 15, { fails: { error, afterBatches: 2, times: 1 } })];
  const source = fakeSource(tables);
  const report = await ingest({ source, target: parquetTarget(sink) }, { loadTime });
  expect(report).toMatchObject({ failed: [], rowsWritten: 15 });
  expect(source.opened).toBe(2);
  expect(report.consistency?.kind).toBe("table");
});

it("waits for no other connection when all tables are loaded", async () => {
  const source = fakeSource([people("users", 10), people("orders", 15)]);
  const signals: (AbortSignal | undefined)[] = [];
  const others = {
    most: 1,
    // As of a pool whose connections are all in use.
    open: ({ signal }: { readonly signal?: AbortSignal | undefined } = {}) => {
      signals.push(signal);
      return new Promise<never>(() => undefined);
    },
  };
  const open = async () => ({ ...(await source.open()), others });
  const input = { source: { ...source, open }, target: ndjsonTarget(memorySink()) };
  const report = await ingest(input, { concurrency: 2 });
  expect(report).toMatchObject({ failed: [], rowsRead: 25 });
  expect(signals).toMatchObject([{ aborted: true }]);
});

it("keeps rows that don't fit their contract, and counts them", async () => {
  const sink = memorySink();
  const strict = defineDataset({
    name: "people",
    schema: z.object({ id: z.int32(), name: z.string() }),
  });
  const source = fakeSource([people("users", 10)]);
  const report = await ingest(
    { source, target: ndjsonTarget(sink), datasets: { users: strict } },
    { loadTime },
  );
  expect(report).toMatchObject({ rowsRead: 10, rowsWritten: 8, rowsRejected: 2 });
  const kept = [...sink.objects.keys()].filter((key) => key.startsWith("_quarantine/people/"));
  expect(text(sink.objects, kept[0] ?? "").split("\n")).toHaveLength(3);
});

it("writes each raw load as a file of its time", async () => {
  const sink = memorySink();
  const source = fakeSource([people("users", 10)]);
  const target = rawTarget(sink, { folderOf: (name) => name });
  await ingest({ source, target }, { loadTime });
  await ingest({ source, target }, { loadTime: new Date("2025-01-15T11:00:00.500Z") });
  expect([...sink.objects.keys()].filter((key) => key.startsWith("raw/"))).toEqual([
    "raw/shop/2025/01/15/data_20250115T103045000Z.parquet",
    "raw/shop/2025/01/15/data_20250115T110000500Z.parquet",
  ]);
});

it("refuses tables that would have one name, and names that are not there", async () => {
  const source = fakeSource([people("Users", 1), people("users", 1), people("orders", 1)]);
  const report = await ingest({
    source,
    target: ndjsonTarget(memorySink()),
    tables: ["Users", "users", "orders", "nothing"],
  });
  expect(
    report.tables.map((each) => [each.table, each.status === "failed" ? each.code : "done"]),
  ).toEqual([
    ["nothing", "NO_SUCH_TABLE"],
    ["Users", "NAMES_COLLIDE"],
    ["users", "NAMES_COLLIDE"],
    ["orders", "done"],
  ]);
});

it("tells how far it has come", async () => {
  const told: IngestProgress[] = [];
  const source = fakeSource([people("users", 4, { rowEstimate: 5 })]);
  await ingest(
    { source, target: ndjsonTarget(memorySink()) },
    { onProgress: (each) => told.push(each) },
  );
  expect(told.map(({ status, rowsRead }) => `${status} ${rowsRead}`)).toEqual([
    "reading 3",
    "reading 4",
    "done 4",
  ]);
  expect(told[0]?.rowEstimate).toBe(5);
});

it("ends with the signal's reason, and nothing published", async () => {
  const sink = memorySink();
  const controller = new AbortController();
  const source = fakeSource([people("users", 40)]);
  const running = ingest(
    { source, target: ndjsonTarget(sink) },
    { signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) },
  );
  await expect(running).rejects.toThrow("enough");
  expect(sink.objects.size).toBe(0);
});

it("renames columns that can't have their names, and finds them again", async () => {
  const sink = memorySink();
  const columns = [
    column({ name: "Order ID", schema: z.int32() }),
    column({ name: "year", schema: z.int32() }),
  ];
  const source = fakeSource([table("Order Lines", columns, [{ "Order ID": 7, year: 1999 }])]);
  await ingest({ source, target: ndjsonTarget(sink) }, { loadTime });
  expect(text(sink.objects, "order_lines/year=2025/month=01/day=15/data.json")).toBe(
    '{"Order_ID":7,"year_2":1999}\n',
  );
});

it("does not replace the rows of a day by none", async () => {
  const sink = memorySink();
  const users = people("users", 3);
  const source = fakeSource([users]);
  const target = ndjsonTarget(sink);
  await ingest({ source, target }, { loadTime });
  users.rows = [];
  const refused = await ingest({ source, target }, { loadTime });
  expect(refused.tables[0]).toMatchObject({ status: "failed", code: "WOULD_LOSE_ROWS" });
  const allowed = await ingest({ source, target }, { loadTime, allowFewerRows: true });
  expect(allowed.tables[0]).toMatchObject({ status: "done", rowsWritten: 0 });
});

it("keeps what was rejected of the rows that stay when the next ones can't be published", async () => {
  const sink = memorySink();
  const users = people("users", 3);
  users.rows = [...users.rows, { id: "many", name: "x" }];
  const source = fakeSource([users]);
  await ingest({ source, target: ndjsonTarget(sink) }, { loadTime });
  const keys = [...sink.objects.keys()].toSorted();
  expect(keys.some((key) => key.startsWith("_quarantine/"))).toBe(true);
  users.rows = users.rows.slice(0, 3);
  const create: Sink["create"] = async (key, ...more) => {
    const object = await sink.create(key, ...more);
    if (!key.endsWith("data.json")) return object;
    return {
      write: (bytes) => object.write(bytes),
      publish: () => Promise.reject(new Error("no answer")),
      discard: () => object.discard(),
    };
  };
  const failed = await ingest({ source, target: ndjsonTarget({ ...sink, create }) }, { loadTime });
  expect(failed.failed).toEqual(["users"]);
  expect([...sink.objects.keys()].toSorted()).toEqual(keys);
  await ingest({ source, target: ndjsonTarget(sink) }, { loadTime });
  expect([...sink.objects.keys()].some((key) => key.startsWith("_quarantine/"))).toBe(false);
});

it("refuses to lay a table beside the same rows in another format", async () => {
  const sink = memorySink();
  const source = fakeSource([people("users", 3)]);
  await ingest({ source, target: ndjsonTarget(sink) }, { loadTime });
  const keys = [...sink.objects.keys()];
  const { tables } = await ingest({ source, target: parquetTarget(sink) }, { loadTime });
  expect(tables[0]).toMatchObject({
    code: "LOADED_OTHERWISE",
    message: expect.stringContaining("its rows would be there twice") as string,
  });
  expect([...sink.objects.keys()]).toEqual(keys);
});

it("refuses to lay a table over that of another source", async () => {
  const sink = memorySink();
  const first = await ingest({
    source: fakeSource([people("users", 3)]),
    target: ndjsonTarget(sink),
  });
  expect(first.failed).toEqual([]);
  const before = new Map(sink.objects);
  const source = { ...fakeSource([people("users", 2), people("others", 2)]), name: "second" };
  const { tables } = await ingest({ source, target: ndjsonTarget(sink) });
  expect(tables.map(({ status }) => status)).toEqual(["failed", "done"]);
  expect(tables[0]).toMatchObject({
    code: "LOADED_OTHERWISE",
    message: expect.stringContaining('from the source "shop"') as string,
  });
  for (const [key, bytes] of before) expect(sink.objects.get(key)).toEqual(bytes);
  expect((await ingest({ source, target: rawTarget(sink) })).failed).toEqual([]);
});

it("a load of a year before the first one is in the table that a catalog is told of", async () => {
  const sink = memorySink();
  const input = { source: fakeSource([people("users", 3)]), target: ndjsonTarget(sink) };
  const yearsOf = async (time: string) => {
    const [outcome] = (await ingest(input, { loadTime: new Date(time) })).tables;
    const made = outcome?.status === "done" ? outcome.catalogTable : undefined;
    return z.toJSONSchema(made?.dataset.schema._zod.def.shape["year"] as z.ZodType).enum;
  };
  expect(await yearsOf("2025-01-15T00:00:00Z")).toEqual(["2025"]);
  expect(await yearsOf("2024-12-31T00:00:00Z")).toEqual(["2024", "2025"]);
  expect(await yearsOf("2025-01-16T00:00:00Z")).toEqual(["2024", "2025"]);
});

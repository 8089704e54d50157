import { decimal, defineDataset, json } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { quarantined } from "../../test/support/logs.ts";
import { readNested } from "../../test/support/read-nested.ts";
import { memorySink, partitionByDate, transform, writeRows } from "../index.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    id: z.int64(),
    at: z.iso.datetime({ offset: true }),
    customer: z.object({ name: z.string(), zip: z.string().optional() }).optional(),
    items: z.array(z.object({ sku: z.string(), qty: z.int32().min(1), price: decimal(10, 2) })),
    tags: z.record(z.string(), z.number().nullable()).optional(),
    raw: json().optional(),
  }),
  eventTime: "at",
  partition: { granularity: "day", layout: "hive" },
});
const at = "2025-01-15T10:30:45Z";
const item = { sku: "a", qty: 2, price: 9.5 };
const records = [
  { id: 1, at, customer: { name: "Å", zip: "1" }, items: [item, item], tags: { x: 1, y: null } },
  { id: 2, at, customer: { name: "B" }, items: [], raw: { any: [1, "thing"] } },
  { id: 3, at, items: [item, { ...item, qty: 0 }] },
  { id: 4, at: "2025-01-16T00:00:00Z", customer: null, items: [item], tags: {} },
];
const source = records.map((record) => JSON.stringify(record)).join("\n");
const there = { sku: "a", qty: 2, price: 9.5 };
const stored = [
  {
    id: "1",
    at: "2025-01-15T10:30:45.000Z",
    customer: { name: "Å", zip: "1" },
    items: [there, there],
    tags: [
      ["x", 1],
      ["y", null],
    ],
    raw: null,
  },
  {
    id: "2",
    at: "2025-01-15T10:30:45.000Z",
    customer: { name: "B", zip: null },
    items: [],
    tags: null,
    raw: '{"any":[1,"thing"]}',
  },
  {
    id: "4",
    at: "2025-01-16T00:00:00.000Z",
    customer: null,
    items: [there],
    tags: [],
    raw: null,
  },
];

async function rowsOf(objects: ReadonlyMap<string, Uint8Array>): Promise<unknown[]> {
  const keys = [...objects.keys()].filter((key) => key.endsWith(".parquet")).sort();
  const files = keys.map((key) => readNested(orders, objects.get(key) ?? new Uint8Array()));
  return (await Promise.all(files)).flat();
}

it("transforms nested records, and keeps what does not fit with the path in it", async () => {
  const sink = memorySink();
  const report = await transform(orders, source, sink, { compression: "zstd", rowGroupRows: 1 });
  expect([report.rowsIn, report.rowsWritten, report.partitions.length]).toEqual([4, 3, 2]);
  expect(await rowsOf(sink.objects)).toEqual(stored);
  expect(quarantined(sink)).toMatchObject([{ line: 3, issues: [{ path: ["items", 1, "qty"] }] }]);
});

it("writes nested rows from code, as they come and as they were validated", async () => {
  const sink = memorySink();
  const rows = [
    { id: 1n, at, customer: { name: "Å", zip: "1" }, items: [], tags: { x: 1, y: null } },
    { id: 2n, at, items: [{ sku: "a", qty: 2, price: "9.50" }] },
  ];
  const report = await writeRows(orders, [rows], sink, { sourceId: "code" });
  expect(report.rowsWritten).toBe(2);
  expect(await rowsOf(sink.objects)).toMatchObject([{ items: [], raw: null }, { items: [there] }]);
  expect([...partitionByDate(rows, orders).values()]).toEqual([rows]);
});

it.each([
  ["customer", ["1", "2"]],
  ["customer.zip", ["1"]],
  ["items[].sku", ["1", "2", "4"]],
  ["tags[]", ["4"]],
])("drops rows without a value in %s", async (column, ids) => {
  const sink = memorySink();
  const report = await transform(orders, source, sink, { dropNullColumns: [column] });
  const rows = (await rowsOf(sink.objects)) as { id: string }[];
  expect(rows.map(({ id }) => id)).toEqual(ids);
  expect(report.rowsDropped).toBe(3 - ids.length);
});

it.each(["customer.phone", "items.sku", "customer[]", "id.x", "tags.x"])(
  "refuses %s, which the dataset does not have",
  async (column) => {
    await expect(
      transform(orders, source, memorySink(), { dropNullColumns: [column] }),
    ).rejects.toThrow(`dropNullColumns names "${column}", which dataset "orders" does not have.`);
  },
);

import { decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { explode } from "../index.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { memorySink } from "../sink/memory-sink.ts";
import { transform } from "./transform.ts";

const items = defineDataset({
  name: "items",
  schema: z.object({
    order_id: z.string(),
    sku: z.string(),
    price: decimal(10, 2),
    note: z.string().optional(),
  }),
});

function textOf(sink: ReturnType<typeof memorySink>, part: string): string {
  const found = [...sink.objects].find(([key]) => key.includes(part));
  return found === undefined ? "" : Buffer.from(found[1]).toString();
}

it("writes a row per item, with the original of what is rejected in quarantine", async () => {
  const sink = memorySink();
  const orders = [
    {
      order_id: "A",
      items: [
        { sku: "x", price: 1.5 },
        { sku: "y", price: "?" },
      ],
    },
    { order_id: "B", items: [] },
    { order_id: "C", items: [{ sku: "z", price: 3 }] },
  ];
  const text = orders.map((order) => `${JSON.stringify(order)}\n`).join("");
  const progress: unknown[] = [];
  const report = await transform(items, text, sink, {
    map: explode("items"),
    sourceId: "orders",
    onProgress: (each) => progress.push(each),
  });
  const counts = { rowsIn: 3, rowsFiltered: 1, rowsAdded: 1, rowsValid: 2, rowsRejected: 1 };
  expect(report).toMatchObject({ ...counts, rowsWritten: 2 });
  expect(progress.at(-1)).toMatchObject(counts);
  const manifest = JSON.parse(textOf(sink, "_manifests")) as Manifest;
  expect(manifest).toMatchObject(counts);
  expect(report.rejections).toMatchObject([{ line: 1, item: 2, raw: JSON.stringify(orders[0]) }]);
  const [kept] = textOf(sink, "_quarantine").trim().split("\n");
  expect(JSON.parse(kept ?? "")).toMatchObject({
    line: 1,
    byteOffset: 0,
    item: 2,
    raw: JSON.stringify(orders[0]),
    issues: [{ path: ["price"] }],
  });
});

it("filters everything without taking the source for another one", async () => {
  const report = await transform(items, '{"a":1}\n{"a":2}\n', memorySink(), {
    map: () => undefined,
  });
  expect(report).toMatchObject({ rowsIn: 2, rowsFiltered: 2, rowsWritten: 0, problems: [] });
});

it("judges maxRejectedRatio by the rows that there are after map", async () => {
  const list = [{ sku: "x", price: 1 }, { sku: "y" }, { sku: "z" }];
  const text = JSON.stringify({ order_id: "A", items: list });
  const options = { map: explode("items"), sourceId: "s" };
  const strict = transform(items, text, memorySink(), { ...options, maxRejectedRatio: 0.6 });
  await expect(strict).rejects.toMatchObject({ code: "TOO_MANY_REJECTED" });
  const loose = transform(items, text, memorySink(), { ...options, maxRejectedRatio: 0.7 });
  expect((await loose).rowsWritten).toBe(1);
});

it("has counts that add up, whatever is filtered, added, rejected and dropped", async () => {
  const item = fc.record({
    sku: fc.constantFrom("x", "y"),
    price: fc.constantFrom(1, "?"),
    note: fc.constantFrom("n", null),
  });
  const order = fc.record({ order_id: fc.constant("A"), items: fc.array(item, { maxLength: 4 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { maxLength: 12 }), fc.boolean(), async (orders, keep) => {
      const text = orders.map((each) => JSON.stringify(each)).join("\n");
      const report = await transform(items, text, memorySink(), {
        map: explode("items", { empty: keep ? "keep" : "drop" }),
        dropNullColumns: ["note"],
      });
      const all = orders.flatMap((each) => each.items);
      const empty = orders.filter((each) => each.items.length === 0).length;
      const valid = all.filter(({ price }) => price !== "?");
      expect(report).toMatchObject({
        rowsIn: orders.length,
        rowsFiltered: keep ? 0 : empty,
        rowsAdded: all.length - (orders.length - empty),
        rowsValid: valid.length,
        rowsRejected: all.length - valid.length + (keep ? empty : 0),
        rowsWritten: valid.filter(({ note }) => note !== null).length,
        rowsDropped: valid.filter(({ note }) => note === null).length,
      });
    }),
    { numRuns: propertyRuns(40) },
  );
});

it("writes times in other formats to the partition of their instant", async () => {
  const logs = defineDataset({
    name: "logs",
    schema: z.object({ at: z.iso.datetime({ offset: true }) }),
    eventTime: "at",
    partition: { granularity: "day", layout: "hive" },
  });
  const report = await transform(
    logs,
    "at\n2025-07-15 01:00:00\n2025-07-15 03:00:00.5\n",
    memorySink(),
    {
      timestamps: { at: { format: "sql", zone: "Europe/Berlin" } },
    },
  );
  expect(report.partitions.map(({ partition }) => partition)).toEqual([
    "year=2025/month=07/day=14/",
    "year=2025/month=07/day=15/",
  ]);
});

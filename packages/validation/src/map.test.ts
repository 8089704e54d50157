import { defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { explode, pick, pipe, rename, validateCsv, validateJson } from "./index.ts";

const items = defineDataset({
  name: "items",
  schema: z.strictObject({ order_id: z.string(), sku: z.string(), quantity: z.int32().min(1) }),
});

it("maps the records of JSON, and tells which of the rows each one is", async () => {
  const places: unknown[] = [];
  const text = '{"id":"A","items":[{"sku":"x","quantity":1},{"sku":"y","quantity":0}],"note":""}\n';
  const report = await validateJson(items, text, {
    map: pipe(rename({ id: "order_id" }), pick(["order_id", "items"]), explode("items")),
    onRecord: (_row, place) => places.push(place),
  });
  expect(places).toEqual([{ line: 1, byteOffset: 0, item: 1 }]);
  expect(report).toMatchObject({
    valid: false,
    rowsIn: 1,
    rowsFiltered: 0,
    rowsAdded: 1,
    rowsValid: 1,
    rowsRejected: 1,
    rejections: [{ line: 1, item: 2, raw: text.trim() }],
  });
});

it("maps the rows of CSV", async () => {
  const report = await validateCsv(items, "id,sku,n\nA,x,1\nB,,1\n", {
    map: ({ id, sku, n }) => (sku === null ? undefined : { order_id: id, sku, quantity: n }),
  });
  expect(report).toMatchObject({ valid: true, rowsIn: 2, rowsFiltered: 1, rowsValid: 1 });
});

it("has counts of nothing without a map", async () => {
  const report = await validateJson(items, '{"order_id":"A","sku":"x","quantity":1}');
  expect(report).toMatchObject({ rowsIn: 1, rowsFiltered: 0, rowsAdded: 0, rowsValid: 1 });
  expect(report.rejections).toEqual([]);
});

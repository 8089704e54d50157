import { decimal, defineDataset, json } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { selectColumns } from "./select-columns.ts";

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    orderId: z.int64(),
    items: z.array(z.object({ price: decimal(10, 2) })),
    tags: z.record(z.string(), z.string()).optional(),
    customer: z.object({ name: z.string() }),
    raw: json(),
  }),
});

it("selects what is nested as JSON, and all else as it is", () => {
  expect(selectColumns(orders)).toBe(
    '"orderId", json_format(CAST("items" AS JSON)) AS "items", json_format(CAST("tags" AS JSON)) AS "tags", json_format(CAST("customer" AS JSON)) AS "customer", "raw"',
  );
});

it("selects some columns, of a table by its alias", () => {
  expect(selectColumns(orders, { from: "o", columns: ["tags", "orderId"] })).toBe(
    'json_format(CAST("o"."tags" AS JSON)) AS "tags", "o"."orderId"',
  );
});

it("refuses columns and options that are not there", () => {
  expect(() => selectColumns(orders, { columns: ["item"] })).toThrow(
    new RangeError(
      'selectColumns: the dataset "orders" has no column "item". Did you mean "items"?',
    ),
  );
  for (const columns of [[], "items"])
    expect(() => selectColumns(orders, { columns: columns as string[] })).toThrow(
      "columns must be a list of column names, at least one",
    );
  expect(() => selectColumns(orders, { alias: "o" } as never)).toThrow("alias");
  expect(() => selectColumns(orders.schema as never)).toThrow(TypeError);
});

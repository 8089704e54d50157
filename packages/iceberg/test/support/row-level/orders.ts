import { decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";

const columns = {
  id: z.int64(),
  region: z.string().optional(),
  at: z.iso.datetime({ offset: true }),
  changed: z.iso.datetime({ offset: true }).optional(),
  op: z.string().optional(),
  price: decimal(9, 2).optional(),
  n: z.int32().optional(),
  tags: z.array(z.string()).optional(),
};

/** Rows with a key of two columns, a time of change, and what is to be done with them. */
export function ordersNamed(name: string) {
  return defineDataset({
    name,
    schema: z.object(columns),
    eventTime: "at",
    partition: { granularity: "day", layout: "hive" },
  });
}

export const orders = ordersNamed("orders");

/** A row as it is written. */
export type OrderRow = z.input<(typeof orders)["schema"]>;

const missing = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 4 });

/** Few keys, so that they meet. */
const row: fc.Arbitrary<OrderRow> = fc.record({
  id: fc.bigInt({ min: 1n, max: 5n }),
  region: missing(fc.constantFrom("eu", "us", "it's")),
  at: fc.constantFrom("2025-01-01T01:02:03.004Z", "2025-01-02T00:00:00.000Z"),
  changed: missing(fc.integer({ min: 0, max: 40 }).map(timeOf)),
  op: missing(fc.constantFrom("upsert", "delete")),
  price: missing(fc.constantFrom("-1.50", "0.00", "12.25", "9999999.99")),
  n: missing(fc.integer({ min: -9, max: 9 })),
  tags: missing(fc.array(fc.constantFrom("a", "b", ""), { maxLength: 2 })),
});

function timeOf(second: number): string {
  return new Date(Date.UTC(2025, 0, 3) + 1000 * second).toISOString();
}

/** Rows that are there. */
export const rowsThere = fc.array(row, { minLength: 3, maxLength: 12 });

/** Rows that come: no two of one key and time, of which nobody could say which is the later. */
export const rowsComing = fc
  .uniqueArray(
    row.map((each) => ({ ...each, changed: each.changed ?? timeOf(50) })),
    { selector: ({ changed }) => changed, minLength: 1, maxLength: 8 },
  )
  .filter((rows) => rows.length > 0);

export function keyOf({ id, region }: OrderRow): string {
  return `${id}/${region ?? "null"}`;
}

import { expect, it } from "vitest";
import type { SourceTable } from "../source/source-table.ts";
import { orderOf } from "./cursor-rule.ts";

const table = {
  name: "orders",
  kind: "table",
  key: ["id"],
  columns: [{ name: "id" }, { name: "at" }, { name: "gone" }],
} as unknown as SourceTable;

it("orders rows by the cursor, then by the key, each column once", () => {
  expect(orderOf(table, { column: "at" })).toEqual(["at", "id"]);
  expect(orderOf(table, { column: "id" })).toEqual(["id"]);
  expect(orderOf(table, { column: "at", key: ["id", "at"], deleted: "gone" })).toEqual([
    "at",
    "id",
  ]);
});

it("refuses columns that the table has not, and a table without a key", () => {
  expect(() => orderOf(table, { column: "when" })).toThrow(
    'names the column "when", which it has not',
  );
  expect(() => orderOf(table, { column: "at", deleted: "off" })).toThrow('the column "off"');
  expect(() => orderOf({ ...table, key: [] }, { column: "at" })).toThrow(
    'cursors: { "orders": { column: "at", key: ["…"] } }',
  );
});

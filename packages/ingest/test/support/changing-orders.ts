import { decimal } from "@cloudapi/core";
import * as z from "zod";
import type { CursorRule } from "../../src/index.ts";
import { column, type FakeTable, table } from "./fake-source.ts";

/** The times of two loads, on different days. */
export const LOAD_TIMES = [new Date("2025-01-15T10:30:45Z"), new Date("2025-01-16T10:30:45Z")];

export const CURSORS: Readonly<Record<string, CursorRule>> = {
  orders: { column: "changed", deleted: "gone" },
};

const ROWS = 4_000;

/** A table of orders: as it is at first, and with orders changed, gone and new. */
export function changingOrders(run: number): FakeTable {
  const columns = [
    column({ name: "id", schema: z.int64() }),
    column({ name: "total", schema: decimal(10, 2) }),
    column({ name: "note", schema: z.string() }),
    column({ name: "changed", schema: z.iso.datetime() }),
    column({ name: "gone", schema: z.boolean() }),
  ];
  const first = Array.from({ length: ROWS }, (_, at) => order(at, 0));
  const second = Array.from({ length: ROWS + 500 }, (_, at) =>
    order(at, at % 4 === 0 || at >= ROWS ? 1 : 0),
  );
  return table("orders", columns, run === 0 ? first : second);
}

function order(at: number, changes: number): Record<string, unknown> {
  const changed = new Date(Date.UTC(2025, 0, 1 + changes, 0, 0, 0, at)).toISOString();
  return {
    id: BigInt(at),
    total: at % 997 === 0 ? "not a number" : `${at}.5${changes}`,
    note: `order ${at} `.repeat(20),
    changed,
    gone: changes === 1 && at % 8 === 0,
  };
}

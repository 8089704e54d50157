import { expect, it } from "vitest";
import type { EngineResult } from "../../engine/query-engine.ts";
import { cursorCodec } from "../../page/cursor-codec.ts";
import type { Asking } from "../ask-engine.ts";
import { businessData } from "./business.ts";

const AT = "2025-01-14T00:00:00.000Z";

it("sums the sales of a range, and what the queries for them cost", async () => {
  const sales = [
    { day: null, orders: 3n, total: "30.50" },
    { day: "2025-01-14", orders: 3n, total: null },
  ];
  const invoice = {
    invoice: "i",
    customer: "c",
    issued: "2025-01-01",
    amount: "9.00",
    paid: "2.00",
    open: "7.00",
  };
  const place = (table: string) => ({ table });
  const tables = {
    orders: place("orders"),
    products: place("products"),
    customers: place("customers"),
    invoices: place("invoices"),
    payments: place("payments"),
  };
  const to = new Date("2025-01-15T00:00:00Z");
  const question = { from: new Date(AT), to, onlyErrors: false };
  const rows = [sales, [], [{ ...invoice, all_open: "70.00" }]];
  const whole = await businessData(askingOf(rows), tables, question);
  expect(whole).toMatchObject({ from: AT, sales: "30.50", orders: 3, unpaid: "70.00" });
  expect(whole.salesByDay).toEqual([{ day: "2025-01-14", orders: 3, total: "0.00" }]);
  expect(whole.unpaidInvoices).toEqual([invoice]);
  expect(whole.cost).toEqual({ scannedBytes: 30, engineMs: 3 });
  const none = await businessData(askingOf([[], [], []]), tables, question);
  expect(none).toMatchObject({ sales: "0.00", orders: 0, unpaid: "0.00", topProducts: [] });
});

/** Gives the rows of each query in turn. */
function askingOf(results: readonly EngineResult["rows"][]): Asking {
  const left = [...results];
  return {
    cursors: cursorCodec("test", undefined),
    signal: new AbortController().signal,
    ask: async () => ({
      columns: [],
      rows: left.shift() ?? [],
      scannedBytes: 10,
      engineMs: 1,
      source: "engine",
      maxStalenessMs: 0,
    }),
  };
}

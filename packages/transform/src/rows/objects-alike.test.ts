import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import { giveKernel, takeKernel } from "@cloudapi/records/internal";
import { afterEach, expect, test, vi } from "vitest";
import * as z from "zod";
import { RowsError } from "./rows-error.ts";
import { toParquet } from "./to-parquet.ts";

afterEach(() => vi.unstubAllGlobals());

const visits = defineDataset({
  name: "visits",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    page: z.string().min(1),
    visitor: z.string().nullish(),
    note: z.string().default("none"),
    price: decimal(10, 2).nullable(),
    id: z.int64(),
    ms: z.number().nullish(),
    isNew: z.boolean().optional(),
    on: z.iso.date().nullish(),
  }),
  eventTime: "at",
}) as unknown as Dataset;

/** Rows of which some are taken at a glance, and others only by the whole check. */
function visitRows(): Record<string, unknown>[] {
  return Array.from({ length: 2_500 }, (_, i) => ({
    at: i % 7 === 0 ? "2025-01-15T11:30:45.5+01:00" : new Date(1.7e12 + i * 1_000).toISOString(),
    page: i % 100 === 0 ? `/p\u00e4ge/${i % 300}` : `/page/${i % 300}`,
    visitor: i % 3 === 0 ? null : `visitor-${i}`,
    ...(i % 5 === 0 ? {} : { note: "x".repeat(i % 400) }),
    price: i % 4 === 0 ? null : `${i}.25`,
    id: i % 2 === 0 ? i : `${2n ** 60n + BigInt(i)}`,
    ms: i % 6 === 0 ? undefined : i / 8,
    isNew: i % 2 === 0,
    on: i % 9 === 0 ? null : "2025-01-15",
    unknown: i,
  }));
}

/** Rows that are no plain objects, so that each is checked as a whole. */
class Visit {
  constructor(row: object) {
    Object.assign(this, row);
  }
}

test("objects are written with the same bytes however they are looked at", () => {
  const rows = visitRows();
  const written = toParquet(visits, rows);
  const whole = toParquet(
    visits,
    rows.map((row) => new Visit(row)),
  );
  vi.stubGlobal("WebAssembly", undefined);
  const plain = toParquet(visits, rows);
  expect(Buffer.compare(written, whole)).toBe(0);
  expect(Buffer.compare(written, plain)).toBe(0);
});

test("an object that is used again for the next row is read when it is given", () => {
  const rows = visitRows().slice(0, 10);
  function* again() {
    const row: Record<string, unknown> = {};
    for (const each of rows) {
      for (const name of Object.keys(row)) delete row[name];
      yield Object.assign(row, each);
    }
  }
  expect(Buffer.compare(toParquet(visits, again()), toParquet(visits, rows))).toBe(0);
});

/** What is said of rows that do not fit. */
function rejectionsOf(rows: readonly object[]) {
  try {
    toParquet(visits, rows);
  } catch (error) {
    if (error instanceof RowsError) return [error.rowsRejected, error.rejections];
    throw error;
  }
  return [];
}

test("of rows that do not fit the same is said however they are looked at", () => {
  const faults = [{ page: "" }, { at: "2025-02-30T00:00:00Z" }, { at: 5 }, { note: "\ud800" }];
  const rows = visitRows().map((row, i) => ({ ...row, ...(i % 50 === 7 ? faults[i % 4] : {}) }));
  const whole = rejectionsOf(rows.map((row) => new Visit(row)));
  expect(whole[0]).toBe(50);
  expect(rejectionsOf(rows)).toEqual(whole);
  vi.stubGlobal("WebAssembly", undefined);
  expect(rejectionsOf(rows)).toEqual(whole);
});

test("rows that are refused leave nothing to those that come next", () => {
  const rows = visitRows();
  const written = toParquet(visits, rows);
  const refused = rows.map((row, i) => (i % 400 === 300 ? { ...row, page: "" } : row));
  expect(() => toParquet(visits, refused)).toThrow("6 rows do not fit");
  expect(() => toParquet(visits, refused)).toThrow("6 rows do not fit");
  expect(Buffer.compare(toParquet(visits, rows.toReversed().toReversed()), written)).toBe(0);
});

test("memory is left to whoever comes next also when a row throws", () => {
  const kernel = takeKernel();
  giveKernel(kernel);
  const row = {
    get at(): string {
      throw new Error("no time");
    },
  };
  expect(() => toParquet(visits, [...visitRows(), row])).toThrow("no time");
  const next = takeKernel();
  giveKernel(next);
  expect(next).toBe(kernel);
});

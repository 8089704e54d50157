import { apiLogs, type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { compileRecordChecker } from "./compile-record-checker.ts";
import { QuickCheck } from "./quick-check.ts";

const mixed = defineDataset({
  name: "mixed",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    seen: z.iso.datetime({ offset: true }).nullish(),
    on: z.iso.date().optional(),
    id: z.int64(),
    price: decimal(10, 2).nullable(),
    name: z.string().max(8).default("none"),
    ok: z.boolean().nullable(),
    level: z.enum(["low", "high"]),
    ratio: z.number().min(0).max(1),
  }),
  eventTime: "at",
  partition: {
    granularity: "day",
    layout: "hive",
    range: { from: "2020-01-01", to: "2030-12-31" },
  },
}) as unknown as Dataset;

const record = fc.record(
  {
    at: fc.constantFrom(
      "2025-01-15T10:30:45Z",
      "2025-01-15T10:30:45.123Z",
      "2025-01-15T10:30:45.123456Z",
      "2025-01-15t10:30:45z",
      "2025-01-15T10:30:45+01:00",
      "2016-12-31T23:59:60Z",
      "2019-12-31T23:59:59Z",
      "2025-02-30T00:00:00Z",
      "2025-01-15T10:30:4\u0135Z",
      "2025-01-15",
      17,
    ),
    seen: fc.constantFrom("2024-02-29T00:00:00Z", "1999-01-01T00:00:00.5Z", null, "never"),
    on: fc.constantFrom("2025-01-15", "2025-13-01", null),
    id: fc.constantFrom(1, 5n, "9007199254740993", 2 ** 60, "x"),
    price: fc.constantFrom("1.25", 3, null, "1.234", Number.NaN),
    name: fc.constantFrom("short", "", "far too long", "\ud800", 3),
    ok: fc.constantFrom(true, false, null, "true"),
    level: fc.constantFrom("low", "high", "middle"),
    ratio: fc.constantFrom(0, 0.5, 1, 2, Number.POSITIVE_INFINITY),
    unknown: fc.constant(1),
  },
  { requiredKeys: [] },
);

/** What the whole check gives, as far as the quick one says something. */
function rowOf(dataset: Dataset, value: object) {
  const checked = compileRecordChecker(dataset).check(value);
  return checked.valid ? { row: checked.value, eventTimeMs: checked.eventTimeMs } : undefined;
}

test("what is taken fits, with the values and the time that the whole check gives", () => {
  const quick = QuickCheck.of(mixed) as QuickCheck;
  let taken = 0;
  fc.assert(
    fc.property(record, (value) => {
      if (!quick.take(value)) return;
      taken++;
      expect({ row: { ...quick.row }, eventTimeMs: quick.eventTimeMs }).toEqual(
        rowOf(mixed, value),
      );
    }),
    { numRuns: 20_000 },
  );
  expect(taken).toBeGreaterThan(0);
});

test("usual records are taken, each without what the one before had", () => {
  const quick = QuickCheck.of(apiLogs as unknown as Dataset) as QuickCheck;
  const full = {
    timestamp: "2025-01-15T10:30:45Z",
    endpoint: "/a",
    status_code: 200,
    user_id: "u",
  };
  const { user_id: _, ...few } = full;
  expect(quick.take(full)).toBe(true);
  expect(quick.row["user_id"]).toBe("u");
  expect(quick.take(few)).toBe(true);
  expect(quick.row["user_id"]).toBeUndefined();
  expect(quick.eventTimeMs).toBe(Date.UTC(2025, 0, 15, 10, 30, 45));
});

describe("nothing is said", () => {
  test("of records whose fields are not their own", () => {
    const quick = QuickCheck.of(apiLogs as unknown as Dataset) as QuickCheck;
    const usual = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/a", status_code: 200 };
    expect(quick.take(Object.create(usual) as object)).toBe(false);
    expect(quick.take([])).toBe(false);
    expect(quick.take(Object.assign(Object.create(null) as object, usual))).toBe(true);
  });

  test.each([
    ["strict", z.strictObject({ a: z.string() })],
    ["with a check over several fields", z.object({ a: z.string() }).refine(() => true)],
    ["with a check of its own", z.object({ a: z.string().refine(() => true) })],
    ["with a list", z.object({ a: z.array(z.string()) })],
  ])("of a contract %s", (_, schema) => {
    const dataset = defineDataset({ name: "d", schema }) as unknown as Dataset;
    expect(QuickCheck.of(dataset)).toBeUndefined();
  });
});

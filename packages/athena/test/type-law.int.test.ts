import { apiLogs, type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { query } from "../src/index.ts";
import { collect } from "./collect.ts";
import { useLake } from "./use-lake.ts";

const lake = useLake();
let tables = 0;

const text = fc.oneof(
  fc.constantFrom("", " ", "NULL", "null", '"', "'", ",", "\\N", "a,b\r\nc", "\t", "NaN", "😀"),
  fc.string({ unit: anyCodePoint }).filter((each) => !each.includes("\0")),
);
const instant = (min: string, max: string) =>
  fc
    .integer({ min: Date.parse(min), max: Date.parse(max) })
    .map((ms) => new Date(ms).toISOString());
const anyInstant = instant("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z");
const anyDay = anyInstant.map((each) => each.slice(0, 10));

/** Decimal text of a precision and scale, in its canonical form. */
function decimals(precision: number, scale: number): fc.Arbitrary<string> {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc.bigInt({ min: -limit, max: limit }).map((digits) => {
    const sign = digits < 0n ? "-" : "";
    const all = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
    return sign + (scale === 0 ? all : `${all.slice(0, -scale)}.${all.slice(-scale)}`);
  });
}

const everything = defineDataset({
  name: "everything",
  schema: z.object({
    id: z.int32(),
    textValue: z.string(),
    small: z.int32(),
    safe: z.int(),
    big: z.int64(),
    single: z.float32(),
    wide: z.number(),
    flag: z.boolean(),
    on_day: z.iso.date(),
    at: z.iso.datetime({ offset: true }),
    at_second: z.iso.datetime({ precision: 0 }),
    price: decimal(9, 2),
    amount: decimal(18, 6),
    huge: decimal(38, 10),
    whole: decimal(20, 0),
    text_or_not: z.string().optional(),
    small_or_null: z.int32().nullable(),
    big_or_not: z.int64().optional(),
    wide_or_null: z.number().nullable(),
    flag_or_not: z.boolean().optional(),
    day_or_null: z.iso.date().nullable(),
    at_or_not: z.iso.datetime({ offset: true }).optional(),
    price_or_null: decimal(9, 2).nullable(),
    level: z.enum(["low", "high"]).default("low"),
  }),
});

const safeInteger = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** Zero has no sign in a dataset. */
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

const row = fc.record(
  {
    textValue: text,
    small: fc.integer(),
    safe: safeInteger,
    big: int64,
    single: fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    wide: double,
    flag: fc.boolean(),
    on_day: anyDay,
    at: anyInstant,
    at_second: anyInstant.map((each) => `${each.slice(0, 19)}Z`),
    price: decimals(9, 2),
    amount: decimals(18, 6),
    huge: decimals(38, 10),
    whole: decimals(20, 0),
    text_or_not: text,
    small_or_null: fc.option(fc.integer()),
    big_or_not: int64,
    wide_or_null: fc.option(double),
    flag_or_not: fc.boolean(),
    day_or_null: fc.option(anyDay),
    at_or_not: anyInstant,
    price_or_null: fc.option(decimals(9, 2)),
    level: fc.constantFrom("low", "high"),
  },
  {
    requiredKeys: [
      "textValue",
      "small",
      "safe",
      "big",
      "single",
      "wide",
      "flag",
      "on_day",
      "at",
      "at_second",
      "price",
      "amount",
      "huge",
      "whole",
      "small_or_null",
      "wide_or_null",
      "day_or_null",
      "price_or_null",
      "level",
    ],
  },
);

async function writeAndRead(
  dataset: Dataset,
  rows: readonly Record<string, unknown>[],
): Promise<unknown[]> {
  const table = `law_${++tables}`;
  await lake.load(dataset, rows, table);
  const sql = `SELECT * FROM ${table} ORDER BY id`;
  return collect(query(lake.athena, { sql, ...lake.place, schema: dataset }, lake.options));
}

describe("the type law", () => {
  it("holds: what is written as Parquet and queried is what was there, for every type and null", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (some) => {
        const rows = some.map((each, id) => ({ id, ...each }));
        expect(await writeAndRead(everything, rows)).toEqual(rows);
      }),
      { numRuns: propertyRuns(5) },
    );
  });

  it("has one zero: -0 is written as 0", async () => {
    const dataset = defineDataset({
      name: "zeros",
      schema: z.object({ id: z.int32(), wide: z.number(), single: z.float32().nullable() }),
    });
    const rows = [
      { id: 0, wide: -0, single: -0 },
      { id: 1, wide: 0, single: null },
    ];
    expect(await writeAndRead(dataset, rows)).toEqual([
      { id: 0, wide: 0, single: 0 },
      { id: 1, wide: 0, single: null },
    ]);
  });

  it.each(["hive", "hive-date", "plain"] as const)(
    "holds in partitions, layout %s",
    async (layout) => {
      for (const granularity of ["month", "day", "hour"] as const) {
        const dataset = defineDataset({
          name: "events",
          schema: z.object({
            id: z.int32(),
            happenedAt: z.iso.datetime(),
            note: z.string().optional(),
          }),
          eventTime: "happenedAt",
          partition: { granularity, layout, range: { from: "2023-12-31", to: "2024-03-01" } },
        });
        const times = fc.array(instant("2023-12-31T22:00:00.000Z", "2024-03-01T02:00:00.000Z"), {
          minLength: 4,
          maxLength: 8,
        });
        await fc.assert(
          fc.asyncProperty(times, async (some) => {
            const rows = some.map((happenedAt, id) => ({
              id,
              happenedAt,
              ...(id % 2 === 0 && { note: `${id}` }),
            }));
            expect(await writeAndRead(dataset, rows)).toEqual(rows);
          }),
          { numRuns: propertyRuns(1) },
        );
      }
    },
  );
});

const log = fc.record(
  {
    timestamp: instant("2025-01-14T00:00:00.000Z", "2025-01-16T00:00:00.000Z"),
    endpoint: text.map((each) => `/${each.replaceAll(/[\r\n]/g, "")}`),
    method: fc.constantFrom("GET", "POST"),
    status_code: fc.integer({ min: 100, max: 599 }),
    response_time_ms: fc.double({ min: 0, max: 1e6, noNaN: true }),
    user_id: text.filter((each) => each !== ""),
    ip_address: fc.constantFrom("10.0.0.1", "::1"),
  },
  { requiredKeys: ["timestamp", "endpoint", "status_code"] },
);
const raw = defineDataset({ name: "raw_logs", schema: apiLogs.schema });

describe("raw tables", () => {
  it("give the records of JSON Lines as the contract types them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(log, { minLength: 1, maxLength: 20 }), async (rows) => {
        const location = lake.newLocation();
        await lake.put(
          location,
          "logs.ndjson",
          rows.map((each) => `${JSON.stringify(each)}\n`).join(""),
        );
        const table = `raw_${++tables}`;
        await lake.createTable(raw, { location, table, format: "json" });
        const found = await collect(
          query(
            lake.athena,
            { sql: `SELECT * FROM ${table}`, ...lake.place, schema: raw },
            lake.options,
          ),
        );
        expect(found).toEqual(rows);
      }),
      { numRuns: propertyRuns(5) },
    );
  });

  it("give the rows of CSV, empty cells as absent fields", async () => {
    const location = lake.newLocation();
    const header = raw.columns.map(({ name }) => name).join();
    const lines = [
      '2025-01-15T10:30:45+01:00,"/a,""b""",GET,200,1.5,user_1,10.0.0.1',
      "2025-01-15T10:30:45.123Z,/b,,404,,,",
    ];
    await lake.put(location, "logs.csv", [header, ...lines, ""].join("\n"));
    await lake.createTable(raw, { location, table: "raw_csv", format: "csv" });
    const sql = "SELECT * FROM raw_csv ORDER BY status_code";
    const rows = query(
      lake.athena,
      { sql, ...lake.place, schema: raw },
      { ...lake.options, emptyAsNull: true },
    );
    expect(await collect(rows)).toEqual([
      {
        timestamp: "2025-01-15T10:30:45+01:00",
        endpoint: '/a,"b"',
        method: "GET",
        status_code: 200,
        response_time_ms: 1.5,
        user_id: "user_1",
        ip_address: "10.0.0.1",
      },
      { timestamp: "2025-01-15T10:30:45.123Z", endpoint: "/b", status_code: 404 },
    ]);
  });
});

import { apiLogs, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { type DuckDb, openDuckDb } from "../../test/duckdb.ts";
import { near } from "../../test/near.ts";
import { buildPercentilesQuery, type PercentilesQueryInput } from "./build-percentiles-query.ts";

let duckdb: DuckDb;
beforeAll(async () => {
  duckdb = await openDuckDb();
});
afterAll(() => duckdb.close());

const days = { startDate: "2025-01-15", endDate: "2025-01-15" };

it("is this statement", () => {
  const { sql, parameters } = buildPercentilesQuery({ ...days, percentiles: [99.9] });
  expect(parameters).toHaveLength(5);
  expect(sql).toBe(`WITH "selected" AS (
  SELECT
    "endpoint",
    "response_time_ms"
  FROM "api_logs"
  WHERE "year" = ?
    AND "month" = ?
    AND "day" = ?
    AND "timestamp" >= ?
    AND "timestamp" < ?
),
"ranked" AS (
  SELECT
    "endpoint",
    "response_time_ms",
    CAST(row_number() OVER (PARTITION BY "endpoint" ORDER BY "response_time_ms" NULLS LAST) - 1 AS double) AS "position$",
    CAST(count("response_time_ms") OVER (PARTITION BY "endpoint") - 1 AS double) AS "last_position$"
  FROM "selected"
),
"measured" AS (
  SELECT
    "endpoint",
    count("response_time_ms") AS "value_count",
    max("last_position$") AS "last_position$",
    max(CASE WHEN "position$" = floor("last_position$" * 0.999E0) THEN "response_time_ms" END) AS "p99_9$floor",
    max(CASE WHEN "position$" = ceil("last_position$" * 0.999E0) THEN "response_time_ms" END) AS "p99_9$ceil"
  FROM "ranked"
  GROUP BY "endpoint"
)
SELECT
  "endpoint",
  "value_count",
  "p99_9$floor" + ("p99_9$ceil" - "p99_9$floor") * ("last_position$" * 0.999E0 - floor("last_position$" * 0.999E0)) AS "p99_9"
FROM "measured"
ORDER BY "endpoint"`);
});

it("estimates when it is told to", () => {
  expect(
    buildPercentilesQuery({ ...days, method: "approximate", groupBy: [], percentiles: [50] }).sql,
  ).toContain(`SELECT
  count("response_time_ms") AS "value_count",
  approx_percentile("response_time_ms", 0.5E0) AS "p50"
FROM "selected"`);
});

describe("the percentiles", () => {
  const values = fc.array(
    fc.option(fc.double({ min: 0, max: 1e5, noNaN: true }), { nil: undefined, freq: 5 }),
    { maxLength: 40 },
  );
  const shares = fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(0, 50, 95, 99, 99.9, 100),
      fc.integer({ min: 0, max: 1_000 }).map((tenths) => tenths / 10),
    ),
    { minLength: 1, maxLength: 4 },
  );

  it("are those of DuckDB's quantile_cont, over all and by group", async () => {
    await fc.assert(
      fc.asyncProperty(values, shares, fc.boolean(), async (times, percentiles, grouped) => {
        await duckdb.createTable(
          apiLogs,
          times.map((response_time_ms, i) => ({
            timestamp: "2025-01-15T00:00:00Z",
            endpoint: `/${i % 3}`,
            status_code: 200,
            response_time_ms,
          })),
        );
        const rows = await duckdb.rows(
          buildPercentilesQuery({ ...days, percentiles, groupBy: grouped ? ["endpoint"] : [] }),
        );
        const columns = percentiles
          .map((each, i) => `quantile_cont(response_time_ms, ${each / 100}) AS "${i}"`)
          .join(", ");
        const expected = await duckdb.rows({
          sql: `SELECT ${columns} FROM api_logs ${grouped ? "GROUP BY endpoint ORDER BY endpoint" : ""}`,
          parameters: [],
        });
        const found = rows.map((row) => Object.values(row).slice(grouped ? 2 : 1));
        expect(found).toEqual(
          expected.map((row) => Object.values(row).map((each) => near(each as number | null, 5))),
        );
      }),
      { numRuns: propertyRuns(15) },
    );
  });

  it("are of any numeric column, and a group may be that column itself", async () => {
    const dataset = defineDataset({
      name: "orders",
      schema: z.object({ shopId: z.string(), price: decimal(10, 2), position: z.int32() }),
    });
    await duckdb.createTable(
      dataset,
      [
        ["a", "1.00", 1],
        ["a", "2.00", 2],
        ["b", "9.50", 3],
      ].map(([shopId, price, position]) => ({ shopId, price, position })),
    );
    expect(
      await duckdb.rows(
        buildPercentilesQuery({ dataset, column: "price", groupBy: ["shopId"], percentiles: [50] }),
      ),
    ).toEqual([
      { shopid: "a", value_count: 2n, p50: 1.5 },
      { shopid: "b", value_count: 1n, p50: 9.5 },
    ]);
    expect(
      await duckdb.rows(
        buildPercentilesQuery({
          dataset,
          column: "position",
          groupBy: ["position"],
          percentiles: [0],
        }),
      ),
    ).toHaveLength(3);
    expect(
      await duckdb.rows(
        buildPercentilesQuery({
          dataset,
          column: "position",
          groupBy: ["position", "shopId"],
          percentiles: [100],
        }),
      ),
    ).toHaveLength(3);
  });
});

describe("bad input", () => {
  const timeless = defineDataset({
    name: "t",
    schema: z.object({ p50: z.number(), name: z.string() }),
  });
  it.each<[object, string]>([
    [{}, "startDate must be a date like"],
    [{ ...days, percentiles: [] }, "percentiles must be a list"],
    [{ ...days, percentiles: 50 }, "percentiles must be a list"],
    [{ ...days, percentiles: [101] }, "from 0 to 100, not 101"],
    [{ ...days, percentiles: [Number.NaN] }, "from 0 to 100, not NaN"],
    [{ ...days, percentiles: ["50"] }, "from 0 to 100, not 50"],
    [{ ...days, percentiles: [50, 50] }, "percentile 50 is asked for twice"],
    [{ ...days, column: "nope" }, 'has no column "nope"'],
    [{ ...days, column: "endpoint" }, "is a string, not a number"],
    [{ ...days, groupBy: ['endpoint" --'] }, "has no column"],
    [{ ...days, method: "x" }, "method must be"],
    [{ dataset: timeless, column: "p50", groupBy: ["p50"] }, `can't be named "p50"`],
    [
      { dataset: timeless, column: "p50", groupBy: [], ...days },
      "has no eventTime, so rows can't be selected by date",
    ],
    [{ ...days, limit: 5 }, 'unknown option "limit"'],
  ])("%j", (input, message) => {
    expect(() => buildPercentilesQuery(input as PercentilesQueryInput)).toThrow(message);
  });
});

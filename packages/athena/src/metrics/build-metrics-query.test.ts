import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { computeEndpointMetrics, type EndpointMetrics } from "@cloudapi/transform";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { type DuckDb, openDuckDb } from "../../test/duckdb.ts";
import { near } from "../../test/near.ts";
import { buildMetricsQuery, type MetricsQueryInput } from "./build-metrics-query.ts";

let duckdb: DuckDb;
beforeAll(async () => {
  duckdb = await openDuckDb();
});
afterAll(() => duckdb.close());

const days = { startDate: "2025-01-15", endDate: "2025-01-15" };

describe("the statement", () => {
  it("for one day of a hive layout", () => {
    const { sql, parameters } = buildMetricsQuery({ database: "logs", table: "api_logs", ...days });
    expect(parameters).toEqual([
      2025,
      1,
      15,
      new Date("2025-01-15T00:00:00Z"),
      new Date("2025-01-16T00:00:00Z"),
    ]);
    expect(sql).toBe(`WITH "selected" AS (
  SELECT
    "endpoint",
    CAST("status_code" AS double) AS "status_code",
    "response_time_ms",
    "timestamp"
  FROM "logs"."api_logs"
  WHERE "year" = ?
    AND "month" = ?
    AND "day" = ?
    AND "timestamp" >= ?
    AND "timestamp" < ?
),
"ranked" AS (
  SELECT
    "endpoint",
    "status_code",
    "response_time_ms",
    "timestamp",
    CAST(row_number() OVER (PARTITION BY "endpoint" ORDER BY "response_time_ms" NULLS LAST) - 1 AS double) AS "position$",
    CAST(count("response_time_ms") OVER (PARTITION BY "endpoint") - 1 AS double) AS "last_position$"
  FROM "selected"
),
"measured" AS (
  SELECT
    "endpoint",
    count(*) AS "request_count",
    avg("response_time_ms") AS "average_response_time_ms",
    max("last_position$") AS "last_position$",
    max(CASE WHEN "position$" = floor("last_position$" * 0.5E0) THEN "response_time_ms" END) AS "p50$floor",
    max(CASE WHEN "position$" = ceil("last_position$" * 0.5E0) THEN "response_time_ms" END) AS "p50$ceil",
    max(CASE WHEN "position$" = floor("last_position$" * 0.95E0) THEN "response_time_ms" END) AS "p95$floor",
    max(CASE WHEN "position$" = ceil("last_position$" * 0.95E0) THEN "response_time_ms" END) AS "p95$ceil",
    max(CASE WHEN "position$" = floor("last_position$" * 0.99E0) THEN "response_time_ms" END) AS "p99$floor",
    max(CASE WHEN "position$" = ceil("last_position$" * 0.99E0) THEN "response_time_ms" END) AS "p99$ceil",
    avg(CASE WHEN "status_code" >= 400E0 THEN 1E0 ELSE 0E0 END) AS "error_rate",
    min("timestamp") AS "first_event",
    max("timestamp") AS "last_event"
  FROM "ranked"
  GROUP BY "endpoint"
)
SELECT
  "endpoint",
  "request_count",
  "average_response_time_ms",
  "p50$floor" + ("p50$ceil" - "p50$floor") * ("last_position$" * 0.5E0 - floor("last_position$" * 0.5E0)) AS "p50",
  "p95$floor" + ("p95$ceil" - "p95$floor") * ("last_position$" * 0.95E0 - floor("last_position$" * 0.95E0)) AS "p95",
  "p99$floor" + ("p99$ceil" - "p99$floor") * ("last_position$" * 0.99E0 - floor("last_position$" * 0.99E0)) AS "p99",
  "error_rate",
  "request_count" / greatest(1E0, date_diff('millisecond', min("first_event") OVER (), max("last_event") OVER ()) / 60000E0) AS "requests_per_minute"
FROM "measured"
ORDER BY "request_count" DESC, "endpoint"`);
  });

  it("with approximate percentiles ranks nothing", () => {
    const { sql } = buildMetricsQuery({ ...days, method: "approximate" });
    expect(sql).toContain(`approx_percentile("response_time_ms", 0.99E0) AS "p99"`);
    expect(sql).not.toContain("row_number");
  });

  it("is frozen", () => {
    expect(Object.isFrozen(buildMetricsQuery(days))).toBe(true);
  });
});

const instants = fc.integer({ min: Date.UTC(2024, 11, 30), max: Date.UTC(2025, 0, 3) });
const row = fc.record(
  {
    timestamp: instants.map((ms) => new Date(ms).toISOString()),
    endpoint: fc.constantFrom("/a", "/b/é", "/😀", "/\uffff"),
    status_code: fc.integer({ min: 100, max: 599 }),
    response_time_ms: fc.option(
      fc.oneof(fc.integer({ min: 0, max: 50 }), fc.double({ min: 0, max: 1e6, noNaN: true })),
      { nil: undefined },
    ),
  },
  { requiredKeys: ["timestamp", "endpoint", "status_code"] },
);

function expectedRow(metrics: EndpointMetrics): object {
  return {
    endpoint: metrics.endpoint,
    request_count: BigInt(metrics.requestCount),
    average_response_time_ms: near(metrics.averageResponseTimeMs),
    p50: near(metrics.p50),
    p95: near(metrics.p95),
    p99: near(metrics.p99),
    error_rate: near(metrics.errorRate),
    requests_per_minute: near(metrics.requestsPerMinute),
  };
}

describe("the metrics", () => {
  it("of SPEC's two requests", async () => {
    await duckdb.createTable(
      apiLogs,
      [100, 150].map((response_time_ms, i) => ({
        timestamp: `2025-01-15T10:30:4${i}Z`,
        endpoint: "/api/users",
        status_code: 200,
        response_time_ms,
      })),
    );
    expect(await duckdb.rows(buildMetricsQuery(days))).toEqual([
      {
        endpoint: "/api/users",
        request_count: 2n,
        average_response_time_ms: 125,
        p50: 125,
        p95: 147.5,
        p99: 149.5,
        error_rate: 0,
        requests_per_minute: 2,
      },
    ]);
  });

  it("are those of computeEndpointMetrics over the rows of the days", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
        await duckdb.createTable(apiLogs, rows);
        const [startDate, endDate] = ["2024-12-31", "2025-01-01"];
        const selected = rows.filter(
          ({ timestamp }) =>
            timestamp.slice(0, 10) >= startDate && timestamp.slice(0, 10) <= endDate,
        );
        expect(await duckdb.rows(buildMetricsQuery({ startDate, endDate }))).toEqual(
          computeEndpointMetrics(selected).map(expectedRow),
        );
      }),
      { numRuns: propertyRuns(15) },
    );
  });

  it("have the percentiles of DuckDB's quantile_cont", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
        await duckdb.createTable(apiLogs, rows);
        const range = { startDate: "2024-12-01", endDate: "2025-01-31" };
        const ours = (await duckdb.rows(buildMetricsQuery(range))).map(
          ({ endpoint, p50, p95, p99 }) => ({
            endpoint,
            p50: near(p50 as number | null),
            p95: near(p95 as number | null),
            p99: near(p99 as number | null),
          }),
        );
        const sql = `SELECT endpoint, quantile_cont(response_time_ms, 0.5) AS p50, quantile_cont(response_time_ms, 0.95) AS p95, quantile_cont(response_time_ms, 0.99) AS p99 FROM api_logs GROUP BY endpoint ORDER BY count(*) DESC, endpoint`;
        expect(await duckdb.rows({ sql, parameters: [] })).toEqual(ours);
      }),
      { numRuns: propertyRuns(10) },
    );
  });

  it("work on a dataset with other types, and a date as event time", async () => {
    const dataset = defineDataset({
      name: "calls",
      schema: z.object({
        onDay: z.iso.date(),
        endpoint: z.string(),
        status_code: z.int64(),
        response_time_ms: z.int32().nullable(),
      }),
      eventTime: "onDay",
      partition: { granularity: "month", layout: "hive" },
    });
    await duckdb.createTable(dataset, [
      { onDay: "2025-01-31", endpoint: "/a", status_code: 200n, response_time_ms: 1 },
      { onDay: "2025-02-01", endpoint: "/a", status_code: 500n, response_time_ms: 2 },
      { onDay: "2025-02-02", endpoint: "/a", status_code: 500n, response_time_ms: null },
    ]);
    const [metrics] = await duckdb.rows(
      buildMetricsQuery({ dataset, startDate: "2025-01-31", endDate: "2025-02-01" }),
    );
    expect(metrics).toMatchObject({
      request_count: 2n,
      average_response_time_ms: 1.5,
      p50: 1.5,
      error_rate: 0.5,
      requests_per_minute: expect.closeTo(2 / 1440, 9) as unknown,
    });
  });
});

describe("the days", () => {
  it.each<[string, string, unknown[]]>([
    ["2025-01-15", "2025-01-20", [2025, 1, 15, 20]],
    ["2025-01-30", "2025-02-02", [2025, 1, 2, 1, 2, 30, 31, 20_250_130, 20_250_202]],
    ["2024-12-20", "2025-01-25", [2024, 2025, 1, 12, 20_241_220, 20_250_125]],
    ["2023-06-01", "2025-06-01", [2023, 2025, 20_230_601, 20_250_601]],
    ["2025-01-01", "2025-12-31", [2025, 20_250_101, 20_251_231]],
  ])("%s to %s prune by %j", (startDate, endDate, expected) => {
    expect(buildMetricsQuery({ startDate, endDate }).parameters.slice(0, -2)).toEqual(expected);
  });

  it.each([
    ["hour", ["2025-01-15-00", "2025-02-03-23"]],
    ["day", ["2025-01-15", "2025-02-03"]],
    ["month", ["2025-01", "2025-02"]],
  ] as const)("of hive-date by %s", (granularity, expected) => {
    const dataset = defineDataset({
      name: "api_logs",
      schema: apiLogs.schema,
      eventTime: "timestamp",
      partition: { granularity, layout: "hive-date" },
    });
    expect(
      buildMetricsQuery({
        dataset,
        startDate: "2025-01-15",
        endDate: "2025-02-03",
      }).parameters.slice(0, -2),
    ).toEqual(expected);
  });

  it("may be the last that exist", () => {
    expect(
      buildMetricsQuery({ startDate: "9999-12-31", endDate: "9999-12-31" }).parameters,
    ).toEqual([9999, 12, 31, new Date("9999-12-31T00:00:00Z")]);
  });

  const shapes = fc.record({
    granularity: fc.constantFrom("month", "day", "hour"),
    layout: fc.constantFrom("hive", "plain", "hive-date"),
  } as const);
  const day = fc.integer({
    min: Date.UTC(2023, 10, 1) / 86_400_000,
    max: Date.UTC(2025, 2, 31) / 86_400_000,
  });

  it("select a row if and only if it is of them, in every layout", async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        day,
        day,
        fc.array(day, { minLength: 1, maxLength: 8 }),
        async (partition, a, b, others) => {
          const dataset: Dataset = defineDataset({
            name: "api_logs",
            schema: apiLogs.schema,
            eventTime: "timestamp",
            partition,
          });
          const [first, last] = [Math.min(a, b), Math.max(a, b)];
          const dateOf = (each: number) => new Date(each * 86_400_000).toISOString().slice(0, 10);
          const rows = [first - 1, first, last, last + 1, ...others].map((each, i) => ({
            timestamp: `${dateOf(each)}T${i % 2 === 0 ? "00:00:00.000" : "23:59:59.999"}Z`,
            endpoint: `/${i}`,
            status_code: 200,
          }));
          await duckdb.createTable(dataset, rows);
          const found = await duckdb.rows(
            buildMetricsQuery({ dataset, startDate: dateOf(first), endDate: dateOf(last) }),
          );
          const inside = rows.filter(
            ({ timestamp }) =>
              timestamp.slice(0, 10) >= dateOf(first) && timestamp.slice(0, 10) <= dateOf(last),
          );
          expect(new Set(found.map(({ endpoint }) => endpoint))).toEqual(
            new Set(inside.map(({ endpoint }) => endpoint)),
          );
        },
      ),
      { numRuns: propertyRuns(25) },
    );
  });
});

describe("bad input", () => {
  const local = defineDataset({
    name: "t",
    schema: z.object({
      endpoint: z.string(),
      status_code: z.int32(),
      response_time_ms: z.string(),
    }),
  });
  const other = defineDataset({
    name: "t",
    schema: z.object({
      at: z.iso.date(),
      endpoint: z.string(),
      status_code: z.int32(),
      response_time_ms: z.string(),
    }),
    eventTime: "at",
  });
  it.each<[object, string]>([
    [
      { startDate: "2025-02-30", endDate: "2025-03-01" },
      'startDate must be a calendar date like "2025-01-15", not "2025-02-30"',
    ],
    [{ startDate: "2025-01-01", endDate: "2025-1-2" }, "endDate must be a calendar date"],
    [
      { startDate: "2025-01-02", endDate: "2025-01-01" },
      "startDate 2025-01-02 is after endDate 2025-01-01",
    ],
    [{ startDate: "2025-01-01' OR '1'='1", endDate: "2025-01-01" }, "must be a calendar date"],
    [{ startDate: new Date(), endDate: "2025-01-01" }, "must be a date like"],
    [{ startDate: "2025-01-01" }, "endDate must be a date like"],
    [{ ...days, method: "fast" }, 'method must be "exact" or "approximate", not fast'],
    [{ ...days, table: "" }, "can't be empty"],
    [{ ...days, start: "x" }, 'unknown option "start"'],
    [{ ...days, dataset: local }, "has no eventTime"],
    [{ ...days, dataset: other }, 'column "response_time_ms" is a string, not a number'],
    [
      {
        ...days,
        dataset: defineDataset({
          name: "t",
          schema: z.object({ at: z.iso.date() }),
          eventTime: "at",
        }),
      },
      'has no column "endpoint". Columns: at.',
    ],
  ])("%j", (input, message) => {
    expect(() => buildMetricsQuery(input as MetricsQueryInput)).toThrow(message);
  });

  it.each(['x" WHERE 1=1 --', "'; DROP TABLE api_logs; --", "a.b", '"', "?", "/*"])(
    "the name %j stays a name",
    async (name) => {
      await duckdb.run(`CREATE SCHEMA IF NOT EXISTS "${name.replaceAll('"', '""')}"`);
      await duckdb.run(
        `CREATE OR REPLACE TABLE "${name.replaceAll('"', '""')}"."${name.replaceAll('"', '""')}" AS SELECT '/attacked' AS endpoint, 200 AS status_code, 1e0 AS response_time_ms, TIMESTAMP '2025-01-15 00:00:00' AS "timestamp", 2025 AS "year", 1 AS "month", 15 AS "day"`,
      );
      expect(
        await duckdb.rows(buildMetricsQuery({ ...days, database: name, table: name })),
      ).toMatchObject([{ endpoint: "/attacked" }]);
    },
  );
});

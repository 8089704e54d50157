import { apiLogs, defineDataset } from "@cloudapi/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DuckDb, openDuckDb } from "../../test/duckdb.ts";
import { buildMetricsQuery } from "./build-metrics-query.ts";
import { buildMetricsView, type MetricsViewInput } from "./build-metrics-view.ts";

let duckdb: DuckDb;
beforeAll(async () => {
  duckdb = await openDuckDb();
  await duckdb.createTable(apiLogs, [
    { timestamp: "2025-01-15T10:00:00Z", endpoint: "/a", status_code: 200, response_time_ms: 10 },
    { timestamp: "2025-01-15T10:10:00Z", endpoint: "/a", status_code: 500, response_time_ms: 20 },
    { timestamp: "2025-01-15T10:10:00Z", endpoint: "/b", status_code: 200 },
    { timestamp: "2025-01-16T10:00:00Z", endpoint: "/a", status_code: 404, response_time_ms: 40 },
  ]);
});
afterAll(() => duckdb.close());

describe("buildMetricsView", () => {
  it("has the SQL of the query, with literals for parameters", () => {
    const days = { startDate: "2025-01-15", endDate: "2025-01-16" };
    const view = buildMetricsView({ view: "m", database: "logs", table: "api_logs", ...days });
    expect(view.parameters).toEqual([]);
    expect(
      view.sql.startsWith('CREATE OR REPLACE VIEW "logs"."m" AS\nWITH "selected" AS (\n'),
    ).toBe(true);
    expect(view.sql).toContain(`WHERE "year" = 2025
    AND "month" = 1
    AND "day" BETWEEN 15 AND 16
    AND "timestamp" >= TIMESTAMP '2025-01-15 00:00:00.000'
    AND "timestamp" < TIMESTAMP '2025-01-17 00:00:00.000'`);
    expect(view.sql).not.toContain("?");
    expect(view.sql).not.toContain('ORDER BY "request_count"');
  });

  it("gives the metrics of the whole table, or of its days", async () => {
    await duckdb.run(buildMetricsView({ view: "whole" }).sql);
    const rows = await duckdb.rows({
      sql: "SELECT * FROM whole ORDER BY request_count DESC",
      parameters: [],
    });
    expect(rows).toEqual(
      await duckdb.rows(buildMetricsQuery({ startDate: "2025-01-01", endDate: "2025-12-31" })),
    );
    expect(rows[0]).toMatchObject({
      endpoint: "/a",
      request_count: 3n,
      p50: 20,
      error_rate: 2 / 3,
    });
    await duckdb.run(
      buildMetricsView({ view: "one_day", startDate: "2025-01-16", endDate: "2025-01-16" }).sql,
    );
    expect(
      await duckdb.rows({ sql: "SELECT endpoint, request_count FROM one_day", parameters: [] }),
    ).toEqual([{ endpoint: "/a", request_count: 1n }]);
  });

  it("gives a row for each endpoint and partition", async () => {
    await duckdb.run(buildMetricsView({ view: "daily", perPartition: true }).sql);
    const rows = await duckdb.rows({
      sql: `SELECT * FROM daily WHERE "day" = 15 ORDER BY endpoint`,
      parameters: [],
    });
    expect(rows).toMatchObject([
      {
        year: 2025,
        month: 1,
        day: 15,
        endpoint: "/a",
        request_count: 2n,
        average_response_time_ms: 15,
        p50: 15,
        error_rate: 0.5,
        requests_per_minute: 0.2,
      },
      {
        year: 2025,
        month: 1,
        day: 15,
        endpoint: "/b",
        request_count: 1n,
        average_response_time_ms: null,
        p50: null,
        error_rate: 0,
        requests_per_minute: 0.1,
      },
    ]);
    expect(
      await duckdb.rows({
        sql: `SELECT requests_per_minute FROM daily WHERE "day" = 16`,
        parameters: [],
      }),
    ).toEqual([{ requests_per_minute: 1 }]);
  });

  it.each<[object, string]>([
    [{ view: "Metrics" }, "Athena would make it metrics"],
    [{ view: 'm" AS SELECT 1; --' }, "lower-case letters, digits and underscores"],
    [{}, "view must be a string"],
    [{ view: "m", startDate: "2025-01-01" }, "endDate must be a date like"],
    [
      {
        view: "m",
        perPartition: true,
        dataset: defineDataset({ name: "t", schema: apiLogs.schema, eventTime: "timestamp" }),
      },
      "perPartition needs a dataset with a partition rule",
    ],
    [{ view: "m", sql: "x" }, 'unknown option "sql"'],
  ])("refuses %j", (input, message) => {
    expect(() => buildMetricsView(input as MetricsViewInput)).toThrow(message);
  });
});

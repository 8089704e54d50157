import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { computeEndpointMetrics, type EndpointMetrics, type RequestRow } from "../src/index.ts";
import { query, withDuckDb, withFile } from "./support/duckdb.ts";
import { ndjson } from "./support/logs.ts";

/** The same metrics by DuckDB: the independent computation. */
function metricsSql(path: string): string {
  return `
  WITH rows AS (SELECT * FROM read_json('${path}', format = 'newline_delimited', columns = {
      timestamp: 'TIMESTAMPTZ', endpoint: 'VARCHAR', status_code: 'INTEGER', response_time_ms: 'DOUBLE'})),
  span AS (SELECT greatest(1, (epoch_ms(max(timestamp)) - epoch_ms(min(timestamp))) / 60000.0) AS minutes FROM rows)
  SELECT endpoint, count(*)::DOUBLE AS "requestCount", avg(response_time_ms) AS "averageResponseTimeMs",
    quantile_cont(response_time_ms, 0.5) AS p50, quantile_cont(response_time_ms, 0.95) AS p95,
    quantile_cont(response_time_ms, 0.99) AS p99,
    avg(CASE WHEN status_code >= 400 THEN 1.0 ELSE 0.0 END) AS "errorRate",
    count(*) / any_value(minutes) AS "requestsPerMinute"
  FROM rows, span GROUP BY endpoint ORDER BY count(*) DESC, endpoint`;
}

const row: fc.Arbitrary<RequestRow> = fc.record({
  timestamp: fc
    .integer({ min: Date.UTC(2025, 0), max: Date.UTC(2025, 0, 3) })
    .map((ms) => new Date(ms).toISOString()),
  endpoint: fc.constantFrom("/a", "/b", "/é", "/\u{1F600}", "/\uFFFD"),
  status_code: fc.integer({ min: 100, max: 599 }),
  response_time_ms: fc.option(
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((ms) => Math.round(ms * 1000) / 1000),
    { nil: null, freq: 4 },
  ),
});

test("the metrics are those that DuckDB computes", async () => {
  await withDuckDb((connection) =>
    fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 200 }), async (rows) => {
        const expected = await withFile("rows.ndjson", ndjson(rows), (path) =>
          query(connection, metricsSql(path)),
        );
        const actual = computeEndpointMetrics(rows);
        expect(actual).toHaveLength(expected.length);
        for (const [i, metrics] of actual.entries()) {
          expect(differing(metrics, expected[i] ?? {})).toEqual([]);
        }
      }),
      { numRuns: propertyRuns(30) },
    ),
  );
});

/** The metrics that are not the same but for rounding. */
function differing(
  metrics: EndpointMetrics,
  expected: Readonly<Record<string, unknown>>,
): string[] {
  function isSame(value: unknown, other: unknown): boolean {
    if (typeof value !== "number" || typeof other !== "number") return value === other;
    return Math.abs(value - other) <= 1e-9 * Math.max(1, Math.abs(value));
  }
  return Object.entries(metrics)
    .filter(([name, value]) => !isSame(value, expected[name]))
    .map(([name, value]) => `${name}: ${value} and ${String(expected[name])}`);
}

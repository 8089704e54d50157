import { checkOptionNames } from "@cloudapi/core/internal";
import { type Statement, statement } from "../statement.ts";
import { parameterBinder } from "./binder.ts";
import { readDayRange } from "./day-range.ts";
import { type MetricsSource, metricsSql } from "./metrics-sql.ts";

/** Which rows to compute metrics of. */
export interface MetricsQueryInput extends MetricsSource {
  /** First day, `YYYY-MM-DD`, UTC. */
  readonly startDate: string;
  /** Last day, included. */
  readonly endDate: string;
}

/** The options that say what metrics are computed from. */
export const SOURCE_OPTIONS = [
  "dataset",
  "table",
  "database",
  "method",
  "partitions",
] as const satisfies (keyof MetricsSource)[];

/**
 * The query for the metrics of each endpoint over some days, most requested first: `endpoint`, `request_count`,
 * `average_response_time_ms`, `p50`, `p95`, `p99`, `error_rate`, `requests_per_minute`.
 *
 * The same numbers as `computeEndpointMetrics` of `@cloudapi/transform`: percentiles and the average are of the response
 * times that are known, the error rate is the share of `status_code >= 400`, and requests per minute are counted
 * over the time from the first to the last event of all selected rows, at least one minute. Only the partitions of the
 * days are read; the event time decides.
 *
 * @throws {RangeError} for a date that is not in the calendar, or a start after the end
 * @throws {TypeError} for a dataset without the columns
 *
 * @example
 * ```ts
 * import { buildMetricsQuery } from "@cloudapi/athena";
 *
 * const { sql, parameters } = buildMetricsQuery({ table: "api_logs", startDate: "2025-01-15", endDate: "2025-01-15" });
 * console.log(parameters.slice(0, 3)); // => [2025, 1, 15]
 * console.log(sql.includes('"year" = ?')); // => true
 * ```
 */
export function buildMetricsQuery(input: MetricsQueryInput): Statement {
  checkOptionNames("buildMetricsQuery", input, [...SOURCE_OPTIONS, "startDate", "endDate"]);
  const { startDate, endDate, ...source } = input;
  const range = readDayRange("buildMetricsQuery", startDate, endDate);
  const { bind, parameters } = parameterBinder();
  const sql = metricsSql("buildMetricsQuery", source, { range, bind });
  return statement(`${sql}\nORDER BY "request_count" DESC, "endpoint"`, parameters);
}

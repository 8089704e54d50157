import type { AthenaClient } from "@aws-sdk/client-athena";
import * as z from "zod";
import { type QueryOptions, query } from "../query.ts";
import { type QueryPlace, splitPlace } from "../run/query-place.ts";
import { buildMetricsQuery, type MetricsQueryInput } from "./build-metrics-query.ts";

/** The metrics to query, and where. */
export interface QueryMetricsInput extends MetricsQueryInput, Omit<QueryPlace, "database"> {}

/** The metrics of one endpoint; the same shape as that of `computeEndpointMetrics` in `@cloudapi/transform`. */
export interface EndpointMetricsRow {
  readonly endpoint: string;
  readonly requestCount: number;
  /** Mean of the response times that are known, in milliseconds; null when none is. */
  readonly averageResponseTimeMs: number | null;
  /** Median response time, in milliseconds; null when none is known. The same for `p95` and `p99`. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Share of requests answered with a status of 400 or above, 0 to 1. */
  readonly errorRate: number;
  /** Requests a minute over the time from the first to the last event of all rows, at least one minute. */
  readonly requestsPerMinute: number;
}

/**
 * The metrics of each endpoint over some days, most requested first: runs `buildMetricsQuery` and reads its rows.
 *
 * IAM: what `runQuery` and `getResults` need.
 *
 * @throws {AthenaQueryError} when the query fails; `NO_SUCH_TABLE` when the table is not there
 * @throws {TypeError | RangeError} for input that `buildMetricsQuery` refuses
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { buildCreateTable, queryMetrics, runQuery } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const athena = new AthenaClient();
 * const place = { database: "default", outputLocation: "s3://cloudapi-logs-processed/athena-results/" };
 * await runQuery(athena, { ...buildCreateTable(apiLogs, { location: "s3://cloudapi-logs-processed/api_logs/" }), ...place });
 * const metrics = await queryMetrics(athena, { startDate: "2025-01-15", endDate: "2025-01-15", ...place });
 * for (const { endpoint, requestCount, p95 } of metrics) console.log(endpoint, requestCount, p95);
 * athena.destroy();
 * ```
 */
export async function queryMetrics(
  athena: AthenaClient,
  input: QueryMetricsInput,
  options: QueryOptions = {},
): Promise<EndpointMetricsRow[]> {
  const { place, rest } = splitPlace(input);
  const rows: EndpointMetricsRow[] = [];
  for await (const row of query(
    athena,
    { ...buildMetricsQuery(rest), ...place, schema: resultSchema() },
    options,
  )) {
    rows.push({
      endpoint: row.endpoint,
      requestCount: row.request_count,
      averageResponseTimeMs: row.average_response_time_ms,
      p50: row.p50,
      p95: row.p95,
      p99: row.p99,
      errorRate: row.error_rate,
      requestsPerMinute: row.requests_per_minute,
    });
  }
  return rows;
}

function resultSchema() {
  return z.object({
    endpoint: z.string(),
    request_count: z.int(),
    average_response_time_ms: z.number().nullable(),
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    error_rate: z.number(),
    requests_per_minute: z.number(),
  });
}

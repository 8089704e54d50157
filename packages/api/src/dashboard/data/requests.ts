import { apiLogs } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";
import * as z from "zod";
import { type Asking, askEngine, sumOfCosts } from "../ask-engine.ts";
import type { RequestFigures, RequestsData } from "../dashboard-data.ts";
import type { RequestsTable } from "../dashboard-input.ts";
import type { DashboardQuestion } from "../question.ts";
import { bucketLength, bucketSql, bucketStart } from "../time-buckets.ts";
import { tableSql, withinRange } from "../time-conditions.ts";

/** Endpoints that are told apart; the figures over time are of all. */
const MAX_ENDPOINTS = 100;
const MAX_BUCKETS = 1_000;

const figure = z.number().nullable();
const FIGURES = {
  requests: z.coerce.number(),
  errors: z.coerce.number(),
  server_errors: z.coerce.number(),
  average_ms: figure,
  p50_ms: figure,
  p95_ms: figure,
  p99_ms: figure,
};
const FIGURES_SQL = `count(*) AS requests, count_if("status_code" >= 400) AS errors,
  count_if("status_code" >= 500) AS server_errors, avg("response_time_ms") AS average_ms,
  approx_percentile("response_time_ms", 0.5) AS p50_ms, approx_percentile("response_time_ms", 0.95) AS p95_ms,
  approx_percentile("response_time_ms", 0.99) AS p99_ms`;

/** Requests, errors and latency percentiles: in all, over time, and per endpoint. */
export async function requestsData(
  asking: Asking,
  { dataset = apiLogs, ...place }: RequestsTable,
  question: DashboardQuestion,
): Promise<RequestsData> {
  const bucketMs = bucketLength(question);
  const bucket = bucketSql(dataset.eventTime ?? "", bucketMs);
  const within = withinRange(dataset, question).andEqual("endpoint", question.endpoint);
  const from = `(SELECT ${bucket} AS bucket, "endpoint", "status_code", "response_time_ms"
  FROM ${tableSql(place)} ${within.sql})`;
  const { parameters } = within;
  const [overTime, endpoints] = await Promise.all([
    askEngine(asking, {
      sql: `SELECT bucket, ${FIGURES_SQL}\nFROM ${from}\nGROUP BY GROUPING SETS ((), (bucket)) ORDER BY bucket`,
      parameters,
      tables: [place],
      row: z.object({ bucket: z.coerce.number().nullable(), ...FIGURES }),
      maxRows: MAX_BUCKETS,
    }),
    askEngine(asking, {
      sql: `SELECT "endpoint", json_format(CAST(histogram(bucket) AS JSON)) AS trend, ${FIGURES_SQL}
FROM ${from}\nGROUP BY "endpoint" ORDER BY requests DESC, ${quoteIdentifier("endpoint")} LIMIT ${MAX_ENDPOINTS}`,
      parameters,
      tables: [place],
      row: z.object({ endpoint: z.string(), trend: z.string(), ...FIGURES }),
      maxRows: MAX_ENDPOINTS,
    }),
  ]);
  const total = overTime.rows.find((row) => row.bucket === null);
  const buckets = overTime.rows.flatMap((row) =>
    row.bucket === null ? [] : [{ at: bucketStart(row.bucket, bucketMs), ...figuresOf(row) }],
  );
  return {
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    endpoint: question.endpoint ?? null,
    bucketMs,
    total: total === undefined ? NOTHING : figuresOf(total),
    overTime: buckets,
    endpoints: endpoints.rows.map((row) => ({
      endpoint: row.endpoint,
      trend: trendOf(row.trend, question, bucketMs),
      ...figuresOf(row),
    })),
    cost: sumOfCosts(overTime.cost, endpoints.cost),
  };
}

const NOTHING: RequestFigures = {
  requests: 0,
  errors: 0,
  serverErrors: 0,
  averageMs: null,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
};

function figuresOf(row: z.output<z.ZodObject<typeof FIGURES>>): RequestFigures {
  return {
    requests: row.requests,
    errors: row.errors,
    serverErrors: row.server_errors,
    averageMs: row.average_ms,
    p50Ms: row.p50_ms,
    p95Ms: row.p95_ms,
    p99Ms: row.p99_ms,
  };
}

/** Counts by bucket number as a list over the whole range, which has zeros where nothing was. */
function trendOf(json: string, { from, to }: DashboardQuestion, bucketMs: number): number[] {
  const counts = z.record(z.string(), z.number()).parse(JSON.parse(json));
  const first = Math.floor(from.getTime() / bucketMs);
  const last = Math.ceil(to.getTime() / bucketMs) - 1;
  return Array.from({ length: last - first + 1 }, (_, index) => counts[first + index] ?? 0);
}

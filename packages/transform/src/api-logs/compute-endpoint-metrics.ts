import { parseTimestamp } from "@cloudapi/core";
import { compareUtf8 } from "@cloudapi/core/internal";
import { checkRowsArgument } from "../rows/check-rows-argument.ts";
import { NumberList } from "./number-list.ts";
import { percentile } from "./percentile.ts";

/** What the metrics are computed from: rows of the `apiLogs` contract, or any rows with these columns. */
export interface RequestRow {
  /** RFC 3339 date-time. */
  readonly timestamp: string;
  readonly endpoint: string;
  readonly status_code: number;
  readonly response_time_ms?: number | null | undefined;
}

/** The metrics of one endpoint. */
export interface EndpointMetrics {
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
 * Request count, average and percentiles of response time, error rate and requests a minute, per
 * endpoint; most requested first, then by endpoint in code point order.
 *
 * Percentiles are exact, with linear interpolation (Hyndman and Fan's definition 7), so the response
 * times are held: up to 16 bytes per row. Rows may come as an async iterable; the result is then a promise.
 *
 * @throws {TypeError} for a row without a readable timestamp, endpoint or status, with its number
 *
 * @example
 * ```ts
 * import { computeEndpointMetrics } from "@cloudapi/transform";
 *
 * const [users] = computeEndpointMetrics([
 *   { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200, response_time_ms: 100 },
 *   { timestamp: "2025-01-15T10:30:46Z", endpoint: "/api/users", status_code: 200, response_time_ms: 150 },
 * ]);
 * console.log(users?.averageResponseTimeMs, users?.requestCount, users?.errorRate); // => 125 2 0
 * ```
 */
export function computeEndpointMetrics(rows: Iterable<RequestRow>): EndpointMetrics[];
export function computeEndpointMetrics(rows: AsyncIterable<RequestRow>): Promise<EndpointMetrics[]>;
export function computeEndpointMetrics(
  rows: Iterable<RequestRow> | AsyncIterable<RequestRow>,
): EndpointMetrics[] | Promise<EndpointMetrics[]> {
  const tally = new Tally();
  if (Symbol.asyncIterator in Object(rows))
    return tallyLater(rows as AsyncIterable<RequestRow>, tally);
  checkRowsArgument("computeEndpointMetrics", rows, "an iterable or async iterable");
  for (const row of rows as Iterable<RequestRow>) tally.add(row);
  return tally.metrics();
}

async function tallyLater(
  rows: AsyncIterable<RequestRow>,
  tally: Tally,
): Promise<EndpointMetrics[]> {
  for await (const row of rows) tally.add(row);
  return tally.metrics();
}

interface EndpointTally {
  requests: number;
  errors: number;
  sumMs: number;
  timed: number;
  readonly responseTimes: NumberList;
}

class Tally {
  readonly #endpoints = new Map<string, EndpointTally>();
  #rows = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  add(row: RequestRow): void {
    this.#rows++;
    const epochMs = readRow(row, this.#rows);
    this.#firstMs = Math.min(this.#firstMs, epochMs);
    this.#lastMs = Math.max(this.#lastMs, epochMs);
    const endpoint = this.#endpointOf(row.endpoint);
    endpoint.requests++;
    if (row.status_code >= 400) endpoint.errors++;
    const responseTime = row.response_time_ms;
    if (responseTime === null || responseTime === undefined) return;
    endpoint.timed++;
    endpoint.sumMs += responseTime;
    endpoint.responseTimes.push(responseTime);
  }

  metrics(): EndpointMetrics[] {
    const minutes = Math.max(1, (this.#lastMs - this.#firstMs) / 60_000);
    return [...this.#endpoints]
      .map(([endpoint, tally]) => metricsOf(endpoint, tally, minutes))
      .sort((a, b) => b.requestCount - a.requestCount || compareUtf8(a.endpoint, b.endpoint));
  }

  #endpointOf(name: string): EndpointTally {
    let endpoint = this.#endpoints.get(name);
    if (endpoint === undefined) {
      endpoint = { requests: 0, errors: 0, sumMs: 0, timed: 0, responseTimes: new NumberList() };
      this.#endpoints.set(name, endpoint);
    }
    return endpoint;
  }
}

/** The row's event time; refuses a row that the metrics can't be computed from. */
function readRow(row: RequestRow, number: number): number {
  const { timestamp, endpoint, status_code, response_time_ms } = Object(row) as RequestRow;
  const parsed = typeof timestamp === "string" ? parseTimestamp(timestamp) : undefined;
  if (parsed === undefined) throw unusable(number, "timestamp", "an RFC 3339 date-time", timestamp);
  if (typeof endpoint !== "string") throw unusable(number, "endpoint", "a string", endpoint);
  if (!Number.isFinite(status_code)) throw unusable(number, "status_code", "a number", status_code);
  const isTimed = response_time_ms !== null && response_time_ms !== undefined;
  if (isTimed && !Number.isFinite(response_time_ms))
    throw unusable(number, "response_time_ms", "a finite number or null", response_time_ms);
  return parsed.epochMs;
}

function unusable(row: number, column: string, expected: string, received: unknown): TypeError {
  return new TypeError(
    `computeEndpointMetrics: row ${row}: ${column} ${kindOf(column, received)}; expected ${expected}. Validate the rows first.`,
  );
}

/** By its kind alone: messages are logged, and rows are none of the log's business. */
function kindOf(column: string, value: unknown): string {
  if (value === undefined || value === null) return "is missing";
  if (typeof value === "string")
    return column === "timestamp" ? "is text in another format" : "is text";
  return Number.isNaN(value) ? "is NaN" : `is a value of type ${typeof value}`;
}

function metricsOf(endpoint: string, tally: EndpointTally, minutes: number): EndpointMetrics {
  const sorted = tally.responseTimes.sorted();
  return {
    endpoint,
    requestCount: tally.requests,
    averageResponseTimeMs: tally.timed === 0 ? null : tally.sumMs / tally.timed,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    errorRate: tally.errors / tally.requests,
    requestsPerMinute: tally.requests / minutes,
  };
}

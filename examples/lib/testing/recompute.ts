import { apiLogs } from "@cloudapi/core";
import { validateRecord } from "@cloudapi/validation";
import type { EndpointRow, Traffic } from "../report/demo-report.ts";

/** The numbers of a report, from nothing but the lines of the raw file: what a test compares the demo's with. */
export interface Recomputed {
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly perEndpoint: ReadonlyMap<string, Omit<EndpointRow, "endpoint">>;
  /** Requests by the start of their step and by class of status. */
  readonly steps: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

interface Request {
  readonly timestamp: string;
  readonly endpoint: string;
  readonly status_code: number;
  readonly response_time_ms?: number | null;
}

/** Recompute a report from a file of JSON Lines, as simply as can be: all rows in memory, one pass for each number. */
export function recompute(text: string, { stepSeconds }: Pick<Traffic, "stepSeconds">): Recomputed {
  const lines = text.split("\n").filter((line) => line !== "");
  const requests = lines
    .map((line) => JSON.parse(line) as Request)
    .filter((record) => validateRecord(apiLogs, record).valid);
  const times = requests.map(({ timestamp }) => Date.parse(timestamp));
  const minutes = Math.max(1, (Math.max(...times) - Math.min(...times)) / 60_000);
  const perEndpoint = new Map(
    [...Map.groupBy(requests, ({ endpoint }) => endpoint)].map(([endpoint, rows]) => [
      endpoint,
      metricsOf(rows, minutes),
    ]),
  );
  const bySteps = Map.groupBy(requests, ({ timestamp }) => stepOf(timestamp, stepSeconds));
  const steps = new Map([...bySteps].map(([start, rows]) => [start, byClass(rows)]));
  return { rowsIn: lines.length, rowsValid: requests.length, perEndpoint, steps };
}

function metricsOf(rows: readonly Request[], minutes: number): Omit<EndpointRow, "endpoint"> {
  const known = rows
    .map((row) => row.response_time_ms)
    .filter((value) => value !== null && value !== undefined)
    .toSorted((a, b) => a - b);
  return {
    requestCount: rows.length,
    averageResponseTimeMs:
      known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
    p50: percentile(known, 0.5),
    p95: percentile(known, 0.95),
    p99: percentile(known, 0.99),
    errorRate: rows.filter((row) => row.status_code >= 400).length / rows.length,
    requestsPerMinute: rows.length / minutes,
  };
}

/** Between the two nearest values, in proportion. */
function percentile(sorted: readonly number[], share: number): number | null {
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (place - Math.floor(place));
}

function stepOf(timestamp: string, stepSeconds: number): string {
  const stepMs = stepSeconds * 1000;
  return new Date(Math.floor(Date.parse(timestamp) / stepMs) * stepMs).toISOString();
}

function byClass(rows: readonly Request[]): Record<string, number> {
  const classes = Object.groupBy(rows, (row) => `${String(row.status_code)[0]}xx`);
  return Object.fromEntries(
    Object.entries(classes).map(([name, each]) => [name, each?.length ?? 0]),
  );
}

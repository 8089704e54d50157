import { checkOptionNames } from "@cloudapi/core/internal";
import type { RequestLog, RequestRecord } from "./request-record.ts";

/** Options of `emfLog`. */
export interface EmfLogInput {
  /** Takes one line: `console.log`, which is CloudWatch in a Lambda function. */
  readonly write: (line: string) => void;
  /** Of the metrics; default `CloudApi`. */
  readonly namespace?: string;
}

/**
 * Each request as a line of JSON that CloudWatch reads as a log and as metrics (embedded metric format): requests, errors,
 * latency, scanned bytes, by route.
 *
 * @example
 * ```ts
 * import { emfLog } from "@cloudapi/api";
 *
 * const lines: string[] = [];
 * const log = emfLog({ write: (line) => lines.push(line) });
 * log({
 *   timeMs: 0, requestId: "r", method: "GET", route: "/health", path: "/health", status: 200, latencyMs: 1.5, queries: 0,
 *   scannedBytes: 0, engineMs: 0, cachedQueries: 0, queryExecutionIds: [], subject: undefined, code: undefined, error: undefined,
 * });
 * console.log(JSON.parse(lines[0] ?? "").Latency); // => 1.5
 * ```
 */
export function emfLog(input: EmfLogInput): RequestLog {
  checkOptionNames("emfLog", input, ["write", "namespace"]);
  const { write, namespace = "CloudApi" } = input;
  return (record) => write(JSON.stringify(emfRecord(record, namespace)));
}

/** Source: Amazon CloudWatch, "Specification: Embedded metric format". */
function emfRecord({ timeMs, error, status, ...record }: RequestRecord, namespace: string) {
  return {
    _aws: {
      Timestamp: timeMs,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [["Route"], []],
          Metrics: [
            { Name: "Requests", Unit: "Count" },
            { Name: "ClientErrors", Unit: "Count" },
            { Name: "ServerErrors", Unit: "Count" },
            { Name: "Latency", Unit: "Milliseconds" },
            { Name: "EngineTime", Unit: "Milliseconds" },
            { Name: "ScannedBytes", Unit: "Bytes" },
          ],
        },
      ],
    },
    Route: `${record.method} ${record.route ?? "none"}`,
    Requests: 1,
    ClientErrors: status >= 400 && status < 500 ? 1 : 0,
    ServerErrors: status >= 500 ? 1 : 0,
    Latency: record.latencyMs,
    EngineTime: record.engineMs,
    ScannedBytes: record.scannedBytes,
    level: status >= 500 ? "error" : "info",
    status,
    requestId: record.requestId,
    path: record.path,
    queries: record.queries,
    cachedQueries: record.cachedQueries,
    queryExecutionIds: record.queryExecutionIds,
    ...(record.subject !== undefined && { subject: record.subject }),
    ...(record.code !== undefined && { code: record.code }),
    ...(error !== undefined && { error: errorText(error) }),
  };
}

const MAX_ERROR_CHARACTERS = 4_000;

function errorText(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, MAX_ERROR_CHARACTERS);
}

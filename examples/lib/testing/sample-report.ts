import type { DemoReport, EndpointRow } from "../report/demo-report.ts";

/** A report of nothing, for tests to add to. */
export const emptyReport: DemoReport = {
  rowsIn: 0,
  rowsValid: 0,
  rowsRejected: 0,
  rowsWritten: 0,
  rowsDropped: 0,
  objects: 0,
  partitions: 0,
  bytesIn: 0,
  bytesWritten: 0,
  timestampsTruncated: 0,
  perEndpoint: [],
  traffic: { stepSeconds: 1, steps: [] },
  rejectedByCode: {},
  rejections: [],
  problems: [],
  warnings: [],
  durationMs: 0,
};

/** The metrics of an endpoint, for tests to add to. */
export function endpointRow(row: Partial<EndpointRow>): EndpointRow {
  return {
    endpoint: "/a",
    requestCount: 1,
    averageResponseTimeMs: null,
    p50: null,
    p95: null,
    p99: null,
    errorRate: 0,
    requestsPerMinute: 1,
    ...row,
  };
}

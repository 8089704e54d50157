import { expect, it } from "vitest";
import { type DemoReport, numbersOf, renderReport } from "./demo-report.ts";

const empty: DemoReport = {
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
  rejectedByCode: {},
  rejections: [],
  problems: [],
  durationMs: 0,
};

it("shows the sums, the first rejected rows with their reasons, and the metrics", () => {
  const text = renderReport({
    ...empty,
    rowsIn: 5_000,
    rowsValid: 4_999,
    rowsRejected: 1,
    rowsWritten: 4_990,
    rowsDropped: 9,
    objects: 1,
    partitions: 1,
    bytesIn: 2048,
    bytesWritten: 1024,
    rejectedByCode: { too_big: 1 },
    rejections: [
      {
        source: "logs.ndjson",
        line: 7,
        raw: '{"status_code":999}',
        reasons: ["status_code: expected at most 599, received 999."],
      },
    ],
    perEndpoint: [
      {
        endpoint: "/a",
        requestCount: 4_990,
        averageResponseTimeMs: 125,
        p50: 125,
        p95: null,
        p99: null,
        errorRate: 0.125,
        requestsPerMinute: 3,
      },
    ],
    durationMs: 1234,
  });
  expect(text).toContain("Rows in   5,000 = 4,999 valid + 1 rejected");
  expect(text).toContain("Valid     4,999 = 4,990 written + 9 dropped");
  expect(text).toContain("1 Parquet object in 1 partition, 1.0 KiB from 2.0 KiB, in 1.2 s");
  expect(text).toContain(
    'logs.ndjson:7  {"status_code":999}\n    status_code: expected at most 599, received 999.',
  );
  expect(text).toMatch(/\/a +4,990 +██████████ +125\.0 +125\.0 +- +- +12\.5 % +3\.00/);
});

it("says so when nothing was written", () => {
  expect(renderReport(empty)).toContain("there are no metrics");
});

it("gives the numbers alone to programs", () => {
  expect(Object.keys(numbersOf(empty))).toEqual([
    "rowsIn",
    "rowsValid",
    "rowsRejected",
    "rowsWritten",
    "rowsDropped",
    "objects",
    "partitions",
    "perEndpoint",
    "rejectedByCode",
  ]);
});

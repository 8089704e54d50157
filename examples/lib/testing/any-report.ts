import fc from "fast-check";
import { anyCodePoint } from "../../../scripts/lib/any-code-point.ts";
import type { DemoReport, EndpointRow, RejectedRow } from "../report/demo-report.ts";
import { trafficOf } from "../report/traffic-steps.ts";

const anyText = fc.string({ unit: anyCodePoint, maxLength: 200 });
const id = fc.stringMatching(/^[0-9a-f]{32}$/);
const encoded = anyText.map((text) => encodeURIComponent(text.toWellFormed()));
const segment = fc.oneof(
  fc.constantFrom(
    "api",
    "v2",
    "servers",
    "detail",
    "日本語",
    "поиск",
    "검색",
    "👨‍👩‍👧",
    "e\u0301",
    "\x1b[31m",
    "\n",
  ),
  id,
  encoded,
  anyText,
  fc.string({ maxLength: 20 }),
);

/** Endpoints as logs have them, and worse: long, nearly the same, wide, encoded, with control characters. */
export const anyEndpoint = fc
  .array(segment, { maxLength: 8 })
  .chain((segments) =>
    fc.constantFrom("/", "?", "&").map((separator) => `/${segments.join(separator)}`),
  );

const milliseconds = fc.option(fc.double({ min: 0, max: 1e7, noNaN: true }));

const anyRow: fc.Arbitrary<EndpointRow> = fc.record({
  endpoint: anyEndpoint,
  requestCount: fc.integer({ min: 1, max: 2 ** 40 }),
  averageResponseTimeMs: milliseconds,
  p50: milliseconds,
  p95: milliseconds,
  p99: milliseconds,
  errorRate: fc.double({ min: 0, max: 1, noNaN: true }),
  requestsPerMinute: fc.double({ min: 0, max: 1e7, noNaN: true }),
});

const anyRejection: fc.Arbitrary<RejectedRow> = fc.record({
  source: anyText,
  line: fc.integer({ min: 1, max: 2 ** 40 }),
  raw: fc.oneof(anyText, fc.json()),
  kind: fc.constantFrom("too_big status_code", "required endpoint", "other"),
  reasons: fc.array(anyText, { minLength: 1, maxLength: 5 }),
});

const anyStep = fc.record({
  step: fc.integer({ min: 0, max: 60 }),
  statusClass: fc.integer({ min: 1, max: 5 }),
  requests: fc.integer({ min: 1, max: 2 ** 40 }),
});
const anyTraffic = fc
  .tuple(fc.constantFrom(1, 30, 3600, 86_400 * 64), fc.array(anyStep, { maxLength: 40 }))
  .map(([seconds, steps]) => trafficOf(seconds, steps));

const count = fc.nat(2 ** 31);

/** Reports of all kinds. They need not add up. */
export const anyReport: fc.Arbitrary<DemoReport> = fc.record({
  rowsIn: count,
  rowsValid: count,
  rowsRejected: count,
  rowsWritten: count,
  rowsDropped: count,
  objects: count,
  partitions: count,
  bytesIn: count,
  bytesWritten: count,
  timestampsTruncated: count,
  perEndpoint: fc.array(anyRow, { maxLength: 30 }),
  traffic: anyTraffic,
  rejectedByCode: fc.dictionary(fc.constantFrom("too_big", "required", "invalid_format"), count),
  rejections: fc.array(anyRejection, { maxLength: 10 }),
  problems: fc.array(anyText, { maxLength: 2 }),
  warnings: fc.array(anyText, { maxLength: 2 }),
  durationMs: count,
});

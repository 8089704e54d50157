import { styleText } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { displayWidth } from "../terminal/display-width.ts";
import { plain } from "../terminal/paint.ts";
import { anyReport } from "../testing/any-report.ts";
import { showOn } from "../testing/headless-terminal.ts";
import { emptyReport, endpointRow } from "../testing/sample-report.ts";
import type { DemoReport } from "./demo-report.ts";
import { renderReport } from "./render-report.ts";

const render = (report: Partial<DemoReport>, width = 80) =>
  renderReport({ ...emptyReport, ...report }, { width, paint: plain });

const rejection = {
  source: "logs.ndjson",
  line: 7,
  raw: '{"status_code":999}',
  kind: "too_big status_code",
  reasons: ["status_code: expected at most 599, received 999."],
};

it("shows the sums, the first rejected rows with their reasons, and the metrics", () => {
  const text = render({
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
    rejections: [rejection],
    perEndpoint: [
      endpointRow({ requestCount: 4_990, averageResponseTimeMs: 125, p50: 125, errorRate: 0.125 }),
    ],
    durationMs: 1234,
  });
  expect(text).toContain("Rows in   5,000 = 4,999 valid + 1 rejected");
  expect(text).toContain("Valid     4,999 = 4,990 written + 9 dropped");
  expect(text).toContain("1 Parquet object in 1 partition, 1.0 KiB from 2.0 KiB, in 1.2 s");
  expect(text).toContain(
    'logs.ndjson:7  {"status_code":999}\n    status_code: expected at most 599, received 999.',
  );
  expect(text).toMatch(/\/a +4,990 +██████████ +125\.0 +125\.0 +12\.5% +1\.00/);
});

it("leaves out the columns that no endpoint has a value in", () => {
  const rows = [endpointRow({ endpoint: "/a" }), endpointRow({ endpoint: "/b" })];
  expect(render({ perEndpoint: rows })).toMatch(/endpoint +requests +errors +req\/min\n/);
  const timed = [...rows, endpointRow({ endpoint: "/c", p95: 3 })];
  expect(render({ perEndpoint: timed })).toMatch(/endpoint +requests +p95 +errors +req\/min\n/);
});

it("tells rates in the unit that suits them, and none that would be nothing", () => {
  const heading = (requestsPerMinute: number) =>
    /errors(.*)\n/.exec(render({ perEndpoint: [endpointRow({ requestsPerMinute })] }))?.[1]?.trim();
  expect([5, 0.05, 0.001, 0.000_001].map(heading)).toEqual(["req/min", "req/h", "req/day", ""]);
});

it("adds up the endpoints that it doesn't show", () => {
  const perEndpoint = Array.from({ length: 40 }, (_, i) =>
    endpointRow({ endpoint: `/${i}`, requestCount: 40 - i }),
  );
  expect(render({ perEndpoint })).toContain("and 25 more endpoints with 325 requests");
});

it("shows one rejected row of each kind, and counts all others", () => {
  const rejections = Array.from({ length: 50 }, (_, i) => ({ ...rejection, line: i + 1 }));
  const last = {
    ...rejection,
    line: 51,
    kind: "required endpoint",
    reasons: ["endpoint: a value"],
  };
  const text = render({ rowsRejected: 60, rejections: [...rejections, last] });
  expect(text).toMatch(/logs\.ndjson:1 [^]*logs\.ndjson:51 [^]*and 58 more, all in the quarantine/);
  expect(render({ rowsRejected: 60, rejections })).toContain("and 58 more");
});

it("draws requests over time for each class of statuses", () => {
  const steps = [
    { start: "2025-01-15T10:00:00.000Z", requests: { "2xx": 8 } },
    { start: "2025-01-15T10:01:00.000Z", requests: {} },
    { start: "2025-01-15T10:02:00.000Z", requests: { "2xx": 4, "5xx": 2 } },
  ];
  expect(
    render({ traffic: { stepSeconds: 60, steps } })
      .split("\n")
      .slice(-4),
  ).toEqual([
    "status  requests   share  peak  2025-01-15 10:00 to 10:02",
    "all           14  100.0%     8  █·▆",
    "2xx           12   85.7%     8  █·▄",
    "5xx            2   14.3%     2  ··█",
  ]);
});

it("says so when nothing was written", () => {
  expect(render({})).toContain("there are no metrics");
});

it.each([20, 40, 80, 100, 160])(
  "keeps every report within %i columns of a terminal",
  async (width) => {
    const property = fc.asyncProperty(anyReport, async (report) => {
      const lines = renderReport(report, { width, paint: plain }).split("\n");
      expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
      const text = renderReport(report, {
        width,
        paint: (tone, part) => styleText(TONES[tone], part, { validateStream: false }),
      });
      const { lines: shown, wrapped } = await showOn(width, text);
      expect(wrapped).toEqual([]);
      expect(shown.slice(0, lines.length).map((line) => line.trimEnd())).toEqual(
        lines.map((line) => line.trimEnd()),
      );
    });
    await fc.assert(property, { numRuns: propertyRuns(40) });
  },
);

const TONES = {
  title: "bold",
  faint: "dim",
  good: "green",
  notice: "cyan",
  warning: "yellow",
  bad: "red",
} as const;

import { bar, countOf, cut, formatBytes, formatCount, textTable } from "./text-table.ts";

/** Metrics of one endpoint, as the query gives them. */
export interface EndpointRow {
  readonly endpoint: string;
  readonly requestCount: number;
  readonly averageResponseTimeMs: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly errorRate: number;
  readonly requestsPerMinute: number;
}

/** A rejected row, as far as the report shows it. */
export interface RejectedRow {
  readonly source: string;
  readonly line: number;
  readonly raw: string;
  readonly reasons: readonly string[];
}

/** The numbers of a run; what `--report` writes. */
export interface DemoNumbers {
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rowsWritten: number;
  readonly rowsDropped: number;
  readonly objects: number;
  readonly partitions: number;
  readonly perEndpoint: readonly EndpointRow[];
  readonly rejectedByCode: Readonly<Record<string, number>>;
}

/** The numbers, and what a person is told beside them. */
export interface DemoReport extends DemoNumbers {
  readonly bytesIn: number;
  readonly bytesWritten: number;
  readonly timestampsTruncated: number;
  readonly rejections: readonly RejectedRow[];
  readonly problems: readonly string[];
  readonly durationMs: number;
}

const SHOWN_ENDPOINTS = 20;
const SHOWN_REJECTIONS = 5;

/** The numbers alone: the same for the same input, however often it is run. */
export function numbersOf({
  rowsIn,
  rowsValid,
  rowsRejected,
  rowsWritten,
  rowsDropped,
  objects,
  partitions,
  perEndpoint,
  rejectedByCode,
}: DemoReport): DemoNumbers {
  return {
    rowsIn,
    rowsValid,
    rowsRejected,
    rowsWritten,
    rowsDropped,
    objects,
    partitions,
    perEndpoint,
    rejectedByCode,
  };
}

/** The report as a person reads it. */
export function renderReport(report: DemoReport): string {
  return [
    "",
    ...reconciliation(report),
    "",
    ...problems(report),
    ...rejections(report),
    ...endpoints(report),
  ].join("\n");
}

function reconciliation(report: DemoReport): string[] {
  const n = formatCount;
  const seconds = (report.durationMs / 1000).toFixed(1);
  return [
    `Rows in   ${n(report.rowsIn)} = ${n(report.rowsValid)} valid + ${n(report.rowsRejected)} rejected`,
    `Valid     ${n(report.rowsValid)} = ${n(report.rowsWritten)} written + ${n(report.rowsDropped)} dropped`,
    `Written   ${countOf(report.objects, "Parquet object")} in ${countOf(report.partitions, "partition")}, ${formatBytes(report.bytesWritten)} from ${formatBytes(report.bytesIn)}, in ${seconds} s`,
    ...(report.timestampsTruncated === 0
      ? []
      : [`Cut       ${countOf(report.timestampsTruncated, "timestamp")} to milliseconds`]),
  ];
}

function problems(report: DemoReport): string[] {
  return report.problems.length === 0
    ? []
    : [...report.problems.map((problem) => `Problem: ${problem}`), ""];
}

function rejections(report: DemoReport): string[] {
  if (report.rowsRejected === 0) return [];
  const codes = Object.entries(report.rejectedByCode)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${formatCount(count)}`);
  const lines = [`Rejected rows (${codes.join(", ")})`];
  for (const row of report.rejections.slice(0, SHOWN_REJECTIONS)) {
    lines.push(`  ${row.source}:${row.line}  ${cut(row.raw, 80)}`);
    for (const reason of row.reasons.slice(0, 3)) lines.push(`    ${cut(reason, 160)}`);
    if (row.reasons.length > 3) lines.push(`    and ${row.reasons.length - 3} more reasons`);
  }
  const more = report.rowsRejected - Math.min(SHOWN_REJECTIONS, report.rejections.length);
  if (more > 0) lines.push(`  and ${formatCount(more)} more, all in the quarantine`);
  return [...lines, ""];
}

function endpoints({ perEndpoint }: DemoReport): string[] {
  if (perEndpoint.length === 0) return ["No rows were written, so there are no metrics."];
  const shown = perEndpoint.slice(0, SHOWN_ENDPOINTS);
  const most = Math.max(...shown.map(({ requestCount }) => requestCount));
  const lines = textTable(shown, [
    { heading: "endpoint", text: ({ endpoint }) => cut(endpoint, 44) },
    { heading: "requests", text: ({ requestCount }) => formatCount(requestCount), align: "right" },
    { heading: "", text: ({ requestCount }) => bar(requestCount / most, 10) },
    { heading: "avg ms", text: (row) => milliseconds(row.averageResponseTimeMs), align: "right" },
    { heading: "p50", text: (row) => milliseconds(row.p50), align: "right" },
    { heading: "p95", text: (row) => milliseconds(row.p95), align: "right" },
    { heading: "p99", text: (row) => milliseconds(row.p99), align: "right" },
    {
      heading: "errors",
      text: ({ errorRate }) => `${(errorRate * 100).toFixed(1)} %`,
      align: "right",
    },
    { heading: "req/min", text: (row) => row.requestsPerMinute.toFixed(2), align: "right" },
  ]);
  const more = perEndpoint.length - shown.length;
  return more > 0 ? [...lines, `and ${formatCount(more)} more endpoints`] : lines;
}

function milliseconds(value: number | null): string {
  return value === null ? "-" : value.toFixed(1);
}

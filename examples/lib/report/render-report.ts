import { cutEnd, cutMiddle } from "../terminal/cut-text.ts";
import { displayWidth } from "../terminal/display-width.ts";
import { countOf, formatBytes, formatCount } from "../terminal/format.ts";
import type { Page } from "../terminal/page.ts";
import type { Tone } from "../terminal/paint.ts";
import { printable } from "../terminal/printable.ts";
import { wrapText } from "../terminal/wrap-text.ts";
import type { DemoReport, RejectedRow } from "./demo-report.ts";
import { renderEndpoints } from "./render-endpoints.ts";
import { renderTraffic } from "./render-traffic.ts";

const SHOWN_REJECTIONS = 5;
const SHOWN_ALIKE = 2;
const SHOWN_REASONS = 3;
const GAP = 2;
const LEAST_RAW = 10;

/** The report as a person reads it. */
export function renderReport(report: DemoReport, page: Page): string {
  const parts = [
    reconciliation(report, page),
    messages(report, page),
    rejections(report, page),
    renderEndpoints(report, page),
    renderTraffic(report, page),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join("\n")}`)
    .join("\n");
}

function reconciliation(report: DemoReport, { width, paint }: Page): string[] {
  const n = formatCount;
  const seconds = (report.durationMs / 1000).toFixed(1);
  const lines = [
    `Rows in   ${n(report.rowsIn)} = ${n(report.rowsValid)} valid + ${n(report.rowsRejected)} rejected`,
    `Valid     ${n(report.rowsValid)} = ${n(report.rowsWritten)} written + ${n(report.rowsDropped)} dropped`,
    `Written   ${countOf(report.objects, "Parquet object")} in ${countOf(report.partitions, "partition")}, ${formatBytes(report.bytesWritten)} from ${formatBytes(report.bytesIn)}, in ${seconds} s`,
  ];
  if (report.timestampsTruncated > 0)
    lines.push(`Cut       ${countOf(report.timestampsTruncated, "timestamp")} to milliseconds`);
  return lines.flatMap((line) => {
    const [first = "", ...more] = wrapText(line, width, " ".repeat(10));
    return [first.replace(/^\w+( \w+)? {2,}/, (label) => paint("title", label)), ...more];
  });
}

function messages({ problems, warnings }: DemoReport, page: Page): string[] {
  return [
    ...problems.flatMap((text) => message("Problem", "bad", text, page)),
    ...warnings.flatMap((text) => message("Warning", "warning", text, page)),
  ];
}

function message(label: string, tone: Tone, text: string, { width, paint }: Page): string[] {
  const [first = "", ...more] = wrapText(`${label}: ${printable(text)}`, width, "  ");
  return [first.replace(label, paint(tone, label)), ...more];
}

function rejections(report: DemoReport, page: Page): string[] {
  if (report.rowsRejected === 0) return [];
  const codes = Object.entries(report.rejectedByCode)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${formatCount(count)}`);
  const [title = "", ...more] = wrapText(`Rejected rows (${codes.join(", ")})`, page.width, "  ");
  const lines = [page.paint("title", title), ...more];
  const shown = choose(report.rejections);
  lines.push(...shown.flatMap((row) => rejection(row, page)));
  const rest = report.rowsRejected - shown.length;
  if (rest > 0)
    lines.push(...wrapText(`  and ${formatCount(rest)} more, all in the quarantine`, page.width));
  return lines;
}

/** The first row of each kind; a second of the same where there are no others. */
function choose(rows: readonly RejectedRow[]): RejectedRow[] {
  const kinds = [...Map.groupBy(rows, ({ kind }) => kind).values()];
  const firsts = kinds.map(([first]) => first).filter((row) => row !== undefined);
  const shown = firsts.length > 1 ? firsts : rows.slice(0, SHOWN_ALIKE);
  return shown.slice(0, SHOWN_REJECTIONS);
}

/** Where a row stands and how it begins, and under it its reasons. */
function rejection({ source, line, raw, reasons }: RejectedRow, { width, paint }: Page): string[] {
  const name = cutMiddle(printable(source), Math.floor(width * 0.4));
  const place = cutEnd(`  ${name}:${line}`, width);
  const room = width - displayWidth(place) - GAP;
  const start = room < LEAST_RAW ? "" : cutEnd(printable(raw), room);
  const lines = [start === "" ? place : place + " ".repeat(GAP) + paint("faint", start)];
  for (const reason of reasons.slice(0, SHOWN_REASONS)) {
    const text = cutMiddle(printable(reason), 2 * (width - 10));
    lines.push(...wrapText(`    ${text}`, width, "      "));
  }
  if (reasons.length > SHOWN_REASONS)
    lines.push(cutEnd(`    and ${countOf(reasons.length - SHOWN_REASONS, "more reason")}`, width));
  return lines;
}

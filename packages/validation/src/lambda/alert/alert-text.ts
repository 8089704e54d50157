import { escapeControls } from "@cloudapi/core/internal";
import type { Problem, RecordFormat } from "@cloudapi/records";
import { objectUri } from "@cloudapi/s3/internal";
import { type VerdictIssue, withoutContents } from "../verdict/verdict.ts";

/** What an alert says. */
export interface AlertInput {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
  /** A `ValidationReport`, or a `Verdict`. */
  readonly report: AlertReport;
  /** Where the rejected rows are. */
  readonly rejectedRows?: { readonly bucket: string; readonly key: string } | undefined;
  /** Where the verdict is. */
  readonly verdict?: { readonly bucket: string; readonly key: string } | undefined;
  /** How many reasons are listed; 10 when left out, 100 at most. */
  readonly maxIssues?: number | undefined;
  /** Whether what was found in rows may be in the message; not when left out. */
  readonly includeRowContents?: boolean | undefined;
}

/** The part of a report that an alert needs. */
export interface AlertReport {
  readonly dataset: string;
  readonly contractHash: string;
  readonly format: RecordFormat;
  /** Records read; where they are mapped, `rowsIn - rowsFiltered + rowsAdded` are valid or rejected. */
  readonly rowsIn: number;
  readonly rowsFiltered?: number;
  readonly rowsAdded?: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
  readonly rejections: readonly {
    readonly line: number;
    readonly issues: readonly VerdictIssue[];
  }[];
}

const MAX_SUBJECT = 100;
const MAX_BYTES = 8192;
const MAX_LINE = 1200;
const MAX_CODES = 20;
/** Problems whose message can't quote the file. */
const PLAIN_PROBLEMS = new Set([
  "empty_file",
  "gzip_truncated",
  "gzip_corrupt",
  "unsupported_encoding",
  "unsupported_format",
]);

/** SNS takes 100 ASCII characters without line breaks. */
export function alertSubject({ key, report }: AlertInput): string {
  const { problems, rowsRejected, rowsValid } = report;
  const name = key.split("/").at(-1) ?? key;
  const start = "Validation failed: ";
  const end =
    problems[0] === undefined
      ? `: ${rowsRejected} of ${rowsValid + rowsRejected} rows rejected`
      : `: ${problems[0].code}`;
  const room = Math.max(0, MAX_SUBJECT - start.length - end.length);
  const shown = name.length <= room ? name : `${name.slice(0, Math.max(0, room - 3))}...`;
  return `${start}${shown}${end}`.replaceAll(/[^\u0020-\u007e]/g, "?").slice(0, MAX_SUBJECT);
}

function mapped({ rowsFiltered = 0, rowsAdded = 0 }: AlertReport): string {
  return rowsFiltered + rowsAdded === 0 ? "" : ` - ${rowsFiltered} filtered + ${rowsAdded} added`;
}

/** The message: at most 8 KiB, whatever the report holds. */
export function alertText(input: AlertInput): string {
  const { report, versionId, etag, rejectedRows, verdict, maxIssues = 10 } = input;
  const reasons = reasonLines(input, maxIssues + 1);
  const counts = Object.entries(report.rejectedByCode).sort(([, a], [, b]) => b - a);
  const lines = [
    `${objectUri(input)} does not fit the contract ${report.dataset} (${report.contractHash}).`,
    ...(versionId === undefined ? [] : [`Version: ${versionId}`]),
    ...(etag === undefined ? [] : [`ETag: ${etag}`]),
    "",
    `${report.rowsIn} rows in${mapped(report)} = ${report.rowsValid} valid + ${report.rowsRejected} rejected (${report.format}).`,
    ...counts
      .slice(0, MAX_CODES)
      .map(([code, rows]) => `${code}: ${rows} ${rows === 1 ? "row" : "rows"}`),
    "",
    ...reasons.slice(0, maxIssues),
    ...(reasons.length > maxIssues ? ["There are more; see the verdict."] : []),
    "",
    ...(rejectedRows === undefined ? [] : [`Rejected rows: ${objectUri(rejectedRows)}`]),
    ...(verdict === undefined ? [] : [`Verdict: ${objectUri(verdict)}`]),
  ];
  return cutToBytes(lines.map(cutLine).join("\n").trimEnd(), MAX_BYTES);
}

function reasonLines({ report, includeRowContents = false }: AlertInput, limit: number): string[] {
  const problems = report.problems
    .slice(0, limit)
    .map((problem) => problemLine(problem, includeRowContents));
  const issues = report.rejections
    .slice(0, limit)
    .flatMap(({ line, issues: found }) =>
      found.slice(0, limit).map((issue) => issueLine(line, issue, includeRowContents)),
    );
  return [...problems, ...issues].slice(0, limit);
}

function problemLine({ code, message, line }: Problem, includeRowContents: boolean): string {
  const words = includeRowContents || PLAIN_PROBLEMS.has(code) ? ` - ${message}` : "";
  return `File${line === undefined ? "" : `, line ${line}`}: ${code}${words}`;
}

function issueLine(line: number, issue: VerdictIssue, includeRowContents: boolean): string {
  const { code, path, expected, message } = includeRowContents ? issue : withoutContents(issue);
  const field = path.length === 0 ? "" : `, ${path.join(".")}`;
  const words = message ?? (expected === undefined ? "" : `expected ${expected}`);
  return `Line ${line}${field}: ${code}${words === "" ? "" : ` - ${words}`}`;
}

function cutLine(line: string): string {
  const safe = escapeControls(line);
  return safe.length <= MAX_LINE ? safe : `${safe.slice(0, MAX_LINE)}...`;
}

/** Cut between characters; the end says so. */
function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return bytes.toString();
  const end = "\n(cut short)";
  return (
    bytes
      .subarray(0, maxBytes - end.length)
      .toString()
      .replace(/(?<!\uFFFD)\uFFFD+$/, "") + end
  );
}

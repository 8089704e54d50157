import { PublishRefusedError } from "./publish-refused-error.ts";
import type { TransformReport, WriteRowsReport } from "./write-report.ts";

/** What a run must hold to for its result to be published. */
export interface PublishRules {
  /** The share of rows that may be rejected, 0 to 1. */
  readonly maxRejectedRatio: number;
  /** Whether rows of an earlier run may give way to none, or to far fewer. */
  readonly allowFewerRows: boolean;
}

/** Of what the source has, and of what was there before, at least this share must be written. */
const LEAST_SHARE = 1 / 2;

/**
 * Refuse to publish a run that would do harm.
 *
 * Rows that were there are not given up for none. Nor are they for fewer than half as many, when the run could use fewer
 * than half of its own rows: a source that has become smaller replaces what it had, one that has become unreadable doesn't.
 *
 * @throws {PublishRefusedError} `TOO_MANY_REJECTED`, `WOULD_LOSE_ROWS`
 */
export function guardPublish(
  report: TransformReport | WriteRowsReport,
  earlierRows: number,
  { maxRejectedRatio, allowFewerRows }: PublishRules,
): void {
  const { rowsValid, rowsRejected, rowsWritten } = report;
  const rows = rowsValid + rowsRejected;
  if (rowsRejected > rows * maxRejectedRatio) {
    throw new PublishRefusedError("TOO_MANY_REJECTED", tooMany(report, maxRejectedRatio), report);
  }
  if (allowFewerRows || earlierRows === 0) return;
  const isLoss =
    rowsWritten === 0 ||
    (rowsWritten < rows * LEAST_SHARE && rowsWritten < earlierRows * LEAST_SHARE);
  if (isLoss)
    throw new PublishRefusedError("WOULD_LOSE_ROWS", wouldLose(report, earlierRows), report);
}

function tooMany(report: TransformReport | WriteRowsReport, maxRejectedRatio: number): string {
  const { sourceId, rowsValid, rowsRejected } = report;
  return (
    `${rowsRejected} of ${countOf(rowsValid + rowsRejected, "row")} of ${sourceId} were rejected, more than maxRejectedRatio ${maxRejectedRatio} allows, so nothing was published.${firstReason(report)} ` +
    "Correct the source or the contract, or raise maxRejectedRatio."
  );
}

function wouldLose(report: TransformReport | WriteRowsReport, earlierRows: number): string {
  const { sourceId, rowsValid, rowsRejected, rowsDropped, rowsWritten } = report;
  const rows = rowsValid + rowsRejected;
  const now =
    rows === 0
      ? "and now it has none"
      : `and now ${rowsWritten} of ${countOf(rows, "row")} would be (${rowsRejected} rejected, ${rowsDropped} dropped)`;
  const { replaced } = report;
  const before =
    replaced === undefined
      ? `An earlier run wrote ${countOf(earlierRows, "row")} of ${sourceId}`
      : `There are ${countOf(earlierRows, "row")} where those of ${sourceId} are to go (in ${countOf(replaced.files, "file")} of ${countOf(replaced.sources.length, "source")})`;
  return (
    `${before}, ${now}. The earlier rows stay, and nothing was published.${firstReason(report)} ` +
    "Correct the source or the contract; if the rows are to be replaced all the same, pass allowFewerRows: true."
  );
}

function firstReason({ rejections, problems }: TransformReport | WriteRowsReport): string {
  const [first] = rejections;
  if (first !== undefined) {
    const place = "line" in first ? `line ${first.line}` : `row ${first.row}`;
    return ` The first rejected one, on ${place}: ${first.issues[0]?.message ?? ""}`;
  }
  return problems[0] === undefined ? "" : ` ${problems[0].message}`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

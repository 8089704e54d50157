import { randomUUID } from "node:crypto";
import type { Issue, Problem, RecordFormat } from "@cloudapi/records";
import type { ValidationReport } from "../../validation-report.ts";

/** What a validation found about one object: written as one line of JSON, without contents of rows. */
export interface Verdict {
  readonly version: 1;
  /** Whether the object may be used: no problem with the file, and no more rejected rows than allowed. */
  readonly passed: boolean;
  /** Whether nothing at all is wrong with it. */
  readonly valid: boolean;
  readonly dataset: string;
  readonly contractHash: string;
  /** Of the contract's checks and the handler's settings: under others the object is judged anew. */
  readonly rulesHash: string;
  readonly object: VerdictObject;
  readonly format: RecordFormat;
  /** Records read; `rowsIn - rowsFiltered + rowsAdded` are valid or rejected. */
  readonly rowsIn: number;
  readonly rowsFiltered: number;
  readonly rowsAdded: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  /** Rejected rows by the code of their first issue. */
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** Share of the rows that may be rejected. */
  readonly maxRejectedRatio: number;
  /** The first 20 rejected rows: where, and which fields broke which rule. */
  readonly rejections: readonly VerdictRejection[];
  /** What is wrong with the file itself; at most 100. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly unknownFields: Readonly<Record<string, number>>;
  readonly timestampsTruncated: number;
  /** Key of all rejected rows, with their text, in the bucket of the verdict; `null` when there are none. */
  readonly quarantineKey: string | null;
  /** `pending` is written before an alert is sent, `sent` after; `none` when none is due. */
  readonly alert: "none" | "pending" | "sent";
  /** ISO 8601: until then the run that wrote the verdict may be sending its alert, and no other does. */
  readonly alertClaimedUntil: string | null;
  /** ISO 8601. */
  readonly validatedAt: string;
  readonly durationMs: number;
  /** Of the run that wrote it. */
  readonly runId: string;
}

/** The state of the object that a verdict is about; what the event and S3 did not tell is `null`. */
export interface VerdictObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly etag: string | null;
  readonly sizeBytes: number | null;
  /** Orders the events of a key. */
  readonly sequencer: string | null;
  /** ISO 8601. */
  readonly eventTime: string | null;
}

/** A rejected row in a verdict. */
export interface VerdictRejection {
  readonly line: number;
  readonly byteOffset: number;
  /** Which of the rows it is that `map` made of the record, the first being 1. */
  readonly item?: number;
  /** The first 10; message and received value only where alerts may quote rows. */
  readonly issues: readonly VerdictIssue[];
}

/** An issue as far as it says nothing of the row's values. */
export type VerdictIssue = Pick<Issue, "code" | "path"> & Partial<Issue>;

/** What `buildVerdict` adds to a report. */
export interface VerdictFacts {
  readonly object: VerdictObject;
  readonly rulesHash: string;
  readonly maxRejectedRatio: number;
  readonly quarantineKey: string | null;
  /** Until when this run sends the alert, if one is due; `null` where nobody is alerted. */
  readonly alertClaimedUntil: string | null;
  readonly includeRowContents: boolean;
  readonly validatedAt: string;
  readonly durationMs: number;
}

const MAX_FINDINGS = 100;
const MAX_ISSUES = 10;

/** How many rejected rows a verdict shows. */
export const MAX_VERDICT_REJECTIONS = 20;

/** The verdict that follows from a report. */
export function buildVerdict(report: ValidationReport, facts: VerdictFacts): Verdict {
  const {
    valid,
    dataset,
    contractHash,
    format,
    rowsIn,
    rowsFiltered,
    rowsAdded,
    rowsValid,
    rowsRejected,
    rejectedByCode,
    unknownFields,
    timestampsTruncated,
  } = report;
  const { object, maxRejectedRatio, quarantineKey, validatedAt, durationMs } = facts;
  const passed =
    report.problems.length === 0 && rowsRejected <= (rowsValid + rowsRejected) * maxRejectedRatio;
  return {
    version: 1,
    passed,
    valid,
    dataset,
    contractHash,
    rulesHash: facts.rulesHash,
    object,
    format,
    rowsIn,
    rowsFiltered,
    rowsAdded,
    rowsValid,
    rowsRejected,
    rejectedByCode,
    maxRejectedRatio,
    rejections: report.rejections
      .slice(0, MAX_VERDICT_REJECTIONS)
      .map(({ line, byteOffset, item, issues }) => ({
        line,
        byteOffset,
        ...(item === undefined ? {} : { item }),
        issues: issues
          .slice(0, MAX_ISSUES)
          .map((issue) => (facts.includeRowContents ? issue : withoutContents(issue))),
      })),
    problems: report.problems.slice(0, MAX_FINDINGS),
    warnings: report.warnings.slice(0, MAX_FINDINGS),
    unknownFields,
    timestampsTruncated,
    quarantineKey,
    alert: passed || facts.alertClaimedUntil === null ? "none" : "pending",
    alertClaimedUntil: passed ? null : facts.alertClaimedUntil,
    validatedAt,
    durationMs,
    runId: randomUUID(),
  };
}

/** What the contract says and where; a repeated key's name is the row's own. */
export function withoutContents({ code, path, expected }: VerdictIssue): VerdictIssue {
  if (code === "duplicate_key" || path.length === 0) return { code, path: [] };
  return { code, path, ...(expected === undefined ? {} : { expected }) };
}

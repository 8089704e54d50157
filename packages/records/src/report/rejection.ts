import { isUtf8 } from "node:buffer";
import type { RejectedRecord } from "./checked-record.ts";
import { decodeText } from "./decode-text.ts";
import type { Issue } from "./issue.ts";

/** A rejected row: where it is, what it is, and everything that is wrong with it. */
export interface Rejection {
  /** Line it starts on; the first is 1, a CSV header included. */
  readonly line: number;
  /** Offset of its first byte in the source, decompressed if it was gzip. */
  readonly byteOffset: number;
  /** Its whole length in bytes, without the line end. */
  readonly byteLength: number;
  /** Its text; bytes that are not valid UTF-8 are shown as U+FFFD. */
  readonly raw: string;
  /** Whether `raw` is only the beginning. */
  readonly rawTruncated: boolean;
  /** The bytes that `raw` is made from, when they are not valid UTF-8. */
  readonly rawBase64?: string;
  readonly issues: readonly Issue[];
  /** Issues that are not in `issues`; only a report leaves any out. */
  readonly issuesOmitted: number;
}

/** How much of a rejected row is kept. */
export interface RejectionLimits {
  readonly maxBytes?: number | undefined;
  readonly maxIssues?: number | undefined;
}

/**
 * A rejected record as a plain object that holds on to nothing else.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { readCheckedRecords } from "@cloudapi/records";
 * import { rejectionOf } from "@cloudapi/records/internal";
 *
 * for await (const { records } of readCheckedRecords(apiLogs, '{"endpoint":1}\n')) {
 *   const rejected = records.filter((record) => !record.valid);
 *   console.log(rejected.map((record) => rejectionOf(record, { maxBytes: 5 }).raw)); // => ['{"end']
 * }
 * ```
 */
export function rejectionOf(record: RejectedRecord, limits: RejectionLimits = {}): Rejection {
  const { line, byteOffset, byteLength, rawBytes, issues } = record;
  const { maxBytes = rawBytes.length, maxIssues = issues.length } = limits;
  return {
    line,
    byteOffset,
    byteLength,
    raw: decodeText(rawBytes, maxBytes),
    rawTruncated: record.rawTruncated || rawBytes.length > maxBytes,
    ...(isUtf8(rawBytes)
      ? {}
      : { rawBase64: Buffer.from(rawBytes.subarray(0, maxBytes)).toString("base64") }),
    issues: issues.slice(0, maxIssues),
    issuesOmitted: Math.max(0, issues.length - maxIssues),
  };
}

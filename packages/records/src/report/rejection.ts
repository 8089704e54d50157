import { isUtf8 } from "node:buffer";
import type { RejectedRecord } from "./checked-record.ts";
import { decodeText } from "./decode-text.ts";
import type { Issue } from "./issue.ts";

/** A rejected row: where it is, what it is, and everything that is wrong with it. */
export interface Rejection {
  /** Line it starts on; the first is 1, a CSV header included. */
  readonly line: number;
  /** Offset of its first byte in the source, decompressed if it was compressed. */
  readonly byteOffset: number;
  /** Its whole length in bytes, without the line end. */
  readonly byteLength: number;
  /** Which of the rows it is that a map made of the record, the first being 1; `raw` is the record. */
  readonly item?: number;
  /** Its text; bytes that are not valid UTF-8 are shown as U+FFFD. */
  readonly raw: string;
  /** Whether `raw` is only the beginning. */
  readonly rawTruncated: boolean;
  /** The bytes that `raw` is made from, when they are not valid UTF-8. */
  readonly rawBase64?: string;
  /** The encoding of those bytes, when the source is in another one than UTF-8. */
  readonly encoding?: string;
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
  const { line, byteOffset, byteLength, item, rawBytes, encoding, issues } = record;
  const { maxBytes = Number.POSITIVE_INFINITY, maxIssues = issues.length } = limits;
  const text = encoding === undefined ? rawBytes : Buffer.from(record.raw);
  return {
    line,
    byteOffset,
    byteLength,
    ...(item === undefined ? {} : { item }),
    raw: decodeText(text, maxBytes),
    rawTruncated: record.rawTruncated || text.length > maxBytes,
    ...(encoding === undefined && isUtf8(rawBytes)
      ? {}
      : { rawBase64: Buffer.from(rawBytes.subarray(0, maxBytes)).toString("base64") }),
    ...(encoding && { encoding }),
    // Copies: V8 allocates in its old generation whatever comes from where it saw objects stay, as those kept here do.
    issues: issues.slice(0, maxIssues).map((issue) => ({ ...issue, path: [...issue.path] })),
    issuesOmitted: Math.max(0, issues.length - maxIssues),
  };
}

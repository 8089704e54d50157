import { isUtf8 } from "node:buffer";
import { type RejectedRecord } from "@cloudapi/records";
import { decodeText } from "@cloudapi/records/internal";
import type { Rejection } from "./validation-report.ts";

/** How much of a rejected row is kept. */
export interface RejectionLimits {
  readonly maxBytes: number;
  readonly maxIssues: number;
}

/** A rejected record as a plain object that holds on to nothing else. */
export function rejectionOf(record: RejectedRecord, limits?: RejectionLimits): Rejection {
  const { line, byteOffset, byteLength, rawBytes, issues } = record;
  const { maxBytes = rawBytes.length, maxIssues = issues.length } = limits ?? {};
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

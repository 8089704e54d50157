import { isUtf8 } from "node:buffer";
import type { Dataset } from "@cloudapi/core";
import type { RecordFormat } from "../framing/record-format.ts";
import type { RejectedRecord } from "./checked-record.ts";
import type { Issue } from "./issue.ts";

/** A rejected row as it is kept: one line of a quarantine file. */
export interface QuarantineRecord {
  readonly dataset: string;
  readonly contractHash: string;
  /** The source's name. */
  readonly source: string;
  readonly format: RecordFormat;
  /** Line of the source it starts on; the first is 1. */
  readonly line: number;
  /** Offset of its first byte in the source, decompressed if it was compressed. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Which of the rows it is that a map made of the record, the first being 1; `raw` is the record. */
  readonly item?: number;
  /** Its text; bytes that are not valid UTF-8 are shown as U+FFFD. */
  readonly raw: string;
  /** Its bytes, when they are not valid UTF-8. */
  readonly rawBase64?: string;
  /** The encoding of those bytes, when the source is in another one than UTF-8. */
  readonly encoding?: string;
  /** Present when the row was too large to keep: `raw` is its beginning. */
  readonly rawTruncated?: true;
  /** Everything that is wrong with it. */
  readonly issues: readonly Issue[];
}

/**
 * A rejected row as the line that is kept of it, the same wherever rows are quarantined.
 *
 * @param source names the source, such as `s3://bucket/key`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { quarantineRecord } from "@cloudapi/records/internal";
 * import { readCheckedRecords } from "@cloudapi/records";
 *
 * for await (const { format, records } of readCheckedRecords(apiLogs, '{"endpoint":1}\n')) {
 *   const rejected = records.filter((record) => !record.valid);
 *   console.log(rejected.map((record) => quarantineRecord(apiLogs, "a.ndjson", format, record).raw)); // => ['{"endpoint":1}']
 * }
 * ```
 */
export function quarantineRecord(
  { name, contractHash }: Pick<Dataset, "name" | "contractHash">,
  source: string,
  format: RecordFormat,
  record: RejectedRecord,
): QuarantineRecord {
  const { line, byteOffset, byteLength, item, raw, rawBytes, encoding, rawTruncated, issues } =
    record;
  return {
    dataset: name,
    contractHash,
    source,
    format,
    line,
    byteOffset,
    byteLength,
    ...(item === undefined ? {} : { item }),
    raw,
    ...(rawTruncated || (encoding === undefined && isUtf8(rawBytes))
      ? {}
      : { rawBase64: Buffer.from(rawBytes).toString("base64") }),
    ...(encoding && { encoding }),
    ...(rawTruncated ? { rawTruncated } : {}),
    issues,
  };
}

import { defineDataset } from "@cloudapi/core";
import type { Issue, QuarantineRecord } from "@cloudapi/records";
import { formatPath } from "@cloudapi/records/internal";
import * as z from "zod";

const issue = /* @__PURE__ */ z.object({
  code: z.string(),
  path: z.string(),
  message: z.string(),
  expected: z.string().optional(),
  received: z.string().optional(),
});

/**
 * The contract of rejected rows that are kept in a table (`quarantineTable`), of whatever dataset they were to be: where each was, its
 * text, and all that is wrong with it. They are partitioned by the day on which they were rejected.
 *
 * @example
 * ```ts
 * import { rejectedRows } from "@cloudapi/transform";
 *
 * console.log(rejectedRows.columns.map((column) => column.name).join());
 * // => "dataset,contract_hash,source,source_version,format,line,byte_offset,byte_length,item,raw,raw_base64,encoding,raw_truncated,issues,run,rejected_at"
 * ```
 */
export const rejectedRows = /* @__PURE__ */ defineDataset({
  name: "rejected_rows",
  schema: z.object({
    /** What the row was to be one of. */
    dataset: z.string(),
    contract_hash: z.string(),
    /** The name of its source, and where rows are told by it, the version. */
    source: z.string(),
    source_version: z.string().optional(),
    format: z.string(),
    /** The line of the source that it begins on, or of rows its number; the first is 1. */
    line: z.int(),
    byte_offset: z.int().optional(),
    byte_length: z.int().optional(),
    item: z.int().optional(),
    raw: z.string(),
    raw_base64: z.string().optional(),
    encoding: z.string().optional(),
    raw_truncated: z.boolean(),
    issues: z.array(issue),
    /** The run that rejected it, and when that was. */
    run: z.string(),
    rejected_at: z.iso.datetime(),
  }),
  eventTime: "rejected_at",
  partition: { granularity: "day", layout: "hive" },
});

/** A row of {@link rejectedRows}. */
export type RejectedTableRow = z.output<typeof rejectedRows.schema>;

/** A rejected row as the lines of a quarantine file have it: of a file's record, or of rows. */
export type KeptRow = Pick<
  QuarantineRecord,
  "dataset" | "contractHash" | "source" | "raw" | "issues"
> & { readonly format: string; readonly row?: number } & Partial<QuarantineRecord>;

/** The run that rejects rows. */
export interface RejectingRun {
  readonly run: string;
  readonly rejectedAt: string;
  readonly sourceVersion: string | undefined;
}

/** A rejected row as tables have it. */
export function rejectedTableRow(
  kept: KeptRow,
  { run, rejectedAt, sourceVersion }: RejectingRun,
): RejectedTableRow {
  const { item, rawBase64, encoding, byteOffset, byteLength } = kept;
  return {
    dataset: kept.dataset,
    contract_hash: kept.contractHash,
    source: kept.source.toWellFormed(),
    source_version: sourceVersion?.toWellFormed(),
    format: kept.format,
    line: kept.line ?? kept.row ?? 0,
    byte_offset: byteOffset,
    byte_length: byteLength,
    item,
    raw: kept.raw.toWellFormed(),
    raw_base64: rawBase64,
    encoding,
    raw_truncated: kept.rawTruncated === true,
    issues: kept.issues.map(issueOf),
    run,
    rejected_at: rejectedAt,
  };
}

function issueOf({ code, path, message, expected, received }: Issue) {
  return {
    code,
    path: formatPath(path).toWellFormed(),
    message: message.toWellFormed(),
    expected: expected?.toWellFormed(),
    received: received?.toWellFormed(),
  };
}

import type { ObjectRef } from "@cloudapi/s3/internal";
import type { TransformReport } from "../write/write-report.ts";

/** The figures of a run, without what grows with its size: small enough to be an output of Step Functions. */
export interface TransformFigures
  extends Pick<
    TransformReport,
    | "dataset"
    | "contractHash"
    | "sourceId"
    | "format"
    | "rowsIn"
    | "rowsFiltered"
    | "rowsAdded"
    | "rowsValid"
    | "rowsRejected"
    | "rowsWritten"
    | "rowsDropped"
    | "rowsNotKept"
    | "bytesRead"
    | "bytesWritten"
    | "manifestKey"
    | "durationMs"
  > {
  /** Rejected rows by the code of their first issue. */
  readonly rejectedByCode: Readonly<Record<string, number>>;
  /** Data files written. */
  readonly objects: number;
  /** Partitions written to. */
  readonly partitions: number;
  /** Keys of the files with rejected rows. */
  readonly quarantineKeys: readonly string[];
  /** Codes of what is wrong with the file as a whole, such as `missing_column`. */
  readonly problems: readonly string[];
}

/**
 * What became of an object that an event tells of. Skipped: it is gone, or was overwritten (`superseded`: what overwrote it has its own
 * event), it lies in the table or was written by CloudAPI (`own-output`), elsewhere than is watched, or stands for a folder.
 */
export type TransformOutcome =
  | {
      readonly outcome: "transformed";
      readonly object: ObjectRef;
      readonly figures: TransformFigures;
    }
  | {
      readonly outcome: "skipped";
      readonly object: ObjectRef;
      readonly reason: "gone" | "superseded" | "own-output" | "not-watched" | "folder";
    };

const MAX_KEYS = 20;

/** The figures of a report. */
export function figuresOf(report: TransformReport): TransformFigures {
  const { dataset, contractHash, sourceId, format, manifestKey, durationMs } = report;
  const { rowsIn, rowsFiltered, rowsAdded, rowsValid, rowsRejected, rowsWritten } = report;
  const { rowsDropped, rowsNotKept, rejectedByCode, bytesRead, bytesWritten } = report;
  return {
    dataset,
    contractHash,
    sourceId,
    format,
    rowsIn,
    rowsFiltered,
    rowsAdded,
    rowsValid,
    rowsRejected,
    rowsWritten,
    rowsDropped,
    rowsNotKept,
    rejectedByCode,
    bytesRead,
    bytesWritten,
    objects: report.objects.length,
    partitions: report.partitions.length,
    quarantineKeys: report.quarantine.slice(0, MAX_KEYS).map(({ key }) => key),
    problems: [...new Set(report.problems.map(({ code }) => code))],
    manifestKey,
    durationMs: Math.round(durationMs),
  };
}

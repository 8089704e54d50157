import type { Dataset } from "@cloudapi/core";
import type { RecordBatch, RejectedRecord } from "@cloudapi/records";
import type { FlatRejects, FlatRows, Kernel, LineBytes, Tally } from "@cloudapi/records/internal";
import type { RowFormat, SourceIdentity } from "../manifest/manifest.ts";
import type { WriteRejected } from "../quarantine/publish-rejected.ts";
import type { Destination } from "./destination.ts";
import type { WriteSettings } from "./write-options.ts";
import type { WriteReport } from "./write-report.ts";

/** Checked records of a stretch of the source. */
export type CheckedBatch = Omit<RecordBatch<Record<string, unknown>>, "format"> & {
  readonly format: RowFormat;
  /** Valid rows beside the records, in their bytes; valid until the next batch. */
  readonly flat?: FlatRows | undefined;
  /** Timestamps of its rows with digits finer than milliseconds, beside those that records and rows in their bytes tell of. */
  readonly timestampsTruncated?: number | undefined;
};

/** A part of a run. */
export interface WrittenPart {
  readonly number: number;
  /** Where it begins, in which version. */
  readonly from: string;
  readonly version: () => string;
}

/** What is to be written, from where, and how it is told. */
export interface WriteJob<R> {
  readonly dataset: Dataset;
  readonly source: SourceIdentity;
  readonly destination: Destination;
  readonly settings: WriteSettings;
  readonly startedMs: number;
  /** The records, until the signal fires; rows that lie in their bytes may do so in the memory of the run's kernel. */
  readonly batches: (
    signal: AbortSignal | undefined,
    kernel: Kernel | undefined,
  ) => AsyncIterable<CheckedBatch>;
  /** Appends the line that is kept of a rejected record. */
  readonly appendRejected: (lines: LineBytes, record: RejectedRecord, format: RowFormat) => void;
  /** The same for records that were judged by their bytes, from one to before another; where it is missing no batch has any. */
  readonly appendRejects?:
    | ((
        lines: LineBytes,
        rejects: FlatRejects,
        which: { readonly from: number; readonly to: number; readonly format: RowFormat },
      ) => void)
    | undefined;
  /** What tells this version of the source from others, once all of it has been read; `undefined` where only its rows can tell. */
  readonly versionAtEnd?: (() => string | undefined) | undefined;
  /** Of a run that is written in parts: which one it is, and what it is known by once it has been read. */
  readonly part?: WrittenPart | undefined;
  /** What tells the rejected rows of this run from those of others over the source, which then stay; without it they make room. */
  readonly rejectedVersion?: string | undefined;
  /** Writes rejected rows to a table. */
  readonly writeRejected: WriteRejected;
  /** Called after each batch. */
  readonly onBatch: (tally: Tally) => void;
  /** The report, with what only this kind of run has. */
  readonly completeReport: (report: WriteReport, tally: Tally, format: RowFormat) => R;
}

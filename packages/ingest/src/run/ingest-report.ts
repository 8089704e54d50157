import type { WriteRowsReport } from "@cloudapi/transform";
import type { LossReport } from "../loss/loss-report.ts";
import type { Consistency } from "../source/source.ts";
import type { CatalogTable, IngestMode } from "../target/target.ts";

/** How far a run has come with a table. */
export interface IngestProgress {
  readonly table: string;
  readonly status: "reading" | "done" | "failed";
  readonly rowsRead: number;
  /** About how many there are, as the server estimates. */
  readonly rowEstimate: number | undefined;
  readonly rowsRejected: number;
}

/** What a run did. */
export interface IngestReport {
  readonly source: string;
  readonly mode: IngestMode;
  readonly loadTime: Date;
  /** Which moment the rows are of; absent when no table could be read. */
  readonly consistency: Consistency | undefined;
  /** What becomes of types. */
  readonly loss: LossReport;
  /** What became of each table, in the order in which they were read. */
  readonly tables: readonly TableOutcome[];
  /** The tables that failed. */
  readonly failed: readonly string[];
  /** Over all tables that are done: `rowsRead = rowsWritten + rowsRejected`. */
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  readonly durationMs: number;
}

/** What became of a table. */
export type TableOutcome = TableDone | TableFailed;

/** A table that is in the lake. */
export interface TableDone {
  readonly status: "done";
  readonly table: string;
  readonly dataset: string;
  /** Rows that the source gave; with `merge` changes. */
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsRejected: number;
  /** With `merge`: rows of the table after it. */
  readonly rowsInTable?: number | undefined;
  readonly bytesWritten: number;
  /** What was written; absent when there was nothing new. */
  readonly report: WriteRowsReport | undefined;
  /** The table as a catalog is told of it, by `ensureCatalog`. */
  readonly catalogTable: CatalogTable | undefined;
  readonly durationMs: number;
}

/** A table that is not; the lake has what it had before. */
export interface TableFailed {
  readonly status: "failed";
  readonly table: string;
  readonly dataset: string | undefined;
  /** The error's code; `UNEXPECTED_ERROR` when it has none. */
  readonly code: string;
  readonly message: string;
  readonly error: unknown;
  readonly durationMs: number;
}

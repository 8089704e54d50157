import type { Dataset } from "@cloudapi/core";
import type { Sink, WriteRowsOptions, WriteRowsReport } from "@cloudapi/transform";
import type { CheckedBatch, KeyedRows } from "@cloudapi/transform/internal";
import type { BytesForm } from "../rows/canonical-rows.ts";

/** What a run does to the rows that are in the lake. */
export type IngestMode =
  /** All rows of the table take the place of those there. */
  | "full"
  /** Rows behind those of the run before come beside those there. */
  | "incremental"
  /** Rows behind those of the run before take the place of those there that have the same key. */
  | "merge";

/** Where tables are written, and how: `ndjsonTarget`, `parquetTarget`, `rawTarget` or `tableTarget`. */
export interface IngestTarget {
  readonly kind: "ndjson" | "parquet" | "raw" | "table";
  /** Where the states of tables lie, beside the data. */
  readonly sink: Sink;
  readonly modes: readonly IngestMode[];
  /** How the files of a table lie, where that is chosen: two of them over one table would give its rows twice. */
  readonly layout?: string | undefined;
  /** What becomes of bytes. */
  readonly bytes: BytesForm;
  /** Column names that the layout has for its partitions. */
  readonly reservedNames: readonly string[];
  /** Whether the keys of a full load have its time: a run that died is then done again at its own time. */
  readonly isTimed: boolean;
  /** Write the rows of a table, all or none. */
  write(load: TableLoad): Promise<WriteRowsReport>;
  /** What a catalog is told of a table; nothing where the table is in one already. */
  catalogTable?(dataset: Dataset, dates: LoadDates): CatalogTable;
  /** The rows that a table has, for a merge. */
  rows?(
    dataset: Dataset,
    signal: AbortSignal | undefined,
  ): AsyncIterable<Record<string, unknown>[]>;
}

/** The UTC dates of a table's first and latest load. */
export interface LoadDates {
  readonly first: string;
  readonly latest: string;
}

/** A table whose partitions are the dates of loads. */
export interface DatedTable {
  readonly dates: LoadDates;
  readonly datasetOver: (dates: LoadDates) => Dataset;
}

/** A table as it stands in a catalog. */
export interface CatalogTable {
  readonly dataset: Dataset;
  readonly format: "parquet" | "json";
  readonly location: string;
  /** Where the dataset says between which dates loads are: these, and the dataset over others. */
  readonly dated?: DatedTable | undefined;
}

/** The rows of a table that are to be written. */
export interface TableLoad {
  readonly dataset: Dataset;
  /** The source's name. */
  readonly source: string;
  /** What the rows are known by, such as `mysql://shop/orders`. */
  readonly sourceId: string;
  readonly mode: IngestMode;
  /** Of an incremental load: which stretch of the table it is. */
  readonly version: string | undefined;
  readonly loadTime: Date;
  readonly batches: AsyncIterable<readonly Record<string, unknown>[]>;
  /** The same rows as checked ones, where the source gives its rows faster so: one of the two is read. */
  readonly checks?: RowChecks | undefined;
  /** Of a merge: the rows of the table that go; `batches` are changes alone for a target that has no `rows`. */
  readonly keyed?: KeyedRows | undefined;
  readonly options: LoadOptions;
}

/** Checked rows, until the signal fires. */
export type RowChecks = (signal: AbortSignal | undefined) => AsyncIterable<CheckedBatch>;

/** Options of a run that its writers take; JSON Lines is one file, whatever `maxObjects` says. */
export type LoadOptions = Pick<
  WriteRowsOptions,
  | "maxRejectedRatio"
  | "allowFewerRows"
  | "maxRejections"
  | "maxObjects"
  | "maxOpenPartitions"
  | "quarantine"
  | "signal"
  | "onProgress"
>;

import type { Column, Dataset } from "@cloudapi/core";
import type { Kernel } from "@cloudapi/records/internal";
import type { OtherContract } from "../manifest/check-contracts.ts";
import type { RowFormat, SourceIdentity } from "../manifest/manifest.ts";
import type { Compression } from "../parquet/compression.ts";
import type { FileEncoder } from "../parquet/file-encoder.ts";
import type { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";
import type { ClosedFile } from "./data-file.ts";
import type { ReplacedRows, WriteReport } from "./write-report.ts";

/**
 * Where checked rows go, and how they become visible: everything of a run between the check of a row and the published
 * result. A sink with manifests is one, a table with commits another.
 */
export interface Destination {
  /** Whether rows are known by the version of their source: it is asked for, and where there is none, told when all has been read. */
  readonly isByVersion?: boolean | undefined;
  /** Whether a run takes the place of the rows of other sources, where it has rows for their partitions. */
  readonly replacesOthers?: boolean | undefined;
  /** How what is written becomes visible in parts, for a destination that is by version. */
  readonly parts?: PartsRule | undefined;
  /** The same for a run whose rows take the place of those that have their keys; only where that can be done. */
  replacing?(keyed: KeyedRows): Destination;
  /** The sources beside this one that have written to it, as far as it knows. */
  otherSources?(sourceId: string): Promise<readonly string[]>;
  /** Look at what is there before a run over a source reads it, and refuse what can't go together with it. */
  open(run: DestinationRun): Promise<OpenDestination>;
}

/** Rows of a table that go, because of their keys, when a run puts its own in. */
export interface KeyedRows {
  /** Whether a row of the table goes. */
  readonly goes: (row: Readonly<Record<string, unknown>>) => boolean;
  /** A column of the key, with the values that it has in rows that go: what has none of these needs no reading. */
  readonly column: string;
  readonly values: ReadonlySet<unknown>;
  /** Tells these keys from others. */
  readonly digest: string;
}

/** How a run is written in parts. */
export interface PartsRule {
  /** Valid rows after which a part ends; `undefined` when only a version is written in parts of which some are there. */
  readonly everyRows: number | undefined;
  /** What is there of a version of a source. */
  committed(sourceId: string, version: string): Promise<CommittedVersion>;
}

/** What is there of a version of a source. */
export interface CommittedVersion {
  /** Whether all of it is, written as one. */
  readonly isWhole: boolean;
  /** Parts of it: where they end, by where they begin. A place is the number of rows up to it and their digest, `rows:digest`. */
  readonly parts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A run, as far as it is known before it reads its source. */
export interface DestinationRun {
  readonly dataset: Dataset;
  readonly source: SourceIdentity;
  readonly compression: Compression;
  /** What the run's loops over bytes are done by, where there is one. */
  readonly kernel?: Kernel | undefined;
  /** Fires while nothing has been published; `publish` is called with it silenced. */
  readonly signal: AbortSignal | undefined;
}

/** A destination, made ready for one run. */
export interface OpenDestination {
  /** Rows that an earlier run over the source wrote and that this one would replace. */
  readonly earlierRows: number;
  /** What a run over these partitions would take the place of, where that is not what its source had. */
  wouldReplace?(partitions: ReadonlySet<string>): Promise<ReplacedRows>;
  /** Earlier contracts of rows that are there. */
  readonly otherContracts: readonly OtherContract[];
  /** What the report calls the run's record until it is published. */
  readonly manifestKey: string;
  /** Where data files are written, under the keys of `keyOf`. */
  readonly sink: Sink;
  /** Where rejected rows are kept when the caller names no other place. */
  readonly quarantineSink: Sink;
  /** The columns of a file, in order. */
  readonly columns: readonly Column[];
  /** The partition of a row, as a text that no other partition has. */
  partitionOf(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): string;
  /** Whether rows of one hour of UTC are in one partition, whatever else they have. */
  readonly isByHour?: boolean | undefined;
  /** A partition as keys and the report spell it. */
  partitionPath(partition: string): string;
  /** The key of a file: of a partition's files the first has the number 0. Called once for each file. */
  keyOf(partition: string, number: number): string;
  /** Begin a file. */
  startFile(file: FileStart): FileEncoder;
  /** Make everything visible, or nothing; what the report is to say instead of what it said. */
  publish(publication: Publication): Promise<PublishedRun>;
}

/** A file that is about to be written. */
export interface FileStart {
  readonly key: string;
  /** As `partitionOf` named it. */
  readonly partition: string;
}

/** Everything that a run wrote and nobody sees yet. */
export interface Publication {
  /** What tells what was read from other versions of the source; only for a destination that is by version. */
  readonly sourceVersion?: string | undefined;
  readonly report: WriteReport;
  readonly format: RowFormat;
  /** Data files, by key, as `report.objects`. */
  readonly files: readonly ClosedFile[];
  readonly quarantine: QuarantineOutput;
}

/** The rejected rows of a run. */
export interface QuarantineOutput {
  readonly sink: Sink;
  readonly key: string;
  /** The key's own part of it: the source's hash, and behind it that of the version where its rows stay beside those of others. */
  readonly name: string;
  /** The pending object, when a row was rejected and kept. */
  readonly writer: ObjectWriter | undefined;
}

/** What a run is known to have written once it is published. */
export type PublishedRun = Partial<
  Pick<WriteReport, "manifestKey" | "objects" | "snapshotId" | "replaced" | "warnings">
>;

/** Under this name a value that is no sink has its {@link Destination}; the same in every copy of this package. */
export const DESTINATION: unique symbol = Symbol.for("@cloudapi/transform/destination");

/** A table that rows can be written to like to a sink, such as an `icebergSink`. */
export interface TableSink {
  readonly [DESTINATION]: Destination;
}

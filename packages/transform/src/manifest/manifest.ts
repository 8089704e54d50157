import type { RecordFormat } from "@cloudapi/records";

/** What rows came from: records of a file, or `rows` of `writeRows`. */
export type RowFormat = RecordFormat | "rows";

/** Where rows come from, as keys name it. */
export interface SourceIdentity {
  readonly sourceId: string;
  /** 16 hexadecimal digits of the hash of name and version, for keys. */
  readonly sourceHash: string;
  /** The version of the source whose rows are appended. */
  readonly sourceVersion?: string | undefined;
}

/** A data object of a run. */
export interface WrittenObject {
  /** The object's key, the sink's prefix included. */
  readonly key: string;
  /** Its partition path, such as `year=2025/month=01/day=15/`; empty without a partition rule. */
  readonly partition: string;
  readonly rows: number;
  readonly sizeBytes: number;
}

/** An object with rejected rows. */
export type QuarantineObject = Omit<WrittenObject, "partition">;

/** What is published of a source while a run changes it. */
export interface PublishedBefore {
  readonly objects: readonly WrittenObject[];
  readonly rowsWritten: number;
}

/** Files of a source whose place others have taken, or are about to. */
export interface TakenFiles {
  /** The manifest of the files that take their place. */
  readonly by: string;
  /** The takeover of that manifest. */
  readonly takeover: string;
  readonly keys: readonly string[];
  /** Whether this manifest names them no more. */
  readonly isDone: boolean;
  /** Whether their rows are gone: otherwise they are in the other manifest's files, among those of other sources. */
  readonly isGone?: boolean | undefined;
  /** Whether the other manifest is of a run over this source. */
  readonly isOwn?: boolean | undefined;
  /** Whether the source has got other rows since. */
  readonly isPast?: boolean | undefined;
}

/** Files of another source whose place files take. */
export interface ReplacedFiles {
  /** The other source's manifest. */
  readonly manifest: string;
  readonly keys: readonly string[];
}

/**
 * What a run wrote for one source, kept beside the data: the pointer to what is published of it, and what the next run
 * over it has to know.
 */
export interface Manifest {
  readonly version: 1;
  /**
   * `published`: `objects` are the source's data. `publishing`: they are being made visible, and `before` is the
   * source's data until they all are. `aborted`: the same, but the run failed and took them back.
   */
  readonly state: "publishing" | "published" | "aborted";
  readonly dataset: string;
  readonly contractHash: string;
  readonly sourceId: string;
  /** Of rows that were appended: the version of the source that they are of. */
  readonly sourceVersion?: string;
  /** How often other data was published under this source's name: no key is used for two generations. */
  readonly generation: number;
  readonly format: RowFormat;
  readonly rowsIn: number;
  readonly rowsFiltered: number;
  readonly rowsAdded: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rowsWritten: number;
  readonly rowsDropped: number;
  readonly partitions: readonly string[];
  readonly objects: readonly WrittenObject[];
  readonly quarantine: readonly QuarantineObject[];
  /** What the rejected rows are kept under, where it is not the source's hash alone: those of other versions stay. */
  readonly rejectedName?: string;
  /** SHA-256 over names and bytes of all objects, whatever their generation: runs that have the same wrote the same. Empty while objects are taken back. */
  readonly digest: string;
  /** Until published: names this run, so that it sees when another one has begun to publish. */
  readonly run?: string;
  /** Until published: when the run began to publish. */
  readonly at?: string;
  readonly before?: PublishedBefore;
  /** Keys that are to be removed: of the run before, or of one that failed. */
  readonly obsolete: readonly string[];
  /** Of a source whose files were put together with those of others, or whose partitions were overwritten. */
  readonly taken?: readonly TakenFiles[];
  /** Of files that take the place of others: names this takeover. */
  readonly takeover?: string;
  /** Of the same: what they take the place of, which no reader sees once this manifest is published. */
  readonly replaces?: readonly ReplacedFiles[];
  /** Of the same: whether the other sources' manifests know, and the files are removed. */
  readonly isSettled?: boolean;
}

/** What a manifest says of a source that has no rows. */
export const WITHOUT_ROWS = Object.freeze({
  state: "published",
  rowsIn: 0,
  rowsFiltered: 0,
  rowsAdded: 0,
  rowsValid: 0,
  rowsRejected: 0,
  rowsWritten: 0,
  rowsDropped: 0,
  partitions: [],
  objects: [],
  quarantine: [],
  digest: "",
} as const);

import type { RecordFormat } from "@cloudapi/records";

/** What rows came from: records of a file, or `rows` of `writeRows`. */
export type RowFormat = RecordFormat | "rows";

/** Where rows come from, as keys name it. */
export interface SourceIdentity {
  readonly sourceId: string;
  /** 16 hexadecimal digits of the name's hash, for keys. */
  readonly sourceHash: string;
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

/** What a run wrote for one source, kept beside the data, so that the next run over it knows what to replace. */
export interface Manifest {
  readonly version: 1;
  /** `publishing` while objects are being made visible: `objects` then also has those of the run before. */
  readonly state: "publishing" | "published";
  readonly dataset: string;
  readonly contractHash: string;
  readonly sourceId: string;
  readonly format: RowFormat;
  readonly rowsIn: number;
  readonly rowsValid: number;
  readonly rowsRejected: number;
  readonly rowsWritten: number;
  readonly rowsDropped: number;
  readonly partitions: readonly string[];
  readonly objects: readonly WrittenObject[];
  readonly quarantine: readonly QuarantineObject[];
  /** SHA-256 over keys and bytes of all objects: runs that have the same wrote the same. */
  readonly digest: string;
  /** While publishing: names this run, so that it sees when another one has begun to publish. */
  readonly run?: string;
  /** Keys of the run before that are still to be removed. */
  readonly obsolete: readonly string[];
}

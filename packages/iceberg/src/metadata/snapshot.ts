/** The state of a table after a commit. */
export interface Snapshot {
  readonly "snapshot-id": bigint;
  readonly "parent-snapshot-id"?: bigint;
  readonly "sequence-number": number;
  readonly "timestamp-ms": number;
  /** Where the list of its manifests is. */
  readonly "manifest-list": string;
  /** `operation` (`append`, `replace`, `overwrite` or `delete`), counts, and what programs note. */
  readonly summary: Readonly<Record<string, string>>;
  readonly "schema-id"?: number;
}

/** A name for a snapshot: a branch moves with commits, a tag stays. */
export interface SnapshotRef {
  readonly "snapshot-id": bigint;
  readonly type: "branch" | "tag";
  readonly "min-snapshots-to-keep"?: number;
  readonly "max-snapshot-age-ms"?: number;
  readonly "max-ref-age-ms"?: number;
}

/** When a snapshot became the current one. */
export interface SnapshotLogEntry {
  readonly "snapshot-id": bigint;
  readonly "timestamp-ms": number;
}

import { IcebergError } from "../errors/iceberg-error.ts";
import type { DataFile } from "../manifest/data-file.ts";
import type { PartitionSpec } from "../metadata/partition-spec.ts";
import { partitionKey } from "./partition-key.ts";
import type { FileChange } from "./prepare-snapshot.ts";
import { sourceHashOf } from "./source-files.ts";
import type { RunMode } from "./write-mode.ts";

/** What a run adds, and for whom it makes room. */
export interface RunFiles {
  readonly mode: RunMode;
  readonly added: readonly DataFile[];
  readonly sourceHash: string;
  /** What the files are partitioned by. */
  readonly spec: PartitionSpec;
}

/** Which files of the table a run takes the place of. */
export function replacedBy({ mode, added, sourceHash, spec }: RunFiles): FileChange["removes"] {
  switch (mode) {
    case "append":
    case "merge":
      return undefined;
    case "replaceSource":
      return ({ path }) => sourceHashOf(path) === sourceHash;
    case "overwritePartitions":
      return inPartitions(new Set(added.map(({ partition }) => partitionKey(partition))), spec);
  }
}

function inPartitions(partitions: ReadonlySet<string>, spec: PartitionSpec): FileChange["removes"] {
  if (partitions.size === 0) return undefined;
  return ({ path, specId, partition }) => {
    if (specId === spec["spec-id"]) return partitions.has(partitionKey(partition));
    throw new IcebergError(
      "EARLIER_PARTITIONING",
      `Partitions can't be overwritten: the table has files of an earlier partitioning, such as ${path}, whose rows may be in any partition of now. Nothing was committed. Use the mode replaceSource or append, or let an engine rewrite the earlier files (OPTIMIZE in Athena).`,
    );
  };
}

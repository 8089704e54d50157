import { randomUUID } from "node:crypto";
import { type SourceIdentity } from "../manifest/manifest.ts";
import { sourceIdentity } from "../write/source-identity.ts";

/** A file of a source, as far as it matters who takes its place. */
export interface PlacedRows {
  readonly partition: string;
  readonly sourceId: string;
  readonly sourceVersion?: string | undefined;
}

/** What a run takes the place of. */
export interface Scope {
  readonly mode: "overwritePartitions" | "replaceSource";
  readonly sourceId: string;
  /** Those that the run has rows for. */
  readonly partitions: ReadonlySet<string>;
}

const NAME = "overwritePartitions";

/** A run that takes the place of files of many sources is a source of its own, with a name that nothing else has. */
export function runIdentity({ sourceId }: SourceIdentity): SourceIdentity {
  return sourceIdentity(sourceId, `${NAME} ${randomUUID()}`);
}

/** Whether a run with this scope takes the place of a file. */
export function isInScope({ mode, sourceId, partitions }: Scope, file: PlacedRows): boolean {
  if (mode === "overwritePartitions") return partitions.has(file.partition);
  return file.sourceId === sourceId && isOfRun(file.sourceVersion);
}

/** Whether rows are of a source as such: not of a version that was appended. */
function isOfRun(version: string | undefined): boolean {
  return version === undefined || /^overwritePartitions [0-9a-f]{8}-[0-9a-f-]{27}$/.test(version);
}

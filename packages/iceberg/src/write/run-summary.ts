import type { Snapshot } from "../metadata/snapshot.ts";
import type { RunMode } from "./write-mode.ts";

/** What a run is known by. */
export interface RunIdentity {
  readonly sourceId: string;
  /** Of the files that it wrote: the same rows under the same contract give the same. */
  readonly digest: string;
  readonly mode: RunMode;
  /** Of the source whose rows were appended; what was appended by earlier versions of this package has none. */
  readonly version?: string | undefined;
}

/** What the summary of a snapshot says of the run that committed it. */
const RUN_SUMMARY = {
  sourceId: "cloudapi.source-id",
  digest: "cloudapi.source-digest",
  mode: "cloudapi.mode",
  version: "cloudapi.source-version",
  contractHash: "cloudapi.contract-hash",
  rowsRejected: "cloudapi.rows-rejected",
} as const;

/** The run that committed a snapshot; `undefined` when that wasn't a run of this package. */
export function runOf({ summary }: Pick<Snapshot, "summary">): RunIdentity | undefined {
  const sourceId = summary[RUN_SUMMARY.sourceId];
  const digest = summary[RUN_SUMMARY.digest];
  const mode = summary[RUN_SUMMARY.mode];
  if (sourceId === undefined || digest === undefined || mode === undefined) return undefined;
  const version = summary[RUN_SUMMARY.version];
  return { sourceId, digest, mode: mode as RunMode, ...(version && { version }) };
}

/** Whether two runs wrote the same: by the version of their source, or else by their files. */
export function isSameRun(one: RunIdentity, other: RunIdentity): boolean {
  if (one.sourceId !== other.sourceId || one.mode !== other.mode) return false;
  const areNamed = one.version !== undefined && other.version !== undefined;
  return areNamed ? one.version === other.version : one.digest === other.digest;
}

/** What the summary of a run's snapshot says beside its counts. */
export function runNotes(
  { sourceId, digest, mode, version }: RunIdentity,
  { contractHash, rowsRejected }: { readonly contractHash: string; readonly rowsRejected: number },
): Readonly<Record<string, string>> {
  return {
    [RUN_SUMMARY.sourceId]: sourceId,
    [RUN_SUMMARY.digest]: digest,
    [RUN_SUMMARY.mode]: mode,
    ...(version === undefined ? {} : { [RUN_SUMMARY.version]: version }),
    [RUN_SUMMARY.contractHash]: contractHash,
    [RUN_SUMMARY.rowsRejected]: String(rowsRejected),
  };
}

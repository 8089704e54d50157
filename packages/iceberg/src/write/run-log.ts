import { randomUUID } from "node:crypto";
import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import { metadataPath } from "../metadata/table-paths.ts";
import { currentSnapshots } from "../table/current-snapshots.ts";
import { type RunIdentity, runOf } from "./run-summary.ts";
import { isRunMode } from "./write-mode.ts";

/** The table property that names the file with the runs whose snapshots have expired. */
export const RUN_LOG = "cloudapi.run-log";

type Place = Pick<LoadedTable, "metadata" | "storage">;

/** What is known of snapshots that have expired. */
export interface ExpiredRuns {
  /** The runs that committed them, oldest first. */
  readonly runs: readonly RunIdentity[];
  /** Hashes of the sources of which they put rows into other files. */
  readonly rewritten: readonly string[];
  /** The newest of those snapshots; `undefined` when none has expired, or not of all is known. */
  readonly until?: bigint | undefined;
}

type Line = Partial<RunIdentity> & { readonly rewritten?: string; readonly until?: string };
type LogEntry = RunIdentity | { readonly rewritten: string } | { readonly until: bigint };

export async function readRunLog(
  { metadata, storage }: Place,
  options: CatalogOptions,
): Promise<ExpiredRuns> {
  const uri = metadata.properties[RUN_LOG];
  if (uri === undefined) return { runs: [], rewritten: [] };
  const bytes = await storage.read(uri, options);
  // Orphan removal of other programs takes it, as they don't know it: then nothing is known of what has expired.
  if (bytes === undefined) return { runs: [], rewritten: [] };
  const text = new TextDecoder().decode(bytes);
  const lines = text.split("\n").filter((line) => line !== "");
  const runs: RunIdentity[] = [];
  const rewritten: string[] = [];
  let until: bigint | undefined;
  for (const entry of lines.map((each) => parseLine(each, uri)))
    if ("rewritten" in entry) rewritten.push(entry.rewritten);
    else if ("until" in entry) until = entry.until;
    else runs.push(entry);
  return { runs, rewritten, until };
}

function parseLine(text: string, uri: string): LogEntry {
  try {
    const { sourceId, digest, mode, version, rewritten, until } = JSON.parse(text) as Line;
    if (typeof rewritten === "string") return { rewritten };
    if (typeof until === "string") return { until: BigInt(until) };
    if (typeof sourceId === "string" && typeof digest === "string" && isRunMode(mode))
      return { sourceId, digest, mode, ...(typeof version === "string" && { version }) };
  } catch {
    // Said below.
  }
  throw new IcebergError(
    "INVALID_METADATA",
    `${uri}, which tells of the runs of expired snapshots, is damaged. Bring it back, or unset the table's property ${RUN_LOG}: sources of those runs are no longer recognised then.`,
  );
}

/** What is known of snapshots that are about to go, with what was known before. */
export interface Expiring {
  /** Of the current branch, newest first. */
  readonly snapshots: readonly Snapshot[];
  /** Hashes of the sources of which they put rows into other files. */
  readonly rewritten: readonly string[];
}

/**
 * Write the log with snapshots that are about to go; where it is, or `undefined` when there is nothing to tell. Of runs that replace, only
 * each source's last one counts, and of those that append each.
 */
export async function writeRunLog(
  table: Place,
  { snapshots, rewritten }: Expiring,
  options: CatalogOptions,
): Promise<string | undefined> {
  const runs = snapshots.toReversed().flatMap((snapshot) => runOf(snapshot) ?? []);
  if (runs.length === 0 && rewritten.length === 0) return undefined;
  const before = await readRunLog(table, options);
  const lines = new Map<string, string>();
  for (const { sourceId, digest, mode, version } of [...before.runs, ...runs]) {
    const key = JSON.stringify([sourceId, mode === "append" ? [digest, version] : ""]);
    // The last of its source comes last.
    lines.delete(key);
    lines.set(key, JSON.stringify({ sourceId, digest, mode, version }));
  }
  for (const hash of [...before.rewritten, ...rewritten])
    lines.set(hash, JSON.stringify({ rewritten: hash }));
  const [newest] = snapshots;
  const oldest = [...currentSnapshots(table.metadata)].at(-1);
  // What others expired before is not known, and never will be.
  if (newest !== undefined && oldest?.["parent-snapshot-id"] === before.until)
    lines.set("until", JSON.stringify({ until: String(newest["snapshot-id"]) }));
  const uri = metadataPath(table.metadata, `runs-${randomUUID()}.ndjson`);
  const bytes = new TextEncoder().encode(`${[...lines.values()].join("\n")}\n`);
  await table.storage.write(uri, bytes, { contentType: "application/x-ndjson", ...options });
  return uri;
}

import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import type { PreparedCommit } from "../catalog/prepared-commit.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import { sameRef, sameTable } from "../table/change-table.ts";
import { currentSnapshots } from "../table/current-snapshots.ts";
import { checkTable, type IcebergTable } from "../table/iceberg-table.ts";
import { rewrittenSources } from "../write/rewritten-sources.ts";
import { type Expiring, RUN_LOG, writeRunLog } from "../write/run-log.ts";
import { type ExpiryRules, expiredSnapshots } from "./expired-snapshots.ts";
import { filesGone } from "./named-files.ts";
import { plainUri } from "./plain-uri.ts";
import { refuseKeptFiles } from "./refuse-kept-files.ts";
import { restoreRefs } from "./restore-refs.ts";

/** Which snapshots go. */
export interface ExpireInput {
  /** Snapshots from before it go, unless something keeps them. */
  readonly olderThan: Date;
  /** The newest snapshots of a branch that stay, however old they are. Default 1. */
  readonly retainLast?: number | undefined;
}

/** What went. */
export interface ExpireReport {
  readonly snapshotIds: readonly bigint[];
  /** The files that only those snapshots had. */
  readonly removedFiles: readonly string[];
}

/** A commit that takes snapshots out. */
interface Removal extends PreparedCommit {
  readonly before: LoadedTable;
  readonly expired: readonly Snapshot[];
}

/**
 * Forget old snapshots, and remove the files that only they have, as far as they are below the storage's root. What a tag names
 * stays, and so do the newest snapshots of each branch; what a branch says itself (`min-snapshots-to-keep`, `max-snapshot-age-ms`)
 * comes first. Queries of what goes fail from then on, also those under way.
 *
 * A tag that another program sets meanwhile, over a REST catalog, on a snapshot that goes is set again, on the same state under another id.
 *
 * Sources are recognised all the same when they are delivered again: a file beside the metadata keeps the runs of the snapshots that go.
 *
 * @throws {TypeError} {RangeError} for an argument that can't be
 * @throws {IcebergError} `NO_SUCH_TABLE`, `COMMIT_CONFLICT`, `COMMIT_STATE_UNKNOWN`; `FILES_ARE_KEPT` when the table's property
 * `gc.enabled` is `false`; `METADATA_NOT_FOUND` when a file of a snapshot is missing: if the snapshots are gone by then, their files
 * stay, for `removeOrphans`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, expireSnapshots, fileCatalog, icebergSink, memoryStorage } from "@cloudapi/iceberg";
 * import { fileSource, transform } from "@cloudapi/transform";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * await transform(apiLogs, fileSource("logs.csv"), icebergSink(table));
 * const olderThan = new Date(Date.now() - 30 * 86_400_000);
 * const { snapshotIds } = await expireSnapshots(table, { olderThan });
 * console.log(snapshotIds.length); // => 0
 * ```
 */
export async function expireSnapshots(
  table: IcebergTable,
  input: ExpireInput,
  options: CatalogOptions = {},
): Promise<ExpireReport> {
  checkTable("expireSnapshots", table);
  checkOptionNames("expireSnapshots", options, ["signal"]);
  const rules = readRules(input);
  const tries: Removal[] = [];
  const { table: committed } = await commitTable(
    table.catalog,
    table.name,
    async (now) => {
      const made = await removal(now, rules, options);
      if (made !== undefined) tries.push(made);
      return made;
    },
    options,
  );
  const last = tries.at(-1);
  if (last === undefined) return { snapshotIds: [], removedFiles: [] };
  const gone = goneOf(tries, committed);
  const expiry = { before: last.before, gone };
  const after = await restoreRefs({ ...committed, catalog: table.catalog }, expiry, options);
  const others = tries.flatMap(({ before }) => before.metadata.properties[RUN_LOG] ?? []);
  const files = await filesGone(last.before, after, { gone, others }, options);
  const { storage } = after;
  const removedFiles = [...files]
    .filter(([place]) => place.startsWith(plainUri(storage.root)))
    .map(([, uri]) => uri)
    .sort();
  await storage.remove(removedFiles);
  return { snapshotIds: gone.map((snapshot) => snapshot["snapshot-id"]), removedFiles };
}

/** The snapshots that were to go and are gone: by the last try, or by one before it whose answer was lost. */
function goneOf(tries: readonly Removal[], { metadata }: LoadedTable): Snapshot[] {
  const all = tries.flatMap(({ expired }) => expired);
  const byId = new Map(all.map((snapshot) => [snapshot["snapshot-id"], snapshot]));
  for (const snapshot of metadata.snapshots) byId.delete(snapshot["snapshot-id"]);
  return [...byId.values()];
}

function readRules(input: ExpireInput): ExpiryRules {
  checkOptionNames("expireSnapshots", input, ["olderThan", "retainLast"]);
  const { olderThan, retainLast = 1 } = input;
  if (!(olderThan instanceof Date) || Number.isNaN(olderThan.getTime()))
    throw new TypeError("expireSnapshots: olderThan must be a Date.");
  if (!Number.isSafeInteger(retainLast) || retainLast < 1)
    throw new RangeError("expireSnapshots: retainLast must be a whole number from 1.");
  return { olderThanMs: olderThan.getTime(), retainLast };
}

/** Nothing else may move meanwhile: what a branch or a tag came to since would go from under it. */
async function removal(
  before: LoadedTable,
  rules: ExpiryRules,
  options: CatalogOptions,
): Promise<Removal | undefined> {
  const { metadata } = before;
  refuseKeptFiles("expireSnapshots", before);
  const expired = expiredSnapshots(metadata, rules, Date.now());
  if (expired.length === 0) return undefined;
  const ids = expired.map((snapshot) => snapshot["snapshot-id"]);
  const log = await writeRunLog(before, await expiring(before, expired, options), options);
  const named = log === undefined ? [] : [log];
  return {
    before,
    expired,
    written: named,
    requirements: [
      sameTable(metadata),
      ...Object.keys(metadata.refs).map((ref) => sameRef(metadata, ref)),
    ],
    updates: [
      { action: "remove-snapshots", "snapshot-ids": ids },
      ...named.map((uri) => ({ action: "set-properties" as const, updates: { [RUN_LOG]: uri } })),
    ],
  };
}

/** What runs will have to know of snapshots that go, and of those behind them, which can't be reached any more. */
async function expiring(
  before: LoadedTable,
  expired: readonly Snapshot[],
  options: CatalogOptions,
): Promise<Expiring> {
  const own = [...currentSnapshots(before.metadata)];
  const newest = own.findIndex((snapshot) => expired.includes(snapshot));
  const snapshots = newest < 0 ? [] : own.slice(newest);
  const rewritten: string[] = [];
  for (const snapshot of snapshots)
    rewritten.push(...(await rewrittenSources(before, snapshot, options)));
  return { snapshots, rewritten };
}

import { isCloudApiError } from "@cloudapi/core";
import { checkListeners, checkOptionNames, delayMs, sleep } from "@cloudapi/core/internal";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { IcebergCatalog, LoadedTable, TableName } from "./catalog.ts";
import { checkTableName, tableTitle } from "./check-table-name.ts";
import { CommitTries } from "./commit-tries.ts";
import type { PreparedCommit } from "./prepared-commit.ts";
import { type RetryLimits, retryLimits } from "./retry-limits.ts";
import { isSameState } from "./same-state.ts";
import { noSuchTable, tableReplaced } from "./table-faults.ts";

/** Makes the change for the table as it is now, again for each try; nothing when there is nothing to do. */
export type PrepareCommit<P extends PreparedCommit> = (
  table: LoadedTable,
) => P | undefined | Promise<P | undefined>;

/** How to commit. */
export interface CommitOptions {
  /** Stops between tries; a commit that is under way comes to its end. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the table's property `commit.retry.num-retries` and one, else 200. */
  readonly maxAttempts?: number | undefined;
}

/** What became of a commit. */
export interface CommitOutcome<P extends PreparedCommit> {
  /** The table after it. */
  readonly table: LoadedTable;
  /** The change that was committed; `undefined` when there was nothing to do. */
  readonly prepared: P | undefined;
  /** How often a change was prepared. */
  readonly attempts: number;
}

/** What passes by itself, of catalogs and of storages: nothing was changed. */
const PASSING = [
  "COMMIT_CONFLICT",
  "CATALOG_THROTTLED",
  "CATALOG_UNAVAILABLE",
  "THROTTLED",
  "S3_UNREACHABLE",
  "S3_REQUEST_FAILED",
];

/**
 * Commit a change to a table, whatever other writers do meanwhile: load, prepare, commit, and all of it again on the table as it
 * is then when another writer was first. Where an answer was lost the table is asked for our own snapshot before anything is
 * tried again, so that nothing is committed twice. The files of tries that were not committed are removed.
 *
 * @throws {IcebergError} `NO_SUCH_TABLE`, `TABLE_REPLACED`, `COMMIT_CONFLICT` when others were first every time,
 * `COMMIT_STATE_UNKNOWN` when it could not be found out what became of a try; and what `prepare` throws
 */
export async function commitTable<P extends PreparedCommit>(
  catalog: IcebergCatalog,
  name: TableName,
  prepare: PrepareCommit<P>,
  options: CommitOptions = {},
): Promise<CommitOutcome<P>> {
  checkTableName("commitTable", name);
  checkOptionNames("commitTable", options, ["signal", "maxAttempts"]);
  checkListeners("commitTable", options);
  const tries = new CommitTries<P>();
  const began = Date.now();
  let limits = retryLimits({}, options.maxAttempts);
  for (let attempt = 1; ; attempt++) {
    try {
      const table = await loadSame(catalog, name, tries, options.signal);
      limits = retryLimits(table.metadata.properties, options.maxAttempts);
      const outcome = await tryOnce({ catalog, table, tries, prepare, signal: options.signal });
      if (outcome !== undefined) return { ...outcome, attempts: attempt };
    } catch (error) {
      await giveUpUnlessPassing(error, { tries, limits, attempt, began, name });
    }
    // Anything up to the delay: who lost often would otherwise always wait longer than those who come anew.
    const waitMs = delayMs(attempt - 1, limits.backOff) * Math.random();
    await sleep(waitMs, options.signal).catch(async (error: unknown) => {
      await tries.removeFiles();
      // What may have worked is no less open for being stopped.
      throw finalError(error, { tries, attempt, name });
    });
  }
}

interface Attempt<P extends PreparedCommit> {
  readonly catalog: IcebergCatalog;
  readonly table: LoadedTable;
  readonly tries: CommitTries<P>;
  readonly prepare: PrepareCommit<P>;
  readonly signal: AbortSignal | undefined;
}

/** One round: a try of ours that the table has, or a new one. */
async function tryOnce<P extends PreparedCommit>({
  catalog,
  table,
  tries,
  prepare,
  signal,
}: Attempt<P>): Promise<Omit<CommitOutcome<P>, "attempts"> | undefined> {
  const own = await tries.findIn(table);
  if (own !== undefined) {
    await tries.removeFiles(own);
    return { table, prepared: own.prepared };
  }
  const prepared = await preparedOn(table, catalog, prepare);
  if (prepared === undefined) {
    await tries.removeFiles();
    return { table, prepared };
  }
  const current = tries.begin(table, prepared);
  signal?.throwIfAborted();
  const committed = await catalog.commit(table, prepared).catch((error: unknown) => {
    current.failed(error);
    throw error;
  });
  await tries.removeFiles(current);
  return { table: committed, prepared };
}

/** The change on a table as it was loaded; who expires snapshots meanwhile takes files of that state away, as a conflict does. */
async function preparedOn<P extends PreparedCommit>(
  table: LoadedTable,
  catalog: IcebergCatalog,
  prepare: PrepareCommit<P>,
): Promise<P | undefined> {
  try {
    return await prepare(table);
  } catch (cause) {
    if (!isCloudApiError(cause, "METADATA_NOT_FOUND")) throw cause;
    const now = await catalog.load(table.name).catch(() => undefined);
    if (now === undefined || isSameState(now, table)) throw cause;
    const title = tableTitle(table.name);
    throw new IcebergError(
      "COMMIT_CONFLICT",
      `The table ${title} has changed since it was loaded, and files of what it was are gone. Load it again, and commit to what it is now.`,
      { cause, table: title },
    );
  }
}

/** The table, which is still the one that earlier tries were made for. */
async function loadSame<P extends PreparedCommit>(
  catalog: IcebergCatalog,
  name: TableName,
  tries: CommitTries<P>,
  signal: AbortSignal | undefined,
): Promise<LoadedTable> {
  signal?.throwIfAborted();
  const table = await catalog.load(name, { signal });
  if (table === undefined) throw noSuchTable(name);
  if (tries.isOfAnother(table)) throw tableReplaced(name);
  return table;
}

interface Failing<P extends PreparedCommit> {
  readonly tries: CommitTries<P>;
  readonly limits: RetryLimits;
  readonly attempt: number;
  readonly began: number;
  readonly name: TableName;
}

async function giveUpUnlessPassing<P extends PreparedCommit>(
  error: unknown,
  { tries, limits, attempt, began, name }: Failing<P>,
): Promise<void> {
  const code = isCloudApiError(error) ? error.code : "";
  const isPassing = PASSING.includes(code) || code === "COMMIT_STATE_UNKNOWN";
  if (isPassing && attempt < limits.maxAttempts && Date.now() - began < limits.totalMs) return;
  await tries.removeFiles();
  throw finalError(error, { tries, attempt, name });
}

function finalError<P extends PreparedCommit>(
  error: unknown,
  { tries, attempt, name }: Pick<Failing<P>, "tries" | "attempt" | "name">,
): unknown {
  const table = tableTitle(name);
  if (tries.areOpen()) {
    const ids = tries.openSnapshots();
    // A change of metadata alone adds no snapshot that could be looked for.
    const sought = ids.length === 0 ? "what was to change" : `the snapshot ${ids.join(" or ")}`;
    return new IcebergError(
      "COMMIT_STATE_UNKNOWN",
      `A commit to ${table} may have worked or not: its answer was lost, and ${attempt} tries did not find out. Load the table and look for ${sought} before anything is committed again.`,
      { cause: error, table, leftFiles: tries.openFiles() },
    );
  }
  if (!isCloudApiError(error, "COMMIT_CONFLICT")) return error;
  return new IcebergError(
    "COMMIT_CONFLICT",
    `Other writers were first each of the ${attempt} times that something was to be committed to ${table}: nothing was changed. Run again, with fewer writers or a larger commit.retry.num-retries.`,
    { cause: error, table },
  );
}

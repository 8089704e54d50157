import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { tableReplaced } from "../catalog/table-faults.ts";
import { tableFolder } from "../metadata/table-paths.ts";
import { checkTable, type IcebergTable } from "../table/iceberg-table.ts";
import { loadTable } from "../table/load-table.ts";
import { namedPlaces } from "./named-files.ts";
import { refuseKeptFiles } from "./refuse-kept-files.ts";

const HOUR_MS = 3_600_000;
const DEFAULT_AGE_MS = 72 * HOUR_MS;

/** Which files go. */
export interface OrphansInput {
  /** Files from before it, by the storage's clock; at least an hour ago. Default: three days ago. */
  readonly olderThan?: Date | undefined;
  /** Only tell. Default false. */
  readonly dryRun?: boolean | undefined;
}

/** What went, or would have. */
export interface OrphansReport {
  readonly files: readonly string[];
  readonly sizeBytes: number;
}

/**
 * Remove files below the table's `data/` and `metadata/` folders that no snapshot has: what runs that died, and commits
 * whose answer was lost, left behind. A file that is about to be committed is no orphan, and can't be told from one: only files
 * older than the longest run may go. Where the table's properties put its files elsewhere (`write.data.path`, `write.metadata.path`)
 * nothing is looked for. Rejected rows (`_quarantine/`) stay, and so does a file that has the name of one that the
 * table has, wherever that is.
 *
 * @throws {TypeError} {RangeError} for an argument that can't be
 * @throws {IcebergError} `NO_SUCH_TABLE`; `TABLE_REPLACED` when the table of the name is another by now, or has moved; `FILES_ARE_KEPT` when its
 * property `gc.enabled` is `false`, since other tables may have its files; `METADATA_NOT_FOUND` when a file that the table names is missing, before anything is removed
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, memoryStorage, removeOrphans } from "@cloudapi/iceberg";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * const { files } = await removeOrphans(table);
 * console.log(files); // => []
 * ```
 */
export async function removeOrphans(
  table: IcebergTable,
  input: OrphansInput = {},
  options: CatalogOptions = {},
): Promise<OrphansReport> {
  checkTable("removeOrphans", table);
  checkOptionNames("removeOrphans", input, ["olderThan", "dryRun"]);
  checkOptionNames("removeOrphans", options, ["signal"]);
  const { dryRun = false } = input;
  const before = timeOf(input.olderThan);
  // The table of the name may have become another one, or have moved, since it was loaded by the caller.
  const first = await loadTable(table.catalog, table.name, options);
  if (!isSamePlace(first, table)) throw tableReplaced(table.name);
  refuseKeptFiles("removeOrphans", first);
  const candidates = await oldFiles(first, before, options);
  // The table is loaded after the listing: what was committed meanwhile is no orphan.
  const now = await loadTable(table.catalog, table.name, options);
  if (!isSamePlace(now, first)) throw tableReplaced(table.name);
  // By its name a file is known in any spelling of its place; those of two writers never have one name.
  for await (const uri of namedPlaces(now, options)) candidates.delete(fileName(uri));
  const orphans = [...candidates.values()].flat();
  if (!dryRun) await now.storage.remove(orphans.map(({ uri }) => uri));
  return {
    files: orphans.map(({ uri }) => uri).sort(),
    sizeBytes: orphans.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

interface Candidate {
  readonly uri: string;
  readonly sizeBytes: number;
}

/** The table's old files by their names. */
async function oldFiles(
  { metadata, storage }: LoadedTable,
  beforeMs: number,
  options: CatalogOptions,
): Promise<Map<string, Candidate[]>> {
  const files = new Map<string, Candidate[]>();
  for (const part of ["data", "metadata"]) {
    const folder = `${tableFolder(metadata)}/${part}/`;
    for await (const { uri, sizeBytes, lastModified } of storage.list(folder, options)) {
      if (lastModified.getTime() >= beforeMs || isOfCatalog(uri)) continue;
      const alike = files.get(fileName(uri)) ?? [];
      files.set(fileName(uri), [...alike, { uri, sizeBytes }]);
    }
  }
  return files;
}

function isSamePlace({ metadata }: LoadedTable, { metadata: other }: LoadedTable): boolean {
  return (
    metadata["table-uuid"] === other["table-uuid"] && tableFolder(metadata) === tableFolder(other)
  );
}

function fileName(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

function timeOf(olderThan: Date | undefined): number {
  const latest = Date.now() - HOUR_MS;
  if (olderThan === undefined) return Date.now() - DEFAULT_AGE_MS;
  const ms = olderThan instanceof Date ? olderThan.getTime() : Number.NaN;
  if (Number.isNaN(ms)) throw new TypeError("removeOrphans: olderThan must be a Date.");
  if (ms > latest)
    throw new RangeError(
      "removeOrphans: olderThan must be at least an hour ago: the files of a run under way are in no snapshot yet, and would be lost.",
    );
  return ms;
}

/** A file catalog's own files: numbers of versions are never given twice, and the hint names the newest. */
function isOfCatalog(uri: string): boolean {
  return /\/metadata\/(v\d+(\.gz)?\.metadata\.json|version-hint\.text)$/.test(uri);
}

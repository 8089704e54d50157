import { isCloudApiError } from "@cloudapi/core";
import type { TableMetadata } from "../../metadata/table-metadata.ts";
import type { StorageOptions, TableStorage } from "../../storage/table-storage.ts";
import type { IcebergCatalog, LoadedTable, TableName } from "../catalog.ts";
import { changedMetadata } from "../changed-metadata.ts";
import { checkTableName, namespaceLevels, tableTitle } from "../check-table-name.ts";
import { metadataOf } from "../load-metadata.ts";
import { noSuchTable, tableExists, tableReplaced } from "../table-faults.ts";
import { claimVersion } from "./claim-version.ts";
import {
  type MetadataFolder,
  type MetadataVersion,
  metadataVersion,
  newestVersion,
  removeVersions,
  versionExists,
  writeHint,
} from "./metadata-files.ts";

/** Set in the last version of a table that is being dropped, so that no writer has it. */
const DROPPED = "cloudapi.dropped";
/** A table `a.b` has its files there: what is below them is no table. */
const FOLDERS_OF_TABLES = ["data", "metadata"];
/** How often others may commit while a table is being dropped. */
const MOST_ATTEMPTS = 20;

/**
 * A catalog that needs no service: a table is a folder of the storage (`root/namespace/name`), and its newest metadata file
 * (`metadata/vN.metadata.json`) is the table. A commit writes the next one if it is absent, of which one writer succeeds.
 *
 * Spark reads these tables as a `hadoop` catalog, DuckDB and PyIceberg by the folder. All writers have to keep to this way of
 * committing: a table that is also registered in Glue or another catalog has two heads. Levels of a namespace are divided by dots.
 *
 * @throws {TypeError} for what is not a storage
 *
 * @example
 * ```ts
 * import { fileCatalog, memoryStorage } from "@cloudapi/iceberg";
 *
 * const catalog = fileCatalog(memoryStorage());
 * console.log(await catalog.load({ namespace: "lake", name: "orders" })); // => undefined
 * ```
 */
export function fileCatalog(storage: TableStorage): IcebergCatalog {
  if (typeof storage?.root !== "string" || typeof storage.write !== "function") {
    throw new TypeError(
      "fileCatalog: the argument must be a storage, such as folderStorage(path) or s3Storage(s3, place).",
    );
  }
  return {
    defaultLocation: (name) => locationOf(storage, name),
    // Folders are made when something is written to them.
    ensureNamespace: () => Promise.resolve(),
    load: (name, options = {}) => load(storage, name, options),
    create: (name, metadata, options = {}) => create({ storage, name, metadata }, options),
    commit: async (base, change) => replace(base, changedMetadata(base, change)),
    drop: (name, options = {}) => drop(storage, name, options),
  };
}

function locationOf(storage: TableStorage, { namespace, name }: TableName): string {
  checkTableName("fileCatalog", { namespace, name });
  const names = [...namespaceLevels(namespace), name];
  const inside = names.slice(2).find((each) => FOLDERS_OF_TABLES.includes(each));
  if (inside !== undefined) {
    throw new RangeError(
      `fileCatalog: ${tableTitle({ namespace, name })} can't be a table: its folder would be in the ${inside} folder of another table, whose files are removed when no snapshot has them. Take another name than ${inside}.`,
    );
  }
  return storage.root + names.join("/");
}

function folderOf(storage: TableStorage, name: TableName): MetadataFolder {
  return { storage, uri: `${locationOf(storage, name)}/metadata/` };
}

async function load(
  storage: TableStorage,
  name: TableName,
  options: StorageOptions,
): Promise<LoadedTable | undefined> {
  const table = await loadEvenDropped(storage, name, options);
  return table === undefined || isDropped(table) ? undefined : table;
}

async function loadEvenDropped(
  storage: TableStorage,
  name: TableName,
  { signal }: StorageOptions,
): Promise<LoadedTable | undefined> {
  const found = await newestVersion(folderOf(storage, name), { signal });
  if (found === undefined) return undefined;
  const { uri, bytes, version } = found;
  return { name, metadata: metadataOf(bytes, uri), metadataLocation: uri, storage, version };
}

function isDropped({ metadata }: LoadedTable): boolean {
  return metadata.properties[DROPPED] === "true";
}

/** A table that is to be made. */
interface NewTable {
  readonly storage: TableStorage;
  readonly name: TableName;
  readonly metadata: TableMetadata;
}

async function create(
  { storage, name, metadata }: NewTable,
  options: StorageOptions,
): Promise<LoadedTable> {
  const location = locationOf(storage, name);
  if (metadata.location.replace(/\/$/, "") !== location) {
    throw new RangeError(
      `fileCatalog: the location of ${tableTitle(name)} is ${location}, since a table is found by its folder, not ${metadata.location}. Leave the location out.`,
    );
  }
  const folder = folderOf(storage, name);
  const there = await loadEvenDropped(storage, name, options);
  if (there !== undefined && !isDropped(there)) throw tableExists(name);
  // What a drop that was killed left behind stays until ours is there: whoever goes on with that drop takes no version above its last.
  const version = there === undefined ? 1 : Number(there.version) + 1;
  const first = metadataVersion(folder, version, metadata);
  await claimVersion(folder, first, tableTitle(name)).catch((error: unknown) => {
    throw isCloudApiError(error, "COMMIT_CONFLICT") ? tableExists(name) : error;
  });
  // Earlier versions that stay are passed over by every reader.
  if (there !== undefined) await removeVersions(folder, versionOf(there)).catch(() => undefined);
  await writeHint(folder, version);
  return { name, metadata, metadataLocation: first.uri, storage, version };
}

/** Put new metadata in the place of that which was loaded. */
async function replace(base: LoadedTable, metadata: TableMetadata): Promise<LoadedTable> {
  const { storage, name } = base;
  const folder = folderOf(storage, name);
  const version = Number(base.version) + 1;
  const next = metadataVersion(folder, version, metadata);
  await claimVersion(folder, next, tableTitle(name));
  const fate = await fateOf(folder, base);
  if (fate !== "there") {
    await storage.remove([next.uri]);
    throw fate === "dropped" ? noSuchTable(name) : tableReplaced(name);
  }
  await writeHint(folder, version);
  return { ...base, metadata, metadataLocation: next.uri, version };
}

/**
 * What became of the table between loading and committing. If it was dropped, the version committed to is gone, or is that of another
 * table of the name, and nobody has gone on from ours. What can't be found out is no reason to undo a commit.
 */
async function fateOf(
  folder: MetadataFolder,
  { metadataLocation, metadata, version }: LoadedTable,
): Promise<"there" | "dropped" | "replaced"> {
  try {
    const bytes = await folder.storage.read(metadataLocation);
    const now = bytes && metadataOf(bytes, metadataLocation);
    if (now?.["table-uuid"] === metadata["table-uuid"]) return "there";
    if (await versionExists(folder, Number(version) + 2)) return "there";
    return now === undefined ? "dropped" : "replaced";
  } catch {
    return "there";
  }
}

/** The last version is claimed first, so that nobody commits while the files are removed. */
async function drop(
  storage: TableStorage,
  name: TableName,
  options: StorageOptions,
): Promise<void> {
  const folder = folderOf(storage, name);
  for (let attempt = 1; ; attempt++) {
    const table = await loadEvenDropped(storage, name, options);
    if (table === undefined) throw noSuchTable(name);
    if (isDropped(table)) return removeVersions(folder, versionOf(table));
    try {
      const updates = [{ action: "set-properties", updates: { [DROPPED]: "true" } }] as const;
      const last = await replace(table, changedMetadata(table, { requirements: [], updates }));
      return await removeVersions(folder, versionOf(last));
    } catch (error) {
      if (!isCloudApiError(error, "COMMIT_CONFLICT") || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

function versionOf({ version, metadataLocation }: LoadedTable): MetadataVersion {
  return { version: Number(version), uri: metadataLocation, bytes: new Uint8Array() };
}

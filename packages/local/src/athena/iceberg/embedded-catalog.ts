import type { S3Client } from "@aws-sdk/client-s3";
import { type IcebergCatalog, IcebergError, type LoadedTable } from "@cloudapi/iceberg";
import {
  changedMetadata,
  commitConflict,
  glueColumns,
  icebergParameters,
  loadMetadata,
  noSuchTable,
  tableExists,
  writeMetadata,
} from "@cloudapi/iceberg/internal";
import { s3Storage } from "@cloudapi/iceberg/s3";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogEntry, CatalogTable } from "../catalog/catalog-types.ts";
import type { TableDefinition } from "../catalog/definitions.ts";
import { readTable } from "../catalog/read-table.ts";
import { isIceberg } from "../catalog/readable.ts";

/** What the Iceberg tables of an embedded cloud are found and kept with. */
export interface EmbeddedCatalogContext {
  readonly catalog: Catalog;
  readonly s3: () => S3Client;
  readonly now: () => Date;
}

/**
 * The Iceberg tables of the catalog that Athena's statements and the Glue endpoint share. A commit is what Glue makes of an
 * UpdateTable with the version that was read: it fails where the table is another by then.
 */
export function embeddedCatalog(context: EmbeddedCatalogContext): IcebergCatalog {
  const { catalog } = context;
  return {
    // Athena makes no Iceberg table without a place.
    defaultLocation: () => undefined,
    ensureNamespace(namespace) {
      const name = namespace.toLowerCase();
      if (catalog.database(name) === undefined)
        catalog.putDatabase({
          name,
          comment: undefined,
          location: undefined,
          properties: {},
          createdAt: context.now(),
        });
      return Promise.resolve();
    },
    load: (name, options = {}) => load(context, name, options),
    create: (name, metadata) => create(context, name, metadata),
    commit: (base, change) => commit(context, base, change),
    drop({ namespace, name }) {
      if (catalog.entry(namespace, name) === undefined) throw noSuchTable({ namespace, name });
      catalog.drop(namespace.toLowerCase(), name.toLowerCase());
      return Promise.resolve();
    },
  };
}

type Load = IcebergCatalog["load"];

async function load(
  context: EmbeddedCatalogContext,
  name: Parameters<Load>[0],
  { signal }: NonNullable<Parameters<Load>[1]>,
): Promise<LoadedTable | undefined> {
  const entry = context.catalog.entry(name.namespace, name.name);
  if (entry === undefined) return undefined;
  const title = `${name.namespace}.${name.name}`;
  const location = metadataLocationOf(entry, title);
  const storage = storageAt(context, location);
  const metadata = await loadMetadata(storage, location, { signal, title });
  return loaded(context, { name, metadata, location, version: entry.version });
}

function metadataLocationOf({ relation }: CatalogEntry, title: string): string {
  const location = relation.kind === "table" ? relation.properties["metadata_location"] : undefined;
  if (isIceberg(relation) && location !== undefined) return location;
  throw new IcebergError(
    "NOT_AN_ICEBERG_TABLE",
    `${title} is no Iceberg table: it has no table_type=ICEBERG with a metadata_location.`,
    { table: title },
  );
}

interface Found {
  readonly name: LoadedTable["name"];
  readonly metadata: LoadedTable["metadata"];
  readonly location: string;
  readonly version: number | undefined;
}

function loaded(
  context: EmbeddedCatalogContext,
  { name, metadata, location, version }: Found,
): LoadedTable {
  const storage = storageAt(context, metadata.location);
  return { name, metadata, metadataLocation: location, storage, version };
}

const PLACE = /^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/s;

/** Written is below a table's place, and read wherever its metadata leads. */
function storageAt({ s3 }: EmbeddedCatalogContext, location: string): LoadedTable["storage"] {
  const [, bucket, prefix = ""] = PLACE.exec(location) ?? [];
  if (bucket !== undefined) return s3Storage(s3(), { bucket, prefix });
  throw new IcebergError(
    "OUTSIDE_STORAGE",
    `${JSON.stringify(location)} is not a place in S3 (s3://bucket/key): the embedded Athena reads tables in its own S3.`,
  );
}

async function create(
  context: EmbeddedCatalogContext,
  name: LoadedTable["name"],
  metadata: LoadedTable["metadata"],
): Promise<LoadedTable> {
  const { catalog, now } = context;
  const storage = storageAt(context, metadata.location);
  const isThere = () => catalog.entry(name.namespace, name.name) !== undefined;
  if (isThere()) throw tableExists(name);
  const location = await writeMetadata(storage, metadata, {});
  if (isThere() || catalog.database(name.namespace) === undefined) {
    await storage.remove([location]);
    throw isThere() ? tableExists(name) : noDatabase(name);
  }
  const definition = definitionOf({ Name: name.name.toLowerCase() }, metadata, location);
  const place = { database: name.namespace.toLowerCase(), createdAt: now() };
  await putOrRemove({ storage, location }, () =>
    catalog.put(readTable(definition, place), { now: now(), definition }),
  );
  return loaded(context, { name, metadata, location, version: 0 });
}

function noDatabase({ namespace, name }: LoadedTable["name"]): IcebergError {
  return new IcebergError(
    "NO_SUCH_NAMESPACE",
    `Cannot create ${namespace}.${name}: there is no database ${namespace}. Create it first (CREATE DATABASE).`,
    { table: `${namespace}.${name}` },
  );
}

/** The new metadata is written first; then, at once, the table points to it if it is still the one that was read. */
async function commit(
  context: EmbeddedCatalogContext,
  base: LoadedTable,
  change: Parameters<IcebergCatalog["commit"]>[1],
): Promise<LoadedTable> {
  const { storage, name } = base;
  const metadata = changedMetadata(base, change);
  const location = await writeMetadata(storage, metadata, { before: base.metadataLocation });
  const entry = context.catalog.entry(name.namespace, name.name);
  if (entry === undefined || !isSame(entry, base)) {
    await storage.remove([location]);
    throw entry === undefined ? noSuchTable(name) : commitConflict(name);
  }
  const { database, createdAt } = entry.relation;
  const definition = definitionOf(entry.definition, metadata, location);
  const table: CatalogTable = readTable(definition, { database, createdAt });
  await putOrRemove({ storage, location }, () =>
    context.catalog.put(table, { now: context.now(), definition, archive: false }),
  );
  return loaded(context, { name, metadata, location, version: entry.version + 1 });
}

interface Written {
  readonly storage: LoadedTable["storage"];
  readonly location: string;
}

/** Who may not change the catalog leaves no metadata behind, and knows that nothing was committed. */
async function putOrRemove({ storage, location }: Written, put: () => void): Promise<void> {
  try {
    put();
  } catch (cause) {
    await storage.remove([location]).catch(() => undefined);
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new IcebergError("CATALOG_ACCESS_DENIED", message, { cause });
  }
}

/** A table that was dropped and made again may have the same version, and has other metadata. */
function isSame({ version, relation }: CatalogEntry, base: LoadedTable): boolean {
  return (
    version === base.version &&
    relation.kind === "table" &&
    relation.properties["metadata_location"] === base.metadataLocation
  );
}

/** A table of the catalog with its metadata at another place; what else it has stays. */
function definitionOf(
  known: TableDefinition,
  metadata: LoadedTable["metadata"],
  location: string,
): TableDefinition {
  return {
    ...known,
    TableType: known.TableType ?? "EXTERNAL_TABLE",
    Parameters: icebergParameters(known.Parameters, location),
    StorageDescriptor: {
      ...known.StorageDescriptor,
      Location: metadata.location,
      Columns: glueColumns(metadata).map((each) => ({ ...each, Name: each.Name.toLowerCase() })),
    },
  };
}

import type { GlueClient, Table } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { Encryption } from "@cloudapi/s3";
import type { CatalogOptions, IcebergCatalog, LoadedTable, TableName } from "../catalog/catalog.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { loadMetadata } from "../catalog/load-metadata.ts";
import { noSuchTable } from "../catalog/table-faults.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { s3Storage } from "../s3/s3-storage.ts";
import { s3Place } from "../s3/s3-uri.ts";
import type { TableStorage } from "../storage/table-storage.ts";
import { checkGlueName } from "./check-glue-name.ts";
import { commitToGlue } from "./commit-to-glue.ts";
import { createInGlue } from "./create-in-glue.ts";
import { type GlueRequest, glueFailure } from "./glue-failure.ts";
import { deleteTable, ensureDatabase, getTable } from "./glue-tables.ts";

/** Where tables are made, and how their files are stored. */
export interface GlueCatalogInput {
  /** Below it tables are made that aren't given a place of their own: `s3://bucket/prefix/`. */
  readonly location?: string | undefined;
  /** The account's id by default; another account's, or a catalog within one such as `123456789012:s3tablescatalog/bucket`. */
  readonly catalogId?: string | undefined;
  /** Of the files that are written: with keys of S3's own (`"AES256"`), or with a KMS key. Default: the bucket's own. */
  readonly encryption?: Encryption | undefined;
}

const INPUT = [
  "location",
  "catalogId",
  "encryption",
] as const satisfies readonly (keyof GlueCatalogInput)[];

/**
 * The Glue Data Catalog as a catalog of Iceberg tables, which Athena, Trino, Spark and PyIceberg use as well. A commit changes the
 * table in the version that was read (`VersionId`), and archives none of its versions (`SkipArchive`). The table's columns are
 * written for those who look at the catalog; what else the table has stays.
 *
 * IAM: `glue:GetTable`, `glue:CreateTable`, `glue:UpdateTable` and `glue:DeleteTable` on the catalog, the database and the table;
 * for namespaces `glue:GetDatabase` and `glue:CreateDatabase`; for files what `s3Storage` needs.
 *
 * @throws {TypeError} for an unknown option
 *
 * @example
 * ```ts
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { glueCatalog } from "@cloudapi/iceberg/glue";
 *
 * const glue = new GlueClient();
 * const catalog = glueCatalog(glue, new S3Client(), { location: "s3://cloudapi-logs-processed/lake/" });
 * console.log(await catalog.load({ namespace: "default", name: "no_such_table" })); // => undefined
 * glue.destroy();
 * ```
 */
export function glueCatalog(
  glue: GlueClient,
  s3: S3Client,
  input: GlueCatalogInput = {},
): IcebergCatalog {
  checkOptionNames("glueCatalog", input, INPUT);
  const { location, catalogId, encryption } = input;
  if (location !== undefined) s3Place(location);
  const place = { glue, catalogId };
  const storageOf = (at: string): TableStorage => {
    const { bucket, key } = s3Place(at);
    return s3Storage(s3, { bucket, prefix: key, encryption });
  };
  return {
    defaultLocation(name) {
      checkGlueName(name);
      if (location === undefined) return undefined;
      return `${location.replace(/\/$/, "")}/${name.namespace}.db/${name.name}`;
    },
    ensureNamespace: (namespace, options = {}) =>
      asking(
        { doing: "create the database", title: namespace, action: "glue:CreateDatabase" },
        options,
        () => ensureDatabase(place, namespace, options),
      ),
    async load(name, options = {}) {
      checkGlueName(name);
      const table = await asking(reading(name), options, () => getTable(place, name, options));
      return table === undefined ? undefined : loaded({ name, table, storageOf }, options);
    },
    async create(name, metadata) {
      checkGlueName(name);
      return createInGlue({ place, name, metadata, storage: storageOf(metadata.location) });
    },
    commit: (base, change) => commitToGlue(place, base, change),
    async drop(name, options = {}) {
      checkGlueName(name);
      const request = { doing: "drop", title: tableTitle(name), action: "glue:DeleteTable" };
      const isDone = await asking(request, options, () => deleteTable(place, name, options));
      if (!isDone) throw noSuchTable(name);
    },
  };
}

function reading(name: TableName): GlueRequest {
  return { doing: "read the table", title: tableTitle(name), action: "glue:GetTable" };
}

async function asking<T>(
  request: GlueRequest,
  { signal }: CatalogOptions,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    signal?.throwIfAborted();
    throw glueFailure(error, request);
  }
}

interface Found {
  readonly name: TableName;
  readonly table: Table;
  readonly storageOf: (location: string) => TableStorage;
}

async function loaded(
  { name, table, storageOf }: Found,
  { signal }: CatalogOptions,
): Promise<LoadedTable> {
  const title = tableTitle(name);
  const location = metadataLocationOf(table, title);
  // Metadata is read wherever it is; only then is it known what the table's own place is.
  const metadata = await loadMetadata(storageOf(location), location, { signal, title });
  const storage = storageOf(metadata.location);
  return { name, metadata, metadataLocation: location, storage, version: table };
}

function metadataLocationOf({ Parameters = {} }: Table, title: string): string {
  const location = Parameters["metadata_location"];
  if (Parameters["table_type"]?.toUpperCase() === "ICEBERG" && location !== undefined)
    return location;
  throw new IcebergError(
    "NOT_AN_ICEBERG_TABLE",
    `${title} is a table of another kind: it has no table_type=ICEBERG with a metadata_location. Read it with Athena, or give the Iceberg table another name.`,
    { table: title },
  );
}

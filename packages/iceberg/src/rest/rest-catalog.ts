import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions, IcebergCatalog, LoadedTable, TableName } from "../catalog/catalog.ts";
import {
  checkNamespace,
  checkTableName,
  namespaceLevels,
  tableTitle,
} from "../catalog/check-table-name.ts";
import { tableExists } from "../catalog/table-faults.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { currentSchema, defaultSortOrder, defaultSpec } from "../metadata/current.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { TableStorage } from "../storage/table-storage.ts";
import { withoutSlashes } from "../storage/without-slashes.ts";
import { commitOverRest } from "./commit-over-rest.ts";
import { dropOverRest } from "./drop-over-rest.ts";
import type { RestAuth } from "./rest-auth.ts";
import { type RestConnection, sendRest } from "./rest-client.ts";
import { mayHaveWorked, restFailure } from "./rest-failure.ts";
import { namespacePath, type RestConfig, readConfig, tablesPath } from "./rest-paths.ts";
import { asking, isStatus, loadOverRest, type RestTables } from "./rest-tables.ts";
import { type StorageOfTable, tableOfAnswer } from "./table-of-answer.ts";

/** Which catalog, and how it is reached. */
export interface RestCatalogInput {
  /** Its address, without `/v1`: `https://catalog.example.com/iceberg`. */
  readonly uri: string;
  /** What the catalog calls the warehouse, if it has more than one. */
  readonly warehouse?: string | undefined;
  /** `bearerAuth`, `oAuthAuth`, `sigV4Auth`, or one of your own. Default: none. */
  readonly auth?: RestAuth | undefined;
  /** Holds the tables' files: a storage with all of them below its root, or a function that gives one for a table. */
  readonly storage: TableStorage | StorageOfTable;
  /**
   * Whether `drop` asks the catalog to remove the table's files as well, for ever; default false. S3 Tables drops no table without.
   */
  readonly purge?: boolean | undefined;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** After so long a request is given up. Default 60,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Default: Node's. */
  readonly fetch?: typeof fetch | undefined;
}

const INPUT = [
  "uri",
  "warehouse",
  "auth",
  "storage",
  "purge",
  "headers",
  "requestTimeoutMs",
  "fetch",
] as const satisfies readonly (keyof RestCatalogInput)[];

/**
 * A catalog that speaks Iceberg's REST protocol: S3 Tables, AWS Glue's Iceberg endpoint, Polaris, Nessie, Lakekeeper, Unity and others. The
 * catalog makes the changes to a table's metadata itself, and what it answers is what is used, with its own field ids. Levels of
 * a namespace are divided by dots.
 *
 * A commit is sent once. What the specification says of its answers is kept: 409 is a conflict, 500, 502 and 504 leave open
 * whether it was carried out; so do the others of 5xx and 408, which proxies before a catalog send.
 *
 * IAM, where `sigV4Auth` signs: of Glue's default catalog `glue:GetCatalog`, `glue:GetTable`, `glue:CreateTable`, `glue:UpdateTable`,
 * `glue:DeleteTable`, for namespaces `glue:GetDatabase` and `glue:CreateDatabase`, and for files what `s3Storage` needs; of a table bucket
 * `s3tables:GetTableBucket`, `s3tables:GetTableMetadataLocation`, `s3tables:GetTableData`, `s3tables:PutTableData`,
 * `s3tables:UpdateTableMetadataLocation`, `s3tables:CreateTable`, `s3tables:DeleteTable`, for namespaces `s3tables:GetNamespace` and
 * `s3tables:CreateNamespace`. A catalog with tokens of its own asks for none.
 *
 * @throws {TypeError} for an unknown or missing option
 *
 * @example
 * ```ts
 * import { memoryStorage } from "@cloudapi/iceberg";
 * import { bearerAuth, restCatalog } from "@cloudapi/iceberg/rest";
 *
 * const catalog = restCatalog({
 *   uri: "http://127.0.0.1:1/iceberg",
 *   auth: bearerAuth("a token"),
 *   storage: memoryStorage(),
 * });
 * console.log(catalog.defaultLocation({ namespace: "lake", name: "orders" }) === ""); // => true
 * ```
 */
export function restCatalog(input: RestCatalogInput): IcebergCatalog {
  const connection = readInput(input);
  const storageOf = typeof input.storage === "function" ? input.storage : () => input.storage;
  let config: Promise<RestConfig> | undefined;
  /** Asked for once; again after a failure. */
  const configured = ({ signal }: CatalogOptions): Promise<RestConfig> => {
    config ??= readConfig(connection, input.warehouse, signal).catch((error: unknown) => {
      config = undefined;
      throw error;
    });
    return config;
  };
  const { purge = false } = input;
  const catalog = { connection, configured, storageOf: storageOf as StorageOfTable, purge };
  return {
    // The catalog chooses it.
    defaultLocation: () => "",
    ensureNamespace: (namespace, options = {}) => ensureNamespace(catalog, namespace, options),
    load: (name, options = {}) => loadOverRest(catalog, name, options),
    create: (name, metadata, options = {}) => create(catalog, { name, metadata }, options),
    commit: (base, change) => commitOverRest(catalog, base, change),
    drop: (name, options = {}) => dropOverRest(catalog, name, options),
  };
}

function readInput(input: RestCatalogInput): RestConnection {
  checkOptionNames("restCatalog", input, INPUT);
  const { uri, auth, storage, purge, headers = {}, requestTimeoutMs = 60_000 } = input;
  if (typeof uri !== "string" || !URL.canParse(uri) || !/^https?:/.test(uri))
    throw new TypeError("restCatalog: uri must be the http or https address of the catalog.");
  if (Object(storage) !== storage) {
    throw new TypeError(
      "restCatalog: storage must be a storage, such as s3Storage(s3, { bucket }), or a function that gives one.",
    );
  }
  if (purge !== undefined && typeof purge !== "boolean")
    throw new TypeError(`restCatalog: purge must be true or false, not ${String(purge)}.`);
  if (!(requestTimeoutMs > 0))
    throw new RangeError(
      `restCatalog: requestTimeoutMs must be positive, not ${requestTimeoutMs}.`,
    );
  const send = input.fetch ?? fetch;
  return { uri: withoutSlashes(uri), auth, headers, requestTimeoutMs, fetch: send };
}

interface NewTable {
  readonly name: TableName;
  readonly metadata: TableMetadata;
}

async function create(
  { connection, configured, storageOf }: RestTables,
  { name, metadata }: NewTable,
  options: CatalogOptions,
): Promise<LoadedTable> {
  checkTableName("restCatalog", name);
  const title = tableTitle(name);
  const body = creation(name, metadata);
  const config = await asking({ doing: "create", title }, options, () => configured(options));
  const path = tablesPath(config as RestConfig, name.namespace);
  try {
    const answer = await sendRest(connection, { method: "POST", path, body });
    return await tableOfAnswer(answer, name, storageOf);
  } catch (error) {
    if (isStatus(error, 409)) throw tableExists(name, error);
    if (isStatus(error, 404)) throw noSuchNamespace(name, error);
    if (!mayHaveWorked(error)) throw restFailure(error, { doing: "create", title });
    throw new IcebergError(
      "COMMIT_STATE_UNKNOWN",
      `The table ${title} may have been created: the catalog's answer was lost. Load it to see.`,
      { cause: error, table: title },
    );
  }
}

/** What the catalog is asked for; it gives the ids of columns itself. */
function creation({ name }: TableName, metadata: TableMetadata): object {
  const { location, properties } = metadata;
  return {
    name,
    ...(location !== "" && { location }),
    schema: currentSchema(metadata),
    "partition-spec": defaultSpec(metadata),
    "write-order": defaultSortOrder(metadata),
    "stage-create": false,
    properties: { "format-version": String(metadata["format-version"]), ...properties },
  };
}

function noSuchNamespace(name: TableName, cause: unknown): IcebergError {
  const table = tableTitle(name);
  return new IcebergError(
    "NO_SUCH_NAMESPACE",
    `Cannot create ${table}: the catalog has no namespace ${name.namespace}. Create it with ensureNamespace.`,
    { cause, table },
  );
}

async function ensureNamespace(
  { connection, configured }: RestTables,
  namespace: string,
  options: CatalogOptions,
): Promise<void> {
  checkNamespace("restCatalog", namespace);
  const { signal } = options;
  const request = { doing: "create the namespace", title: namespace };
  const there = await asking(request, options, async () => {
    const path = namespacePath(await configured(options), namespace);
    return (await sendRest(connection, { method: "GET", path, signal })) ?? true;
  });
  if (there !== undefined) return;
  await asking(request, options, async () => {
    const path = `${(await configured(options)).prefix}namespaces`;
    const body = { namespace: namespaceLevels(namespace), properties: {} };
    await sendRest(connection, { method: "POST", path, body, signal }).catch((error: unknown) => {
      // Another was quicker.
      if (!isStatus(error, 409)) throw error;
    });
  });
}

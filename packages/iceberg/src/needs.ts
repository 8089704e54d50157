import {
  catalogNeeds,
  type Need,
  type OperationNeeds,
  storageNeeds,
} from "@cloudapi/core/internal";

const { objects, list, readUnderKey, writeUnderKey } = storageNeeds();

const STORAGE: readonly Need[] = [
  {
    action: "s3:PutObject",
    resource: objects,
    sid: "WriteTable",
    for: "writes data, manifests and metadata",
  },
  {
    action: "s3:AbortMultipartUpload",
    resource: objects,
    sid: "WriteTable",
    for: "removes the parts of an upload that failed",
  },
  {
    action: "s3:ListMultipartUploadParts",
    resource: objects,
    sid: "WriteTable",
    for: "sees that no part has stayed",
  },
  {
    action: "s3:GetObject",
    resource: objects,
    sid: "WriteTable",
    for: "reads data, manifests and metadata",
  },
  {
    action: "s3:DeleteObject",
    resource: objects,
    sid: "WriteTable",
    for: "removes files of commits that came to nothing, and of snapshots that expired",
  },
  { ...list, sid: "ListTable", for: "finds orphans, and tells which objects are not there" },
  ...readUnderKey,
  ...writeUnderKey,
];

const CHANGE = { sid: "ChangeCatalog" } as const;
const READ = { sid: "ReadCatalog" } as const;

/** What Glue's catalog is asked for a table and its database, whether by its own requests or over REST. */
const GLUE: readonly Need[] = [
  ...catalogNeeds("GetTable", "table", { ...READ, for: "finds the table's metadata" }),
  ...catalogNeeds("CreateTable", "table", { ...CHANGE, for: "makes the table" }),
  ...catalogNeeds("UpdateTable", "table", { ...CHANGE, for: "commits" }),
  ...catalogNeeds("DeleteTable", "table", { ...CHANGE, when: "drop", for: "drops the table" }),
  ...catalogNeeds("GetDatabase", "database", {
    ...READ,
    when: "createDatabase",
    for: "looks for the database",
  }),
  ...catalogNeeds("CreateDatabase", "database", {
    ...CHANGE,
    when: "createDatabase",
    for: "makes the database",
  }),
];

const TABLE_BUCKET = "arn:{partition}:s3tables:{region}:{accountId}:bucket/{tableBucket}";

function onTableBucket(action: string, need: Pick<Need, "sid" | "for" | "when">): Need {
  return { ...need, action: `s3tables:${action}`, resource: TABLE_BUCKET };
}

function onS3Table(action: string, need: Pick<Need, "sid" | "for" | "when">): Need {
  return {
    ...need,
    action: `s3tables:${action}`,
    // The id of a table is given when it is made; its name is told by conditions.
    resource: `${TABLE_BUCKET}/table/*`,
    conditions: {
      StringEquals: { "s3tables:namespace": ["{database}"], "s3tables:tableName": ["{table}"] },
    },
  };
}

const OF_NAMESPACE = { StringEquals: { "s3tables:namespace": ["{database}"] } };
/** Data goes through the same service: S3's requests to the storage of a table ask for these, and nothing is asked of `s3:`. */
const S3_TABLES: readonly Need[] = [
  onTableBucket("GetTableBucket", { ...READ, for: "reads how the catalog wants to be used" }),
  onS3Table("GetTableMetadataLocation", { ...READ, for: "finds the table's metadata" }),
  onS3Table("GetTableData", { sid: "UseTable", for: "reads data, manifests and metadata" }),
  onS3Table("PutTableData", { sid: "UseTable", for: "writes data, manifests and metadata" }),
  onS3Table("UpdateTableMetadataLocation", { ...CHANGE, for: "commits" }),
  {
    ...onTableBucket("CreateTable", { ...CHANGE, for: "makes the table" }),
    conditions: OF_NAMESPACE,
  },
  onS3Table("DeleteTable", { ...CHANGE, when: "drop", for: "drops the table and its files" }),
  {
    ...onTableBucket("GetNamespace", {
      ...READ,
      when: "createDatabase",
      for: "looks for the namespace",
    }),
    conditions: OF_NAMESPACE,
  },
  onTableBucket("CreateNamespace", {
    ...CHANGE,
    when: "createDatabase",
    for: "makes the namespace",
  }),
];

const GLUE_REST: readonly Need[] = [
  {
    ...READ,
    action: "glue:GetCatalog",
    resource: "arn:{partition}:glue:{region}:{accountId}:catalog",
    for: "reads how the catalog wants to be used",
  },
  ...GLUE,
  ...STORAGE,
];

/**
 * What the storages and catalogs of Iceberg tables need of IAM, as data: `@cloudapi/iam` composes policies of it. `glueRestCatalog` and
 * `s3TablesCatalog` are `restCatalog` with `sigV4Auth`, of Glue's default catalog and of a table bucket.
 *
 * @example
 * ```ts
 * import { icebergNeeds } from "@cloudapi/iceberg/needs";
 *
 * const actions = icebergNeeds.s3Storage.needs.map(({ action }) => action);
 * console.log(actions.includes("s3:ListBucket")); // => true
 * ```
 */
export const icebergNeeds = {
  s3Storage: { operation: "s3Storage", needs: STORAGE },
  glueCatalog: { operation: "glueCatalog", needs: [...GLUE, ...STORAGE] },
  glueRestCatalog: { operation: "restCatalog", needs: GLUE_REST },
  s3TablesCatalog: { operation: "restCatalog", needs: S3_TABLES },
} as const satisfies Readonly<Record<string, OperationNeeds>>;

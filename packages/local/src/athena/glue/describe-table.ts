import type { CatalogEntry, CatalogPartition, TableVersion } from "../catalog/catalog-types.ts";
import type { StorageDefinition } from "../catalog/definitions.ts";
import type { GlueContext, Output } from "./operation.ts";

type Account = Pick<GlueContext, "accountId">;

/** A version of a table or view as Glue gives it. */
export function describeTable(
  database: string,
  { definition, version, createdAt, updatedAt }: TableVersion,
  { accountId }: Account,
): Output {
  const { StorageDescriptor: storage, ...members } = definition;
  return {
    Retention: 0,
    PartitionKeys: [],
    Parameters: {},
    ...members,
    ...(storage !== undefined && { StorageDescriptor: describeStorage(storage) }),
    DatabaseName: database,
    CreateTime: createdAt.getTime() / 1000,
    UpdateTime: updatedAt.getTime() / 1000,
    CreatedBy: `arn:aws:iam::${accountId}:root`,
    IsRegisteredWithLakeFormation: false,
    IsMultiDialectView: false,
    CatalogId: accountId,
    VersionId: String(version),
  };
}

/** A partition as Glue gives it. */
export function describePartition(
  { relation }: CatalogEntry,
  { values, definition, createdAt }: CatalogPartition,
  { accountId, withoutColumns = false }: Account & { readonly withoutColumns?: boolean },
): Output {
  const { StorageDescriptor: storage, ...members } = definition;
  const { Columns, ...rest } = storage ?? {};
  const kept = withoutColumns || Columns === undefined ? rest : { ...rest, Columns };
  return {
    Parameters: {},
    ...members,
    Values: values,
    ...(storage !== undefined && { StorageDescriptor: describeStorage(kept) }),
    DatabaseName: relation.database,
    TableName: relation.name,
    CreationTime: createdAt.getTime() / 1000,
    CatalogId: accountId,
  };
}

function describeStorage(storage: StorageDefinition): StorageDefinition {
  return {
    Compressed: false,
    NumberOfBuckets: 0,
    BucketColumns: [],
    SortColumns: [],
    StoredAsSubDirectories: false,
    ...storage,
  };
}

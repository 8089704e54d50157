import type { CatalogEntry, TableVersion } from "../../catalog/catalog-types.ts";
import { describeTable } from "../describe-table.ts";
import { findTable } from "../find.ts";
import { failuresOf, invalidInput, notFound } from "../glue-error.ts";
import { type GlueContext, type Operation, operation } from "../operation.ts";
import { pageOf } from "../page-of.ts";
import { nameText, PAGING, versionText } from "../shapes/members.ts";
import { list } from "../shapes/shape.ts";

const TABLE = { DatabaseName: nameText, TableName: nameText };

/** What Glue has of the versions of a table that updates kept. */
export const VERSION_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetTableVersion: operation(
    "GetTableVersion",
    { required: TABLE, optional: { VersionId: versionText } },
    ({ DatabaseName, TableName, VersionId }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      const version = VersionId === undefined ? entry : findVersion(entry, VersionId);
      return { TableVersion: describeVersion(entry, version, context) };
    },
  ),
  GetTableVersions: operation(
    "GetTableVersions",
    { required: TABLE, optional: PAGING },
    ({ DatabaseName, TableName, ...paging }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      const { database, name } = entry.relation;
      const { items, next } = pageOf(versionsOf(entry), newestFirst, {
        ...paging,
        list: `versions of ${database}.${name}`,
        size: 100,
      });
      return { TableVersions: items.map((each) => describeVersion(entry, each, context)), ...next };
    },
  ),
  DeleteTableVersion: operation(
    "DeleteTableVersion",
    { required: { ...TABLE, VersionId: versionText } },
    ({ DatabaseName, TableName, VersionId }, context) => {
      dropVersion(findTable(DatabaseName, TableName, context), VersionId, context);
      return {};
    },
  ),
  BatchDeleteTableVersion: operation(
    "BatchDeleteTableVersion",
    { required: { ...TABLE, VersionIds: list(versionText, { max: 100 }) } },
    ({ DatabaseName, TableName, VersionIds }, context) => {
      findTable(DatabaseName, TableName, context);
      return {
        Errors: failuresOf(
          VersionIds,
          (id) => dropVersion(findTable(DatabaseName, TableName, context), id, context),
          (VersionId) => ({ TableName, VersionId }),
        ),
      };
    },
  ),
};

/** The newest first. */
function versionsOf(entry: CatalogEntry): readonly TableVersion[] {
  return [entry, ...entry.archived.toReversed()];
}

const DIGITS = 16;

function newestFirst({ version }: TableVersion): string {
  return String(Number.MAX_SAFE_INTEGER - version).padStart(DIGITS, "0");
}

function findVersion(entry: CatalogEntry, id: string): TableVersion {
  if (!/^\d+$/.test(id)) throw invalidInput(`The version ${id} is not a number.`);
  const version = versionsOf(entry).find((each) => String(each.version) === id);
  if (version === undefined) throw notFound("Version");
  return version;
}

function describeVersion(entry: CatalogEntry, version: TableVersion, context: GlueContext) {
  return {
    Table: describeTable(entry.relation.database, version, context),
    VersionId: String(version.version),
  };
}

function dropVersion(entry: CatalogEntry, id: string, { catalog }: GlueContext): void {
  const { version } = findVersion(entry, id);
  if (version === entry.version)
    throw invalidInput(
      `The version ${id} is the present one of ${entry.relation.name}, which can't be deleted.`,
    );
  catalog.dropVersion(entry.relation, version);
}

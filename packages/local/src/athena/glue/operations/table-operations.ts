import { ApiError } from "../../api/api-error.ts";
import type { CatalogEntry } from "../../catalog/catalog-types.ts";
import { describeTable } from "../describe-table.ts";
import { findDatabase, findTable } from "../find.ts";
import { alreadyExists, failuresOf, invalidInput } from "../glue-error.ts";
import { type GlueContext, type Operation, type Output, operation } from "../operation.ts";
import { pageOf } from "../page-of.ts";
import { readRelation } from "../read-relation.ts";
import { nameText, PAGING, tableInput, versionText } from "../shapes/members.ts";
import { flag, list, text } from "../shapes/shape.ts";
import { tableDefinition } from "../table-definition.ts";
import { namesMatching } from "./names-matching.ts";

const ATTRIBUTES = list(text({ oneOf: ["NAME", "TABLE_TYPE", "DEFAULT"] }));
/** What is said of a table that is being made: none is here. */
const DETAILS = { IncludeStatusDetails: flag, AttributesToGet: ATTRIBUTES };

/** What Glue has of tables and views. */
export const TABLE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateTable: operation(
    "CreateTable",
    {
      required: { DatabaseName: nameText, TableInput: tableInput },
      optional: { PartitionIndexes: list(nameText, { max: 0 }) },
    },
    ({ DatabaseName, TableInput }, context) => {
      const { name: database } = findDatabase(DatabaseName, context);
      const definition = tableDefinition(TableInput);
      if (context.catalog.entry(database, definition.Name) !== undefined)
        throw alreadyExists("Table");
      const now = context.now();
      const relation = readRelation(definition, { database, createdAt: now });
      context.catalog.put(relation, { now, definition });
      return {};
    },
  ),
  GetTable: operation(
    "GetTable",
    { required: { DatabaseName: nameText, Name: nameText }, optional: DETAILS },
    ({ DatabaseName, Name, AttributesToGet }, context) => ({
      Table: described(findTable(DatabaseName, Name, context), AttributesToGet, context),
    }),
  ),
  GetTables: operation(
    "GetTables",
    {
      required: { DatabaseName: nameText },
      optional: { ...PAGING, ...DETAILS, Expression: text({ max: 2048 }) },
    },
    ({ DatabaseName, Expression, AttributesToGet, ...paging }, context) => {
      const { name: database } = findDatabase(DatabaseName, context);
      const isWanted = namesMatching(Expression);
      const entries = context.catalog
        .entries(database)
        .filter(({ relation }) => isWanted(relation.name));
      const { items, next } = pageOf(entries, ({ relation }) => relation.name, {
        ...paging,
        list: `tables of ${database}`,
        size: 100,
      });
      return {
        TableList: items.map((each) => described(each, AttributesToGet, context)),
        ...next,
      };
    },
  ),
  UpdateTable: operation(
    "UpdateTable",
    {
      required: { DatabaseName: nameText, TableInput: tableInput },
      optional: { VersionId: versionText, SkipArchive: flag, Force: flag },
    },
    updateTable,
  ),
  DeleteTable: operation(
    "DeleteTable",
    { required: { DatabaseName: nameText, Name: nameText } },
    ({ DatabaseName, Name }, context) => {
      dropTable(DatabaseName, Name, context);
      return {};
    },
  ),
  BatchDeleteTable: operation(
    "BatchDeleteTable",
    { required: { DatabaseName: nameText, TablesToDelete: list(nameText, { max: 100 }) } },
    ({ DatabaseName, TablesToDelete }, context) => {
      findDatabase(DatabaseName, context);
      return {
        Errors: failuresOf(
          TablesToDelete,
          (name) => dropTable(DatabaseName, name, context),
          (TableName) => ({ TableName }),
        ),
      };
    },
  ),
};

function described(
  entry: CatalogEntry,
  attributes: readonly string[] | undefined,
  context: GlueContext,
): Output {
  const table = describeTable(entry.relation.database, entry, context);
  if (attributes === undefined || attributes.length === 0 || attributes.includes("DEFAULT"))
    return table;
  return {
    Name: table["Name"],
    DatabaseName: table["DatabaseName"],
    ...(attributes.includes("TABLE_TYPE") && { TableType: table["TableType"] }),
  };
}

interface UpdateTableInput {
  readonly DatabaseName: string;
  readonly TableInput: Parameters<typeof tableDefinition>[0];
  readonly VersionId?: string;
  readonly SkipArchive?: boolean;
}

/** With a version that is not the last one, another has changed the table since it was read. */
function updateTable(input: UpdateTableInput, context: GlueContext): Output {
  const { DatabaseName, TableInput, VersionId, SkipArchive = false } = input;
  const definition = tableDefinition(TableInput);
  const known = findTable(DatabaseName, definition.Name, context);
  if (VersionId !== undefined && !/^\d+$/.test(VersionId))
    throw invalidInput(`The version ${VersionId} is not a number.`);
  if (VersionId !== undefined && VersionId !== String(known.version))
    throw new ApiError(
      "ConcurrentModificationException",
      "Update table failed due to concurrent modifications.",
    );
  const { database } = known.relation;
  const relation = readRelation(definition, { database, createdAt: known.createdAt });
  context.catalog.put(relation, { now: context.now(), definition, archive: !SkipArchive });
  return {};
}

function dropTable(database: string, name: string, context: GlueContext): void {
  const { relation } = findTable(database, name, context);
  context.catalog.drop(relation.database, relation.name);
}

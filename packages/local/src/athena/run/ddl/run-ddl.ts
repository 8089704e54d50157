import type { S3Client } from "@aws-sdk/client-s3";
import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable, CatalogView } from "../../catalog/catalog-types.ts";
import { checkReadable, isIceberg } from "../../catalog/readable.ts";
import { icebergFailure } from "../../iceberg/iceberg-failure.ts";
import type { TableName } from "../../syntax/statement/ddl-cursor.ts";
import type { CreateIceberg } from "../../syntax/statement/parse-create-iceberg.ts";
import type { Statement } from "../../syntax/statement/statement.ts";
import type { Opening } from "../opened-tables.ts";
import type { QueryResult } from "../results/query-result.ts";
import type { WriteStatement } from "../write/run-write.ts";
import { createView } from "./create-view.ts";
import { executionError, semanticError } from "./hive-error.ts";
import { type AlterIceberg, alterIceberg } from "./iceberg/alter-iceberg.ts";
import { createIceberg } from "./iceberg/create-iceberg.ts";
import { dropIceberg } from "./iceberg/drop-iceberg.ts";
import { renameIceberg } from "./iceberg/rename-iceberg.ts";
import { showIceberg } from "./iceberg/show-iceberg.ts";
import { addPartitions, dropPartitions, repairTable } from "./partition-ddl.ts";
import {
  describe,
  showColumns,
  showCreateTable,
  showCreateView,
  showDatabases,
  showPartitions,
  showProperties,
  showTables,
  showViews,
} from "./show.ts";

export interface DdlContext extends Opening {
  readonly database: string;
  readonly s3: S3Client;
  readonly now: Date;
}

type Ddl = Exclude<Statement, { kind: "query" } | WriteStatement>;

const NOTHING: QueryResult = { columns: [], rows: [], header: false, updateCount: undefined };

/** Run one statement that isn't a query. */
export async function runDdl(statement: Ddl, context: DdlContext): Promise<QueryResult> {
  switch (statement.kind) {
    case "create-table":
      return createTable(statement, context);
    case "create-iceberg":
      return createIcebergTable(statement, context);
    case "create-database":
      return createDatabase(statement, context);
    case "drop-database":
      return dropDatabase(statement, context);
    case "drop-table":
    case "drop-view":
      return dropRelation(statement, context);
    case "create-view":
      await createView(statement, context);
      return NOTHING;
    case "add-partition":
      addPartitions(statement, requireReadable(statement.table, context), context);
      return NOTHING;
    case "drop-partition":
      dropPartitions(statement, requireReadable(statement.table, context), context.catalog);
      return NOTHING;
    case "set-properties":
    case "unset-properties":
    case "add-columns":
    case "drop-column":
    case "change-column":
      return alterTable(statement, context);
    case "rename-table":
      renameIceberg(requireTable(statement.table, context), statement.to, context);
      return NOTHING;
    case "repair-table":
      return repairTable(requireReadable(statement.table, context), context);
    default:
      return show(statement, context);
  }
}

type Show = Extract<Ddl, { kind: `show-${string}` | "describe" }>;

async function show(statement: Show, context: DdlContext): Promise<QueryResult> {
  const { catalog } = context;
  const named = "table" in statement ? findRelation(statement.table, context) : undefined;
  if (named?.kind === "table" && isIceberg(named) && statement.kind !== "show-create-view")
    return showIceberg(statement, named, context).catch(failIceberg);
  switch (statement.kind) {
    case "show-databases":
      return showDatabases(catalog, statement.pattern);
    case "show-tables":
      return showTables(
        catalog,
        requireDatabase(statement.database ?? context.database, context),
        statement.pattern,
      );
    case "show-views":
      return showViews(
        catalog,
        requireDatabase(statement.database ?? context.database, context),
        statement.pattern,
      );
    case "show-partitions":
      return showPartitions(catalog, requireReadable(statement.table, context), context);
    case "show-create-table":
      return showCreateTable(requireReadable(statement.table, context));
    case "show-create-view":
      return showCreateView(requireView(statement.table, context));
    case "show-properties":
      return showProperties(requireReadable(statement.table, context), statement.key);
    case "show-columns":
      return showColumns(requireRelation(statement.table, context));
    case "describe":
      return describe(requireRelation(statement.table, context));
  }
}

function requireDatabase(name: string, context: DdlContext): string {
  if (context.catalog.database(name) !== undefined) return name;
  throw semanticError(10072, `Database does not exist: ${name}`);
}

function findRelation(
  name: TableName,
  context: Pick<DdlContext, "catalog" | "database">,
): CatalogTable | CatalogView | undefined {
  return context.catalog.relation(name.database ?? context.database, name.name);
}

function requireRelation(name: TableName, context: DdlContext): CatalogTable | CatalogView {
  const relation = findRelation(name, context);
  if (relation === undefined) throw semanticError(10001, `Table not found ${qualified(name)}`);
  return relation;
}

function requireTable(name: TableName, context: DdlContext): CatalogTable {
  const relation = requireRelation(name, context);
  if (relation.kind === "table") return relation;
  throw semanticError(undefined, `${qualified(name)} is a view; this statement needs a table`);
}

/** A table of which nothing is said or done that is meant otherwise for its kind. */
function requireReadable(name: TableName, context: DdlContext): CatalogTable {
  const table = requireTable(name, context);
  if (isIceberg(table)) throw notSupported("this statement for Iceberg tables");
  checkReadable(table);
  return table;
}

function requireView(name: TableName, context: DdlContext): CatalogView {
  const relation = requireRelation(name, context);
  if (relation.kind === "view") {
    checkReadable(relation);
    return relation;
  }
  throw new TrinoError(
    "NOT_SUPPORTED",
    `line 1:1: Relation '${qualified(name)}' is a table, not a view`,
  );
}

function qualified(name: TableName): string {
  return name.database === undefined ? name.name : `${name.database}.${name.name}`;
}

function createTable(
  statement: Extract<Ddl, { kind: "create-table" }>,
  context: DdlContext,
): QueryResult {
  const database = requireDatabase(statement.table.database ?? context.database, context);
  if (context.catalog.relation(database, statement.table.name) !== undefined) {
    if (statement.ifNotExists) return NOTHING;
    throw executionError(
      `AlreadyExistsException(message:Table ${statement.table.name} already exists)`,
    );
  }
  const { columns, partitionKeys, comment, storage, properties, location = "" } = statement;
  if (properties["table_type"]?.toLowerCase() === "iceberg")
    throw executionError("External keyword not supported for table type ICEBERG");
  const table: CatalogTable = {
    kind: "table",
    database,
    name: statement.table.name,
    columns,
    partitionKeys,
    comment,
    location,
    storage,
    properties: {
      EXTERNAL: "TRUE",
      transient_lastDdlTime: String(Math.floor(context.now.getTime() / 1000)),
      ...properties,
    },
    createdAt: context.now,
  };
  context.catalog.put(table, { now: context.now });
  return NOTHING;
}

function createDatabase(
  statement: Extract<Ddl, { kind: "create-database" }>,
  context: DdlContext,
): QueryResult {
  const { name, comment, location, properties } = statement;
  if (context.catalog.database(name) !== undefined) {
    if (statement.ifNotExists) return NOTHING;
    throw executionError(`Database ${name} already exists`);
  }
  const createdAt = context.now;
  context.catalog.putDatabase({ name, comment, location, properties, createdAt });
  return NOTHING;
}

function dropDatabase(
  statement: Extract<Ddl, { kind: "drop-database" }>,
  context: DdlContext,
): QueryResult {
  const { name } = statement;
  if (context.catalog.database(name) === undefined) {
    if (statement.ifExists) return NOTHING;
    throw semanticError(10072, `Database does not exist: ${name}`);
  }
  if (!statement.cascade && context.catalog.relations(name).length > 0) {
    throw executionError(
      `InvalidOperationException(message:Database ${name} is not empty. One or more tables exist.)`,
    );
  }
  context.catalog.dropDatabase(name);
  return NOTHING;
}

async function dropRelation(
  statement: Extract<Ddl, { kind: "drop-table" | "drop-view" }>,
  context: DdlContext,
): Promise<QueryResult> {
  const relation = findRelation(statement.table, context);
  const wanted = statement.kind === "drop-view" ? "view" : "table";
  if (relation?.kind === wanted) {
    // Athena deletes the files of such a table, too.
    if (relation.kind === "table" && isIceberg(relation))
      await dropIceberg(relation, context).catch(failIceberg);
    else context.catalog.drop(relation.database, relation.name);
  }
  if (relation !== undefined && relation.kind !== wanted)
    throw semanticError(
      10001,
      `${qualified(statement.table)} is a ${relation.kind}; use DROP ${relation.kind.toUpperCase()}`,
    );
  if (relation === undefined && !statement.ifExists)
    throw semanticError(10001, `Table not found ${qualified(statement.table)}`);
  return NOTHING;
}

async function createIcebergTable(
  statement: CreateIceberg,
  context: DdlContext,
): Promise<QueryResult> {
  const database = requireDatabase(statement.table.database ?? context.database, context);
  const isThere = context.catalog.relation(database, statement.table.name) !== undefined;
  if (!isThere || !statement.ifNotExists)
    await createIceberg(statement, database, context).catch(failIceberg);
  return NOTHING;
}

/** An Iceberg table is changed in its metadata; of one of Hive's the properties are set. */
async function alterTable(statement: AlterIceberg, context: DdlContext): Promise<QueryResult> {
  const table = requireTable(statement.table, context);
  if (isIceberg(table)) {
    await alterIceberg(statement, table, context).catch(failIceberg);
    return NOTHING;
  }
  if (statement.kind === "set-properties") return setProperties(statement, context);
  throw notSupported(`${ALTERED[statement.kind]} of tables that are not Iceberg`);
}

const ALTERED = {
  "unset-properties": "ALTER TABLE UNSET TBLPROPERTIES",
  "add-columns": "ALTER TABLE ADD COLUMNS",
  "drop-column": "ALTER TABLE DROP COLUMN",
  "change-column": "ALTER TABLE CHANGE COLUMN",
} as const;

function failIceberg(error: unknown): never {
  throw icebergFailure(error);
}

function setProperties(
  statement: Extract<Ddl, { kind: "set-properties" }>,
  context: DdlContext,
): QueryResult {
  const table = requireReadable(statement.table, context);
  const { database, name } = table;
  const known = context.catalog.entry(database, name)?.definition;
  const changed = { ...table, properties: { ...table.properties, ...statement.properties } };
  const Parameters = { ...known?.Parameters, ...statement.properties };
  const definition = known && { definition: { ...known, Parameters } };
  context.catalog.put(changed, { now: context.now, ...definition });
  return NOTHING;
}

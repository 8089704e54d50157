import type { S3Client } from "@aws-sdk/client-s3";
import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogTable, CatalogView } from "../../catalog/catalog-types.ts";
import type { TableName } from "../../syntax/statement/ddl-cursor.ts";
import type { Statement } from "../../syntax/statement/statement.ts";
import { TrinoError } from "../../types/trino-error.ts";
import type { QueryResult } from "../results/query-result.ts";
import { createView } from "./create-view.ts";
import { executionError, semanticError } from "./hive-error.ts";
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

export interface DdlContext {
  readonly catalog: Catalog;
  readonly database: string;
  readonly s3: S3Client;
  readonly now: Date;
  readonly signal: AbortSignal;
}

type Ddl = Exclude<Statement, { kind: "query" }>;

const NOTHING: QueryResult = { columns: [], rows: [], header: false, updateCount: undefined };

/** Run one statement that isn't a query. */
export async function runDdl(statement: Ddl, context: DdlContext): Promise<QueryResult> {
  switch (statement.kind) {
    case "create-table":
      return createTable(statement, context);
    case "create-database":
      return createDatabase(statement, context);
    case "drop-database":
      return dropDatabase(statement, context);
    case "drop-table":
    case "drop-view":
      return dropRelation(statement, context);
    case "create-view":
      createView(statement, context);
      return NOTHING;
    case "add-partition":
      addPartitions(statement, requireTable(statement.table, context), context.catalog);
      return NOTHING;
    case "drop-partition":
      dropPartitions(statement, requireTable(statement.table, context), context.catalog);
      return NOTHING;
    case "set-properties":
      return setProperties(statement, context);
    case "repair-table":
      return repairTable(requireTable(statement.table, context), context);
    default:
      return show(statement, context);
  }
}

type Show = Extract<Ddl, { kind: `show-${string}` | "describe" }>;

function show(statement: Show, context: DdlContext): QueryResult {
  const { catalog } = context;
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
      return showPartitions(catalog, requireTable(statement.table, context), context);
    case "show-create-table":
      return showCreateTable(requireTable(statement.table, context));
    case "show-create-view":
      return showCreateView(requireView(statement.table, context));
    case "show-properties":
      return showProperties(requireTable(statement.table, context), statement.key);
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

function requireView(name: TableName, context: DdlContext): CatalogView {
  const relation = requireRelation(name, context);
  if (relation.kind === "view") return relation;
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
  context.catalog.put({
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
  });
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
  context.catalog.addDatabase({ name, comment, location, properties });
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

function dropRelation(
  statement: Extract<Ddl, { kind: "drop-table" | "drop-view" }>,
  context: DdlContext,
): QueryResult {
  const relation = findRelation(statement.table, context);
  const wanted = statement.kind === "drop-view" ? "view" : "table";
  if (relation?.kind === wanted) context.catalog.drop(relation.database, relation.name);
  else if (relation !== undefined)
    throw semanticError(
      10001,
      `${qualified(statement.table)} is a ${relation.kind}; use DROP ${relation.kind.toUpperCase()}`,
    );
  else if (!statement.ifExists)
    throw semanticError(10001, `Table not found ${qualified(statement.table)}`);
  return NOTHING;
}

function setProperties(
  statement: Extract<Ddl, { kind: "set-properties" }>,
  context: DdlContext,
): QueryResult {
  const table = requireTable(statement.table, context);
  context.catalog.put({ ...table, properties: { ...table.properties, ...statement.properties } });
  return NOTHING;
}

import { randomUUID } from "node:crypto";
import type { Catalog } from "../catalog/catalog.ts";
import type {
  CatalogColumn,
  CatalogTable,
  CatalogView,
  Database,
} from "../catalog/catalog-types.ts";
import { tablePattern } from "../catalog/table-pattern.ts";
import { ApiError, invalidRequest } from "./api-error.ts";
import type { Input } from "./read-input.ts";
import { checkPaging, optionalString, pageOf, requiredString } from "./read-input.ts";

const CATALOG = "awsdatacatalog";

function checkCatalog(input: Input): void {
  const name = requiredString(input, "CatalogName");
  if (name.toLowerCase() !== CATALOG) throw invalidRequest(`DataCatalog ${name} was not found`);
}

function notFound(): ApiError {
  return new ApiError(
    "MetadataException",
    `Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: ${randomUUID()}; Proxy: null)`,
  );
}

function databaseOf(input: Input, catalog: Catalog): Database {
  checkCatalog(input);
  const database = catalog.database(requiredString(input, "DatabaseName"));
  if (database === undefined) throw notFound();
  return database;
}

function describeDatabase(database: Database): Record<string, unknown> {
  return {
    Name: database.name,
    ...(database.comment === undefined ? {} : { Description: database.comment }),
    Parameters: database.properties,
  };
}

export function getDatabase(input: Input, catalog: Catalog): Record<string, unknown> {
  return { Database: describeDatabase(databaseOf(input, catalog)) };
}

export function listDatabases(input: Input, catalog: Catalog): Record<string, unknown> {
  checkCatalog(input);
  const { items, next } = pageOf(catalog.databases(), checkPaging(input, 50), 50);
  return { DatabaseList: items.map(describeDatabase), ...next };
}

export function getTableMetadata(input: Input, catalog: Catalog): Record<string, unknown> {
  const database = databaseOf(input, catalog);
  const relation = catalog.relation(database.name, requiredString(input, "TableName"));
  if (relation === undefined) throw notFound();
  return { TableMetadata: describeRelation(relation) };
}

export function listTableMetadata(input: Input, catalog: Catalog): Record<string, unknown> {
  const database = databaseOf(input, catalog);
  const pattern = optionalString(input, "Expression");
  const rule = pattern === undefined ? undefined : tablePattern(pattern);
  const relations = catalog
    .relations(database.name)
    .filter((relation) => rule?.test(relation.name) ?? true);
  const { items, next } = pageOf(relations, checkPaging(input, 50), 50);
  return { TableMetadataList: items.map(describeRelation), ...next };
}

function describeRelation(relation: CatalogTable | CatalogView): Record<string, unknown> {
  const time = relation.createdAt.getTime() / 1000;
  const common = {
    Name: relation.name,
    CreateTime: time,
    LastAccessTime: time,
    Columns: relation.columns.map(describeColumn),
  };
  if (relation.kind === "view")
    return {
      ...common,
      TableType: "VIRTUAL_VIEW",
      PartitionKeys: [],
      Parameters: { comment: "Presto View", presto_view: "true" },
    };
  return {
    ...common,
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: relation.partitionKeys.map(describeColumn),
    Parameters: parametersOf(relation),
  };
}

function describeColumn(column: CatalogColumn): Record<string, string> {
  return {
    Name: column.name,
    Type: column.type,
    ...(column.comment === undefined ? {} : { Comment: column.comment }),
  };
}

function parametersOf(table: CatalogTable): Record<string, string> {
  const serde: Record<string, string> = {};
  for (const [name, value] of Object.entries(table.storage.serdeProperties))
    serde[`serde.param.${name}`] = value;
  const storage = {
    inputformat: table.storage.inputFormat,
    location: table.location,
    outputformat: table.storage.outputFormat,
    "serde.serialization.lib": table.storage.serde,
  };
  return {
    ...table.properties,
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    ...serde,
    ...Object.fromEntries(Object.entries(storage).filter(([, value]) => value !== "")),
  };
}

const GLUE = { CatalogName: "AwsDataCatalog", Type: "GLUE" };

export function listDataCatalogs(): Record<string, unknown> {
  return { DataCatalogsSummary: [GLUE] };
}

export function getDataCatalog(input: Input): Record<string, unknown> {
  const name = requiredString(input, "Name");
  if (name.toLowerCase() !== CATALOG) throw invalidRequest(`DataCatalog ${name} was not found`);
  return { DataCatalog: { Name: GLUE.CatalogName, Type: GLUE.Type } };
}

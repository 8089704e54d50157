import type { Access } from "../../access/authority.ts";

/** Whose catalog it is. */
export interface CatalogPlace {
  readonly accountId: string;
  readonly region: string;
}

/** What in the catalog an operation is about. */
export interface CatalogTarget {
  readonly operation: string;
  readonly database?: string | undefined;
  readonly tables?: readonly string[];
}

/**
 * What an operation of the Glue catalog does, as policies name it: who is to use a table needs the action on it, on its
 * database and on the catalog. What lists or drops all of something needs the action on all of it.
 */
export function catalogAccess(
  { accountId, region }: CatalogPlace,
  { operation, database, tables = [] }: CatalogTarget,
): Access[] {
  const action = `glue:${operation}`;
  const arn = `arn:aws:glue:${region}:${accountId}`;
  const resources = [
    `${arn}:catalog`,
    ...(database === undefined ? [] : [`${arn}:database/${database}`]),
    ...(operation === "GetDatabases" ? [`${arn}:database/*`] : []),
    ...tables.map((table) => `${arn}:table/${database ?? "*"}/${table}`),
    ...(OF_ALL_TABLES.includes(operation) ? [`${arn}:table/${database ?? "*"}/*`] : []),
  ];
  return resources.map((resource) => ({ action, resource }));
}

const OF_ALL_TABLES = ["DeleteDatabase", "GetTables", "SearchTables"];
const OF_DATABASES = ["GetDatabase", "UpdateDatabase", "DeleteDatabase"];

type Request = Readonly<Record<string, unknown>>;

/** What a request to the Glue catalog is about; names there are lower case. */
export function catalogTarget(operation: string, request: Request): CatalogTarget {
  const { DatabaseName, Name, TableName, TablesToDelete } = request;
  const databaseInput = asRequest(request["DatabaseInput"])["Name"];
  const tableInput = asRequest(request["TableInput"])["Name"];
  if (OF_DATABASES.includes(operation)) return { operation, database: nameOf(Name) };
  if (operation === "CreateDatabase") return { operation, database: nameOf(databaseInput) };
  const given: readonly unknown[] = Array.isArray(TablesToDelete)
    ? TablesToDelete
    : [TableName ?? Name ?? tableInput];
  return {
    operation,
    database: nameOf(DatabaseName),
    tables: given.flatMap((name) => nameOf(name) ?? []),
  };
}

/** The access of tags, which are those of any resource by its ARN. */
export function tagAccess(operation: string, arn: unknown): Access[] {
  return [
    { action: `glue:${operation}`, resource: typeof arn === "string" && arn !== "" ? arn : "*" },
  ];
}

function asRequest(value: unknown): Request {
  return typeof value === "object" && value !== null ? (value as Request) : {};
}

function nameOf(value: unknown): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}

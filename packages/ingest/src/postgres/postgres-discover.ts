import { IngestError } from "../errors/ingest-error.ts";
import { sqlColumn } from "../sql/sql-column.ts";
import type { Microseconds } from "../sql/timestamp-type.ts";
import {
  type CatalogField,
  type CatalogTable,
  readTableNames,
  readTables,
} from "./catalog/table-catalog.ts";
import { readTypes } from "./catalog/type-catalog.ts";
import type { Asking } from "./postgres-pool.ts";
import type { PostgresSession } from "./postgres-session.ts";
import type { PostgresColumn, PostgresTable } from "./postgres-table.ts";
import { postgresType, type TypeContext } from "./types/postgres-type.ts";

/** Tables whose details are asked for at a time. */
const AT_ONCE = 500;

/** What is looked at. */
export interface PostgresDiscovery {
  /** Schemas of the tables that aren't named; those of the search path if not given. */
  readonly schemas: readonly string[] | undefined;
  readonly microseconds: Microseconds;
  /** Names of tables, or `schema.name`. */
  readonly tables: readonly string[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The tables of a database, and what becomes of their columns. */
export async function discoverPostgres(
  session: PostgresSession,
  { schemas, microseconds, tables, signal }: PostgresDiscovery,
): Promise<readonly PostgresTable[]> {
  const asking: Asking = (text, values) => session.ask(text, { values, signal });
  const all = await readTableNames(asking);
  const chosen =
    tables === undefined
      ? inSchemas(all, schemas ?? (await searchPath(asking)))
      : namedTables(all, { tables, path: await searchPath(asking), source: session.source });
  const moneyScale = await readMoneyScale(asking);
  const found: PostgresTable[] = [];
  for (let at = 0; at < chosen.length; at += AT_ONCE) {
    const oids = chosen.slice(at, at + AT_ONCE).map(({ oid }) => oid);
    const details = await readTables(asking, oids);
    const types = new Set(details.flatMap(({ columns }) => columns.map(({ type }) => type)));
    const catalog = await readTypes(asking, types);
    const described = new Map(
      details.map((table) => [table.oid, tableOf(table, { catalog, microseconds, moneyScale })]),
    );
    found.push(...oids.flatMap((oid) => described.get(oid) ?? []));
  }
  return found;
}

type TableName = Awaited<ReturnType<typeof readTableNames>>[number];

function inSchemas(all: readonly TableName[], schemas: readonly string[]): readonly TableName[] {
  return all.filter(({ schema }) => schemas.includes(schema));
}

async function searchPath(asking: Asking): Promise<readonly string[]> {
  const { rows } = await asking("SELECT unnest(pg_catalog.current_schemas(false))");
  return rows.map(([schema]) => String(schema));
}

async function readMoneyScale(asking: Asking): Promise<number> {
  const { rows } = await asking("SELECT pg_catalog.scale(0::pg_catalog.money::pg_catalog.numeric)");
  return Number(rows[0]?.[0] ?? 2);
}

/** Each by its name in the first schema of the path that has it, in any one schema, or as `schema.name`. */
function namedTables(
  all: readonly TableName[],
  { tables, path, source }: { tables: readonly string[]; path: readonly string[]; source: string },
): readonly TableName[] {
  const chosen = tables.map((wanted) => {
    const found = all.filter(
      ({ schema, name }) => name === wanted || `${schema}.${name}` === wanted,
    );
    const first = path
      .map((each) => found.find(({ schema }) => schema === each))
      .find((each) => each !== undefined);
    const table = first ?? found[0];
    if (table !== undefined && (first !== undefined || found.length === 1)) return table;
    throw noSuchTable(wanted, found, source);
  });
  return [...new Set(chosen)];
}

function noSuchTable(wanted: string, found: readonly TableName[], source: string): IngestError {
  const name = JSON.stringify(wanted);
  const places = found.map(({ schema }) => `${schema}.${wanted}`).join(", ");
  const message =
    found.length === 0
      ? `${source} has no table ${name}, or its user sees none. Check its name, whose letters' case counts, and write schema.name where it is in a schema of its own.`
      : `${source} has several tables ${name}: ${places}. Name the one that is meant.`;
  return new IngestError("NO_SUCH_TABLE", message, { source, table: wanted });
}

function tableOf(table: CatalogTable, context: TypeContext): PostgresTable {
  const { oid, schema, name, kind, comment, rows, key } = table;
  return {
    name,
    schema,
    kind: kind === "v" || kind === "m" ? "view" : "table",
    columns: table.columns.map((column) => columnOf(column, context)),
    key,
    ...(comment !== null && { comment }),
    ...(rows >= 0 && kind !== "v" && { rowEstimate: rows }),
    oid,
    isAlone: kind === "r" || kind === "f",
  };
}

function columnOf(
  { name, type, modifier, notNull, spelled, comment }: CatalogField,
  context: TypeContext,
): PostgresColumn {
  const described = {
    name,
    nativeType: spelled,
    nullable: !notNull,
    ...(comment !== null && { comment }),
  };
  const column = sqlColumn(described, postgresType({ oid: type, modifier }, context));
  return { ...column, oid: withoutDomain(type, context) };
}

/** Values of a domain are announced as those of the type below it. */
function withoutDomain(oid: string, context: TypeContext): string {
  const type = context.catalog.get(oid);
  return type?.kind === "domain" ? withoutDomain(type.base, context) : oid;
}

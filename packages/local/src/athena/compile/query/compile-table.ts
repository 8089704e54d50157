import type {
  CommonTable,
  Identifier,
  Position,
  Relation,
  VersionClause,
} from "@cloudapi/athena/internal/analysis";
import {
  BIGINT,
  formatType,
  notSupported,
  parse,
  TrinoError,
  VARCHAR,
  zonedType,
} from "@cloudapi/athena/internal/analysis";
import type {
  ScannedTable,
  TableColumn,
  TableVersion,
  ViewDefinition,
} from "../../catalog/lookup.ts";
import { coerce } from "../../types/coerce.ts";
import { canCoerce } from "../../types/coerce-type.ts";
import type { CompiledQuery, Field, QueryEnv, Scan } from "../scope/compilation.ts";
import { columnAt, newFacts, nextAlias } from "../scope/compilation.ts";
import { relationEnv } from "./relation-env.ts";

interface CompiledRelation {
  readonly sql: string;
  readonly fields: readonly Field[];
}

/** The catalog of all that the embedded Athena has. */
export const CATALOG = "awsdatacatalog";

/** A name in FROM: a common table, a table or a view. */
export function compileTable(
  { name, version, at }: Extract<Relation, { kind: "table" }>,
  env: QueryEnv,
): CompiledRelation {
  const [first] = name;
  const common =
    name.length === 1 && version === undefined
      ? env.commonTables.get(first?.name.toLowerCase() ?? "")
      : undefined;
  if (common !== undefined) return compileCommon(common.table, common.env, env);
  const { database, table } = locate(name, env, at);
  const found = env.compilation.lookup.find({
    database,
    name: table,
    version: version && compileVersion(version, env),
  });
  if (found === undefined) throw noTable(database, table, at);
  if (version !== undefined && (found.kind === "view" || found.table.iceberg === undefined))
    throw new TrinoError(
      "NOT_SUPPORTED",
      "This connector does not support versioned tables: only rows of Iceberg tables are read as they were",
      at,
    );
  // A column may be named with what is written here, and no more.
  const relation = name.map((part) => part.name);
  if (found.kind === "view") return compileView(found.view, { relation, at }, env);
  return scanTable(found.table, relation, env);
}

/** Tables of Hive have the metadata table `$partitions` only. */
function noTable(database: string, table: string, at: Position): TrinoError {
  if (/\$(?:partitions|properties)$/.test(table))
    return notSupported(`the metadata table "${table}" of a table that is not Iceberg`, at);
  return new TrinoError(
    "TABLE_NOT_FOUND",
    `Table '${CATALOG}.${database}.${table}' does not exist`,
    at,
  );
}

/** A constant: there are no columns to name. */
function compileVersion({ by, value, at }: VersionClause, env: QueryEnv): TableVersion {
  const facts = newFacts();
  const constantEnv = relationEnv([], { ...env, outer: undefined }, facts);
  const { sql, type } = env.compilation.rules.expression(value, constantEnv);
  if (facts.subquery)
    throw new TrinoError(
      "EXPRESSION_NOT_CONSTANT",
      "Constant expression cannot contain a subquery",
      value.at,
    );
  return { by, sql, type, at };
}

function locate(
  name: readonly Identifier[],
  env: QueryEnv,
  at: Position,
): { database: string; table: string } {
  const parts = name.map((part) => part.name.toLowerCase());
  if (parts.length > 3)
    throw new TrinoError("SYNTAX_ERROR", `Too many dots in table name: ${parts.join(".")}`, at);
  const table = parts.at(-1) ?? "";
  const database = parts.at(-2) ?? env.database;
  const catalog = parts.at(-3) ?? CATALOG;
  if (catalog !== CATALOG)
    throw new TrinoError("CATALOG_NOT_FOUND", `Catalog '${catalog}' does not exist`, at);
  if (database === "information_schema")
    throw notSupported("information_schema; use SHOW or the catalog operations of the API", at);
  if (!env.compilation.lookup.hasDatabase(database))
    throw new TrinoError("SCHEMA_NOT_FOUND", `Schema '${database}' does not exist`, at);
  return { database, table };
}

function asRelation(
  query: CompiledQuery,
  names: readonly (string | undefined)[],
  relation: readonly string[],
  env: QueryEnv,
): CompiledRelation {
  const alias = nextAlias(env.compilation);
  const fields = query.columns.map(
    (column, i): Field => ({
      ...column,
      name: names[i],
      relation,
      ...columnAt(alias, i),
      scanned: undefined,
    }),
  );
  return { sql: `(${query.sql}) AS ${alias}`, fields };
}

/** A common table is compiled anew for each use, as Trino does. */
function compileCommon(table: CommonTable, inner: QueryEnv, env: QueryEnv): CompiledRelation {
  const query = env.compilation.rules.query(table.query, inner);
  if (table.columns !== undefined && table.columns.length !== query.columns.length) {
    throw new TrinoError(
      "MISMATCHED_COLUMN_ALIASES",
      `Column alias list has ${table.columns.length} entries but relation has ${query.columns.length} columns`,
      table.columns[0]?.at ?? table.at,
    );
  }
  const names = query.columns.map((column, i) => table.columns?.[i]?.name ?? column.name);
  return asRelation(query, names, [table.name.name], env);
}

function compileView(
  view: ViewDefinition,
  { relation, at }: { readonly relation: readonly string[]; readonly at: Position },
  env: QueryEnv,
): CompiledRelation {
  const name = `${CATALOG}.${view.database}.${view.name}`;
  if (env.views.includes(name))
    throw new TrinoError("VIEW_IS_RECURSIVE", "Statement would create a recursive view", at);
  const query = compileViewQuery(view, name, env, at);
  const alias = nextAlias(env.compilation);
  if (query.columns.length !== view.columns.length)
    throw stale(
      name,
      `stored view column count (${view.columns.length}) does not match column count derived from the view query analysis (${query.columns.length})`,
      at,
    );
  const items = view.columns.map((column, i) => {
    const from = query.columns[i]?.type ?? column.type;
    if (!canCoerce(from, column.type))
      throw stale(
        name,
        `column [${column.name}] of type ${formatType(from)} projected from query view at position ${i} cannot be coerced to column [${column.name}] of type ${formatType(column.type)} stored in view definition`,
        at,
      );
    return `${coerce({ sql: `${alias}.c${i}`, type: from }, column.type)} AS c${i}`;
  });
  const columns = query.columns.map((column, i) => ({
    ...column,
    type: view.columns[i]?.type ?? column.type,
  }));
  const wrapped: CompiledQuery = {
    sql: `SELECT ${items.join(", ")} FROM (${query.sql}) AS ${alias}`,
    columns,
  };
  return asRelation(
    wrapped,
    view.columns.map((column) => column.name),
    relation,
    env,
  );
}

function compileViewQuery(
  view: ViewDefinition,
  name: string,
  env: QueryEnv,
  at: Position,
): CompiledQuery {
  try {
    const { query } = parse(view.sql);
    const compilation = env.compilation;
    const before = compilation.text;
    compilation.text = view.sql;
    try {
      return compilation.rules.query(query, {
        compilation,
        database: view.sqlDatabase,
        commonTables: new Map(),
        outer: undefined,
        views: [...env.views, name],
      });
    } finally {
      compilation.text = before;
    }
  } catch (error) {
    if (
      !(error instanceof TrinoError) ||
      ["NOT_SUPPORTED", "VIEW_IS_RECURSIVE"].includes(error.errorName)
    )
      throw error;
    throw new TrinoError(
      "INVALID_VIEW",
      `Failed analyzing stored view '${name}': ${error.located}`,
      at,
    );
  }
}

function stale(name: string, why: string, at: Position): TrinoError {
  return new TrinoError("VIEW_IS_STALE", `View '${name}' is stale or in invalid state: ${why}`, at);
}

/** The hidden columns of tables that are found by listing. */
const HIDDEN: readonly TableColumn[] = [
  { name: "$path", type: VARCHAR },
  { name: "$file_size", type: BIGINT },
  { name: "$file_modified_time", type: zonedType(3) },
];

/** All columns a scan can give, in the order of their names c0, c1, ... */
export function scanColumns(table: ScannedTable): readonly TableColumn[] {
  return [...table.columns, ...table.partitionKeys, ...(table.hidden ?? HIDDEN)];
}

function scanTable(
  table: ScannedTable,
  relation: readonly string[],
  env: QueryEnv,
): CompiledRelation {
  const { compilation } = env;
  const alias = nextAlias(compilation);
  const scan: Scan = {
    table,
    relation: `scan_${compilation.scans.length + 1}`,
    columns: new Set(),
    pruning: [],
  };
  compilation.scans.push(scan);
  const fields = scanColumns(table).map(
    (column, i): Field => ({
      name: column.name,
      relation,
      ...columnAt(alias, i),
      type: column.type,
      hidden: column.name.startsWith("$"),
      origins: mayPrune(table, column) ? [{ scan, column: column.name }] : [],
      needs: [],
      scanned: { scan, column: column.name },
    }),
  );
  return { sql: `${scan.relation} AS ${alias}`, fields };
}

/** Files of Iceberg are passed over by any column. */
function mayPrune({ iceberg, columns, partitionKeys }: ScannedTable, column: TableColumn): boolean {
  return (iceberg === undefined ? partitionKeys : columns).includes(column);
}

import { IngestError } from "../errors/ingest-error.ts";
import { sqlColumn } from "../sql/sql-column.ts";
import {
  type Asking,
  type CatalogField,
  type CatalogTable,
  readColumns,
  readDatabase,
  readJsonColumns,
  readKeys,
  readTables,
} from "./catalog/table-catalog.ts";
import type { MysqlSession } from "./mysql-session.ts";
import type { MysqlTable } from "./mysql-table.ts";
import { mysqlType, type TypeChoices } from "./types/mysql-type.ts";

/** Tables whose details are asked for at a time. */
const AT_ONCE = 500;

/** What is looked at. */
export interface MysqlDiscovery {
  /** The database; that of the pool if not given. */
  readonly database: string | undefined;
  readonly choices: TypeChoices;
  /** Names of tables, or `database.table`. */
  readonly tables: readonly string[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The tables of a database, and what becomes of their columns. */
export async function discoverMysql(
  session: MysqlSession,
  { database: given, choices, tables, signal }: MysqlDiscovery,
): Promise<readonly MysqlTable[]> {
  const asking: Asking = (sql) => session.ask(sql, { signal });
  const { source } = session;
  const database = given ?? (await readDatabase(asking));
  if (database === undefined) throw noDatabase(source);
  const all = await readTables(asking, database);
  const chosen = tables === undefined ? all : namedTables(all, { tables, database, source });
  const jsonColumns = await readJsonColumns(asking, database);
  const found: MysqlTable[] = [];
  for (let at = 0; at < chosen.length; at += AT_ONCE) {
    const part = chosen.slice(at, at + AT_ONCE);
    const where = { database, tables: part.map(({ name }) => name) };
    const columns = Map.groupBy(await readColumns(asking, where), ({ table }) => table);
    const keys = await readKeys(asking, where);
    for (const table of part) {
      const fields = columns.get(table.name) ?? [];
      const described = fields.map((field) => columnOf(field, { choices, jsonColumns }));
      const key = keys.get(table.name) ?? [];
      found.push({ ...tableOf(table, database), columns: described, key });
    }
  }
  return found;
}

function columnOf(
  field: CatalogField,
  { choices, jsonColumns }: { choices: TypeChoices; jsonColumns: ReadonlySet<string> },
): MysqlTable["columns"][number] {
  const { table, name, spelled, notNull, comment } = field;
  const isJson = jsonColumns.has(`${table}\0${name}`);
  const described = {
    name,
    nativeType: spelled,
    nullable: !notNull,
    ...(comment !== "" && { comment }),
  };
  return sqlColumn(described, mysqlType(field, { choices, isJson }));
}

function tableOf(
  { name, isView, engine, rows, comment }: CatalogTable,
  database: string,
): Omit<MysqlTable, "columns" | "key"> {
  return {
    name,
    schema: database,
    kind: isView ? "view" : "table",
    engine,
    ...(!isView && comment !== "" && { comment }),
    ...(!isView && rows !== undefined && { rowEstimate: rows }),
  };
}

function namedTables(
  all: readonly CatalogTable[],
  { tables, database, source }: { tables: readonly string[]; database: string; source: string },
): readonly CatalogTable[] {
  const chosen = tables.map((wanted) => {
    const table =
      all.find(({ name }) => name === wanted) ??
      all.find(({ name }) => `${database}.${name}` === wanted);
    if (table !== undefined) return table;
    throw new IngestError(
      "NO_SUCH_TABLE",
      `${source} has no table ${JSON.stringify(wanted)} in database ${database}, or its user sees none. Check its name, whose letters' case counts, and the user's grants.`,
      { source, table: wanted },
    );
  });
  return [...new Set(chosen)];
}

function noDatabase(source: string): IngestError {
  return new IngestError(
    "SOURCE_FAILED",
    `${source} has no database chosen. Make the pool with one, or pass mySqlSource's option database.`,
    { source },
  );
}

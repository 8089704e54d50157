import type { MysqlRow } from "../mysql-pool.ts";
import { literal } from "../mysql-sql.ts";

/** A session's way to ask, with its signal. */
export type Asking = (sql: string) => Promise<readonly MysqlRow[]>;

/** A table or view as information_schema has it. */
export interface CatalogTable {
  readonly name: string;
  readonly isView: boolean;
  readonly engine: string;
  readonly rows: number | undefined;
  readonly comment: string;
}

/** A column as information_schema has it. */
export interface CatalogField {
  readonly table: string;
  readonly name: string;
  /** As in CREATE TABLE, such as `int(10) unsigned`. */
  readonly spelled: string;
  /** The word alone, such as `int`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly precision: number;
  readonly scale: number;
  /** Digits behind the point of a time. */
  readonly digits: number;
  readonly comment: string;
}

/** The database that is chosen, where one is. */
export async function readDatabase(asking: Asking): Promise<string | undefined> {
  const [row] = await asking("SELECT DATABASE()");
  return textOf(row, 0);
}

/** All tables and views of a database that the user may see. */
export async function readTables(
  asking: Asking,
  database: string,
): Promise<readonly CatalogTable[]> {
  const rows = await asking(
    `SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${literal(database)} AND TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME`,
  );
  return rows.map((row) => {
    const count = textOf(row, 3);
    return {
      name: textOf(row, 0) ?? "",
      isView: textOf(row, 1) === "VIEW",
      engine: textOf(row, 2) ?? "",
      rows: count === undefined ? undefined : Number(count),
      comment: textOf(row, 4) ?? "",
    };
  });
}

/** The columns of tables, in their order. */
export async function readColumns(
  asking: Asking,
  { database, tables }: { database: string; tables: readonly string[] },
): Promise<readonly CatalogField[]> {
  const rows = await asking(
    `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, DATA_TYPE, IS_NULLABLE, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, COLUMN_COMMENT FROM information_schema.COLUMNS WHERE ${within(database, tables)} ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  return rows.map((row) => ({
    table: textOf(row, 0) ?? "",
    name: textOf(row, 1) ?? "",
    spelled: textOf(row, 2) ?? "",
    type: (textOf(row, 3) ?? "").toLowerCase(),
    notNull: textOf(row, 4) === "NO",
    precision: Number(textOf(row, 5) ?? 0),
    scale: Number(textOf(row, 6) ?? 0),
    digits: Number(textOf(row, 7) ?? 0),
    comment: textOf(row, 8) ?? "",
  }));
}

/** For each table with one: its primary key, or else the shortest of unique indexes over whole columns without nulls. */
export async function readKeys(
  asking: Asking,
  { database, tables }: { database: string; tables: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await asking(
    `SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART IS NULL AND NULLABLE <> 'YES' AND COLUMN_NAME IS NOT NULL FROM information_schema.STATISTICS WHERE NON_UNIQUE = 0 AND ${within(database, tables)} ORDER BY TABLE_NAME, INDEX_NAME = 'PRIMARY' DESC, INDEX_NAME, SEQ_IN_INDEX`,
  );
  const keys = new Map<string, string[]>();
  const primary = new Set<string>();
  for (const index of Map.groupBy(rows, (row) => `${textOf(row, 0)}\0${textOf(row, 1)}`).values()) {
    const table = textOf(index[0], 0) ?? "";
    if (primary.has(table) || index.some((row) => textOf(row, 3) !== "1")) continue;
    const columns = index.map((row) => textOf(row, 2) ?? "");
    const best = keys.get(table);
    if (textOf(index[0], 1) === "PRIMARY") primary.add(table);
    if (best === undefined || columns.length < best.length) keys.set(table, columns);
  }
  return keys;
}

/** Columns that are JSON in MariaDB, which has it as text with a check: `table\0column`. */
export async function readJsonColumns(
  asking: Asking,
  database: string,
): Promise<ReadonlySet<string>> {
  const [version] = await asking("SELECT VERSION()");
  if (!textOf(version, 0)?.includes("MariaDB")) return new Set();
  const rows = await asking(
    `SELECT TABLE_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ${literal(database)}`,
  );
  return new Set(
    rows.flatMap((row) => {
      const column = /^json_valid\(`(.*)`\)$/s.exec(textOf(row, 1) ?? "")?.[1];
      return column === undefined ? [] : [`${textOf(row, 0)}\0${column.replaceAll("``", "`")}`];
    }),
  );
}

function within(database: string, tables: readonly string[]): string {
  return `TABLE_SCHEMA = ${literal(database)} AND TABLE_NAME IN (${tables.map(literal).join(", ")})`;
}

function textOf(row: MysqlRow | undefined, at: number): string | undefined {
  const value = row?.[at];
  return typeof value === "string" ? value : undefined;
}

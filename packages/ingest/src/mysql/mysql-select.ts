import type { Cursor } from "../source/source.ts";
import { behind, type KeysetTerm, upTo } from "../sql/keyset.ts";
import { type SqlColumn, sqlColumns } from "../sql/sql-column.ts";
import { compared, ordered, quoted, selected } from "./mysql-sql.ts";
import { fromClause, type MysqlTable } from "./mysql-table.ts";

/** Which rows are asked for. */
export interface Selection {
  readonly columns: readonly SqlColumn[];
  readonly orderBy?: readonly string[] | undefined;
  readonly after?: Cursor | undefined;
  readonly upTo?: Cursor | undefined;
}

/** The statement that reads rows of a table; its columns have their places as names. */
export function selectRows(table: MysqlTable, selection: Selection): string {
  const { columns, orderBy = [], after, upTo: end } = selection;
  const order = sqlColumns(table, orderBy);
  const terms = (place: Cursor) => place.map((value, at) => termOf(order[at], value));
  const conditions = [
    ...(after === undefined ? [] : [`(${behind(terms(after))})`]),
    ...(end === undefined ? [] : [`(${upTo(terms(end))})`]),
  ];
  const names = columns.map((column, at) => `${selected(column)} AS \`${at}\``);
  return [
    // A view whose tables are gone has no columns in the catalog; asking for it says why.
    `SELECT ${names.length === 0 ? "NULL" : names.join(", ")}`,
    `FROM ${fromClause(table)}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(" AND ")}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.map(ordered).join(", ")}`]),
  ].join(" ");
}

/** The statement that reads the last place in an order. */
export function selectLast(table: MysqlTable, order: readonly SqlColumn[]): string {
  const places = order.map((column) => `${ordered(column)} DESC`).join(", ");
  return `SELECT ${order.map(asPlace).join(", ")} FROM ${fromClause(table)} ORDER BY ${places} LIMIT 1`;
}

/** Bytes of a place are hexadecimal digits. */
function asPlace(column: SqlColumn): string {
  return column.type.isBytes === true ? `HEX(${selected(column)})` : selected(column);
}

/** The statement that says which of the columns has a null somewhere. */
export function selectNulls(table: MysqlTable, columns: readonly SqlColumn[]): string {
  const checks = columns.map(
    ({ name }) =>
      `EXISTS (SELECT 1 FROM ${fromClause(table)} WHERE ${quoted(name)} IS NULL LIMIT 1)`,
  );
  return `SELECT ${checks.join(", ")}`;
}

function termOf(column: SqlColumn | undefined, value: Cursor[number]): KeysetTerm {
  if (column === undefined)
    throw new RangeError("read: a place has at most as many values as orderBy has columns.");
  return { column: ordered(column), value: compared(column, value) };
}

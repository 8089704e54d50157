import { quoteIdentifier } from "@cloudapi/core/sql";
import type { Cursor } from "../source/source.ts";
import { behind, type KeysetTerm, upTo } from "../sql/keyset.ts";
import type { SqlColumn } from "../sql/sql-column.ts";
import { sqlColumns } from "../sql/sql-column.ts";
import { fromClause, type PostgresTable } from "./postgres-table.ts";

/** A statement and the values of its parameters. */
export interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

/** Which rows are asked for. */
export interface Selection {
  readonly columns: readonly SqlColumn[];
  readonly orderBy?: readonly string[] | undefined;
  readonly after?: Cursor | undefined;
  readonly upTo?: Cursor | undefined;
}

/** The statement that reads rows of a table. */
export function selectRows(
  table: PostgresTable,
  selection: Selection,
  bind: Bind = asParameter,
): Statement {
  const { columns, orderBy = [], after, upTo: end } = selection;
  const order = sqlColumns(table, orderBy);
  const values: string[] = [];
  const terms = (place: Cursor) =>
    place.map((value, at) => termOf(order[at], bind(String(value), values)));
  const conditions = [
    ...(after === undefined ? [] : [`(${behind(terms(after))})`]),
    ...(end === undefined ? [] : [`(${upTo(terms(end))})`]),
  ];
  const clauses = [
    `SELECT ${columns.map(selected).join(", ")}`,
    `FROM ${fromClause(table)}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(" AND ")}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.map(ordered).join(", ")}`]),
  ];
  return { text: clauses.join(" "), values };
}

/** The statement that copies the same rows, which can't have parameters. */
export function copyRows(table: PostgresTable, selection: Selection): string {
  return `COPY (${selectRows(table, selection, literal).text}) TO STDOUT`;
}

/** The statement that reads the last place in an order. */
export function selectLast(table: PostgresTable, order: readonly SqlColumn[]): string {
  const places = order.map((column) => `${ordered(column)} DESC`).join(", ");
  return `SELECT ${order.map(selected).join(", ")} FROM ${fromClause(table)} ORDER BY ${places} LIMIT 1`;
}

/** The statement that says which of the columns has a null somewhere. */
export function selectNulls(table: PostgresTable, columns: readonly SqlColumn[]): string {
  const checks = columns.map(
    ({ name }) =>
      `EXISTS (SELECT FROM ${fromClause(table)} WHERE ${quoteIdentifier(name)} IS NULL)`,
  );
  return `SELECT ${checks.join(", ")}`;
}

function selected({ name, type }: SqlColumn): string {
  const column = quoteIdentifier(name);
  return type.select?.(column) ?? column;
}

/** Text is ordered by its code points, whatever the collation of the column. */
function ordered({ name, type }: SqlColumn): string {
  const column = quoteIdentifier(name);
  return type.order === "text" ? `${column}::pg_catalog.text COLLATE "C"` : column;
}

function termOf(column: SqlColumn | undefined, bound: string): KeysetTerm {
  if (column === undefined)
    throw new RangeError("read: a place has at most as many values as orderBy has columns.");
  const typed = `${bound}::${column.nativeType}`;
  // As the column is: text of a char(n) is without the spaces that its values come with.
  const isText = column.type.order === "text";
  return { column: ordered(column), value: isText ? `${typed}::pg_catalog.text` : typed };
}

/** How a value comes into a statement; one that is a parameter is put to the others. */
type Bind = (value: string, values: string[]) => string;

function asParameter(value: string, values: string[]): string {
  values.push(value);
  return `$${values.length}`;
}

/** A text as SQL has it, whatever `standard_conforming_strings` is. */
function literal(text: string): string {
  return `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

import type { SqlType } from "@cloudapi/athena/internal/analysis";
import {
  formatType,
  notSupported,
  partsOf,
  sameType,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import type { CompiledStatement } from "../../compile/compile.ts";
import { castSql } from "../../types/cast-sql.ts";
import { coerce } from "../../types/coerce.ts";
import { canCoerce, commonType } from "../../types/coerce-type.ts";
import { duckNull, duckType } from "../../types/duck.ts";
import type { WrittenColumn } from "./hive-columns.ts";

/** The rows of a query as rows of a table: the columns that are given, by their order, in the table's types; the rest null. */
export interface InsertInput {
  readonly compiled: CompiledStatement;
  readonly table: readonly WrittenColumn[];
  /** The columns that the query gives, in its order. */
  readonly given: readonly WrittenColumn[];
}

/**
 * DuckDB SQL for the rows to insert, with a column c0, c1, ... for each of the table's.
 *
 * @throws {TrinoError} TYPE_MISMATCH when the query's columns don't fit
 */
export function coerceInsert({ compiled, table, given }: InsertInput): string {
  const fits =
    compiled.columns.length === given.length &&
    given.every(({ type }, i) => isCompatible(compiled.columns[i]?.type ?? type, type));
  if (!fits)
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Insert query has mismatched column types: Table: [${typesOf(given)}], Query: [${typesOf(compiled.columns)}]`,
    );
  const items = table.map((column, i) => {
    const from = given.indexOf(column);
    const type = compiled.columns[from]?.type;
    const sql = type === undefined ? duckNull(column.type) : convert(`q.c${from}`, type, column);
    return `${sql} AS c${i}`;
  });
  return `SELECT ${items.join(", ")} FROM (${compiled.sql}) AS q`;
}

function typesOf(columns: readonly { readonly type: SqlType }[]): string {
  return columns.map(({ type }) => formatType(type)).join(", ");
}

/** Trino takes what has a type in common, and casts; a part of a row or array that has a length must be coercible. */
export function isCompatible(from: SqlType, to: SqlType): boolean {
  return partsOf(to).some(isBounded) ? canCoerce(from, to) : commonType(from, to) !== undefined;
}

function isBounded(type: SqlType): boolean {
  return (
    (type.kind === "varchar" && type.length !== undefined) ||
    type.kind === "char" ||
    partsOf(type).some(isBounded)
  );
}

/** A value of a type as one of a column's, which it is compatible with. */
export function convert(sql: string, from: SqlType, { name, type: to }: WrittenColumn): string {
  if (sameType(from, to)) return sql;
  if (to.kind === "varchar" && to.length !== undefined) return fitted(sql, from, to.length);
  if (canCoerce(from, to)) return coerce({ sql, type: from }, to);
  const cast = castSql(sql, from, to);
  if (cast === undefined || cast === "refused")
    throw notSupported(
      `inserting ${formatType(from)} into a column of ${formatType(to)} (column ${name})`,
    );
  return cast;
}

/** Of a text that is too long only spaces may go. */
function fitted(sql: string, from: SqlType, length: number): string {
  const text = from.kind === "unknown" ? duckNull({ kind: "varchar", length }) : sql;
  const message = `'Cannot truncate non-space characters when casting from ${formatType(from)} to varchar(${length}) on INSERT'`;
  return `(CASE WHEN length(rtrim(substr(${text}, ${length + 1}), ' ')) > 0 THEN CAST(trino_fail('INVALID_CAST_ARGUMENT', ${message}) AS ${duckType({ kind: "varchar", length })}) ELSE substr(${text}, 1, ${length}) END)`;
}

import type { Cursor, Expression, Identifier, Relation } from "@cloudapi/athena/internal/analysis";
import {
  acceptWords,
  atSymbol,
  atWords,
  expectSymbol,
  expectWords,
  identifier,
  list,
  mismatch,
  notSupported,
  parenthesized,
  parseAlias,
  parseRelation,
  peek,
  qualifiedName,
} from "@cloudapi/athena/internal/analysis";
import type { StatementText } from "./parse-write.ts";
import { statementText } from "./parse-write.ts";

/** A column and what it becomes. */
export interface Assignment {
  readonly column: Identifier;
  readonly value: Expression;
}

export interface Delete extends StatementText {
  readonly kind: "delete";
  readonly table: readonly Identifier[];
  readonly where: Expression | undefined;
}

export interface Update extends StatementText {
  readonly kind: "update";
  readonly table: readonly Identifier[];
  readonly set: readonly Assignment[];
  readonly where: Expression | undefined;
}

/** What MERGE does with a row that its condition holds for, or with one of the source that it holds for with none. */
export type MergeCase = { readonly condition: Expression | undefined } & (
  | { readonly kind: "update"; readonly set: readonly Assignment[] }
  | { readonly kind: "delete" }
  | {
      readonly kind: "insert";
      readonly columns: readonly Identifier[] | undefined;
      readonly values: readonly Expression[];
    }
);

export interface Merge extends StatementText {
  readonly kind: "merge";
  readonly table: readonly Identifier[];
  readonly alias: Identifier | undefined;
  readonly source: Relation;
  readonly on: Expression;
  readonly cases: readonly MergeCase[];
}

export interface Optimize extends StatementText {
  readonly kind: "optimize";
  readonly table: readonly Identifier[];
  readonly where: Expression | undefined;
}

export interface Vacuum extends StatementText {
  readonly kind: "vacuum";
  readonly table: readonly Identifier[];
}

/** `DELETE FROM table [WHERE condition]`, from FROM on. */
export function parseDelete(cursor: Cursor): Delete {
  expectWords(cursor, "FROM");
  const table = qualifiedName(cursor);
  const where = whereOf(cursor);
  return { kind: "delete", table, where, ...statementText(cursor) };
}

/** `UPDATE table SET column = value, ... [WHERE condition]`, from the table on. */
export function parseUpdate(cursor: Cursor): Update {
  const table = qualifiedName(cursor);
  expectWords(cursor, "SET");
  const set = list(cursor, assignment);
  const where = whereOf(cursor);
  return { kind: "update", table, set, where, ...statementText(cursor) };
}

/** `MERGE INTO table [alias] USING source ON condition WHEN ...`, from INTO on. */
export function parseMerge(cursor: Cursor): Merge {
  expectWords(cursor, "INTO");
  const table = qualifiedName(cursor);
  const alias = atWords(cursor, "USING") ? undefined : parseAlias(cursor);
  expectWords(cursor, "USING");
  const source = parseRelation(cursor);
  expectWords(cursor, "ON");
  const on = cursor.grammar.expression(cursor);
  const cases = [mergeCase(cursor)];
  while (atWords(cursor, "WHEN")) cases.push(mergeCase(cursor));
  return { kind: "merge", table, alias, source, on, cases, ...statementText(cursor) };
}

/** `OPTIMIZE table REWRITE DATA USING BIN_PACK [WHERE condition]`, from the table on. */
export function parseOptimize(cursor: Cursor): Optimize {
  const table = qualifiedName(cursor);
  expectWords(cursor, "REWRITE", "DATA", "USING", "BIN_PACK");
  const where = whereOf(cursor);
  return { kind: "optimize", table, where, ...statementText(cursor) };
}

/** `VACUUM table`, from the table on. */
export function parseVacuum(cursor: Cursor): Vacuum {
  return { kind: "vacuum", table: qualifiedName(cursor), ...statementText(cursor) };
}

function whereOf(cursor: Cursor): Expression | undefined {
  return acceptWords(cursor, "WHERE") ? cursor.grammar.expression(cursor) : undefined;
}

function assignment(cursor: Cursor): Assignment {
  const column = identifier(cursor);
  if (atSymbol(cursor, ".")) throw notSupported("UPDATE of a field of a row", peek(cursor));
  expectSymbol(cursor, "=");
  return { column, value: cursor.grammar.expression(cursor) };
}

function mergeCase(cursor: Cursor): MergeCase {
  expectWords(cursor, "WHEN");
  const matched = !acceptWords(cursor, "NOT");
  expectWords(cursor, "MATCHED");
  const condition = acceptWords(cursor, "AND") ? cursor.grammar.expression(cursor) : undefined;
  expectWords(cursor, "THEN");
  if (!matched) return insertCase(cursor, condition);
  if (acceptWords(cursor, "DELETE")) return { kind: "delete", condition };
  if (!acceptWords(cursor, "UPDATE")) throw mismatch(cursor, "'DELETE'", "'UPDATE'");
  expectWords(cursor, "SET");
  return { kind: "update", condition, set: list(cursor, assignment) };
}

function insertCase(cursor: Cursor, condition: Expression | undefined): MergeCase {
  expectWords(cursor, "INSERT");
  const columns = atSymbol(cursor, "(")
    ? parenthesized(cursor, (inner) => list(inner, identifier))
    : undefined;
  expectWords(cursor, "VALUES");
  const values = parenthesized(cursor, (inner) => list(inner, inner.grammar.expression));
  return { kind: "insert", condition, columns, values };
}

import type { Query } from "../ast.ts";
import type { Cursor, Grammar } from "../cursor.ts";
import { expectEnd, openCursor } from "../cursor.ts";
import { parseExpression, parseValue } from "./parse-expression.ts";
import { parseQuery } from "./parse-query.ts";

/** The grammar of Athena's queries, for a cursor. */
export const GRAMMAR: Grammar = {
  expression: parseExpression,
  value: parseValue,
  query: parseQuery,
};

/** A query with the text it was read from, which its nodes' places are of. */
export interface ParsedQuery {
  readonly text: string;
  readonly query: Query;
  /** How many `?` there are. */
  readonly parameters: number;
}

/**
 * Parse one query of Athena SQL.
 *
 * @throws {TrinoError} SYNTAX_ERROR with line and column
 */
export function parse(sql: string): ParsedQuery {
  const cursor = openCursor(sql, GRAMMAR);
  const query = parseQuery(cursor);
  expectEnd(cursor);
  return parsedQuery(cursor, query);
}

/** A query that a cursor has come to the end of. */
export function parsedQuery({ sql, parameters }: Cursor, query: Query): ParsedQuery {
  return { text: sql, query, parameters };
}

import type { Expression, Identifier, Node, Query } from "./ast.ts";
import type { Token } from "./tokenize.ts";
import { tokenize } from "./tokenize.ts";
import { TrinoError } from "./trino-error.ts";

/** The rules that rules in other files come back to; the cursor carries them, so that no file imports in a circle. */
export interface Grammar {
  readonly expression: (cursor: Cursor) => Expression;
  readonly value: (cursor: Cursor) => Expression;
  readonly query: (cursor: Cursor) => Query;
}

/** Where a parser is in its tokens, and how many `?` it has met. */
export interface Cursor {
  readonly sql: string;
  readonly tokens: readonly Token[];
  readonly grammar: Grammar;
  index: number;
  parameters: number;
}

/** A cursor at the beginning of a text. */
export function openCursor(
  sql: string,
  grammar: Grammar,
  tokens: readonly Token[] = tokenize(sql),
): Cursor {
  return { sql, tokens, grammar, index: 0, parameters: 0 };
}

/** The next token, or one behind it, without passing over it. */
export function peek(cursor: Cursor, ahead = 0): Token {
  const token = cursor.tokens[Math.min(cursor.index + ahead, cursor.tokens.length - 1)];
  if (token === undefined) throw new Error("The token list is empty.");
  return token;
}

/** Reads a token. */
export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== "end") cursor.index++;
  return token;
}

/** Whether the next tokens are these words, in any case. */
export function atWords(cursor: Cursor, ...words: readonly string[]): boolean {
  return words.every((word, i) => {
    const token = peek(cursor, i);
    return token.kind === "word" && token.value.toUpperCase() === word;
  });
}

/** Passes over words if they come next. */
export function acceptWords(cursor: Cursor, ...words: readonly string[]): boolean {
  if (!atWords(cursor, ...words)) return false;
  cursor.index += words.length;
  return true;
}

/** Passes over words, or refuses what is there instead. */
export function expectWords(cursor: Cursor, ...words: readonly string[]): void {
  for (const word of words) if (!acceptWords(cursor, word)) throw mismatch(cursor, `'${word}'`);
}

/** Whether the next token is one of these symbols. */
export function atSymbol(cursor: Cursor, symbol: string, ahead = 0): boolean {
  const token = peek(cursor, ahead);
  return token.kind === "symbol" && token.text === symbol;
}

/** Passes over a symbol if it is the next token. */
export function acceptSymbol(cursor: Cursor, symbol: string): boolean {
  if (!atSymbol(cursor, symbol)) return false;
  cursor.index++;
  return true;
}

/** Passes over a symbol, or refuses what is there instead. */
export function expectSymbol(cursor: Cursor, symbol: string): void {
  if (!acceptSymbol(cursor, symbol)) throw mismatch(cursor, `'${symbol}'`);
}

/** The error at the next token, in Trino's words. */
export function mismatch(cursor: Cursor, ...expecting: readonly string[]): TrinoError {
  const token = peek(cursor);
  const wanted = expecting.length === 0 ? "" : `. Expecting: ${expecting.join(", ")}`;
  return new TrinoError("SYNTAX_ERROR", `mismatched input '${token.text}'${wanted}`, token);
}

/** Items between commas. */
export function list<T>(cursor: Cursor, item: (cursor: Cursor) => T): T[] {
  const items = [item(cursor)];
  while (acceptSymbol(cursor, ",")) items.push(item(cursor));
  return items;
}

/** Reads what stands in parentheses. */
export function parenthesized<T>(cursor: Cursor, inner: (cursor: Cursor) => T): T {
  expectSymbol(cursor, "(");
  const value = inner(cursor);
  expectSymbol(cursor, ")");
  return value;
}

/** The span from a token to where the cursor now is. */
export function span(cursor: Cursor, from: Token, at: Token = from): Node {
  const last = cursor.tokens[cursor.index - 1] ?? from;
  return { at: { line: at.line, column: at.column }, start: from.start, end: last.end };
}

const RESERVED = new Set(
  `ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE CURRENT_PATH
CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT
DROP ELSE END ESCAPE EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL GROUP GROUPING HAVING IN INNER INSERT
INTERSECT INTO IS JOIN JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG
LOCALTIME LOCALTIMESTAMP NATURAL NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT
SKIP TABLE THEN TRIM TRUE UESCAPE UNION UNNEST USING VALUES WHEN WHERE WITH`.split(/\s+/),
);

export function atIdentifier(cursor: Cursor, ahead = 0): boolean {
  const token = peek(cursor, ahead);
  return (
    token.kind === "quoted" || (token.kind === "word" && !RESERVED.has(token.value.toUpperCase()))
  );
}

/** Reads a name. */
export function identifier(cursor: Cursor): Identifier {
  const token = peek(cursor);
  if (token.kind === "backquoted") {
    throw new TrinoError(
      "SYNTAX_ERROR",
      "backquoted identifiers are not supported; use double quotes to quote identifiers",
      token,
    );
  }
  if (
    token.kind === "integer" &&
    peek(cursor, 1).kind === "word" &&
    peek(cursor, 1).start === token.end
  ) {
    throw new TrinoError(
      "SYNTAX_ERROR",
      "identifiers must not start with a digit; surround the identifier with double quotes",
      token,
    );
  }
  if (!atIdentifier(cursor)) throw mismatch(cursor, "<identifier>");
  next(cursor);
  return { name: token.value, quoted: token.kind === "quoted", ...span(cursor, token) };
}

/** A name, as `catalog.schema.table`. */
export function qualifiedName(cursor: Cursor): Identifier[] {
  const parts = [identifier(cursor)];
  while (acceptSymbol(cursor, ".")) parts.push(identifier(cursor));
  return parts;
}

/** Whether a query starts here (perhaps after opening parentheses). */
export function atQuery(cursor: Cursor): boolean {
  let ahead = 0;
  while (atSymbol(cursor, "(", ahead)) ahead++;
  const token = peek(cursor, ahead);
  return (
    token.kind === "word" &&
    ["SELECT", "WITH", "VALUES", "TABLE"].includes(token.value.toUpperCase())
  );
}

/** Nothing may follow. */
export function expectEnd(cursor: Cursor): void {
  if (peek(cursor).kind !== "end") throw mismatch(cursor, "<EOF>");
}

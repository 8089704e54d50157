import type { Identifier } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { acceptWords, atIdentifier, atSymbol, atWords, identifier, peek } from "../cursor.ts";

/** Reads `AS name` or `name` after an item of SELECT or FROM; `undefined` when there is none. */
export function parseAlias(cursor: Cursor): Identifier | undefined {
  if (acceptWords(cursor, "AS")) return identifier(cursor);
  return atIdentifier(cursor) && !atClause(cursor) ? identifier(cursor) : undefined;
}

/**
 * Whether a clause starts here with a word that may be a name as well: `LIMIT` is an alias in
 * `FROM t limit` and a clause in `FROM t LIMIT 1`. What follows the word tells.
 */
function atClause(cursor: Cursor): boolean {
  return (
    (atWords(cursor, "LIMIT") && (atCount(cursor) || atWord(cursor, 1, "ALL"))) ||
    (atWords(cursor, "OFFSET") && atCount(cursor)) ||
    (atWords(cursor, "FETCH") && (atWord(cursor, 1, "FIRST") || atWord(cursor, 1, "NEXT"))) ||
    (atWords(cursor, "WINDOW") && atIdentifier(cursor, 1) && atWord(cursor, 2, "AS")) ||
    (atWords(cursor, "TABLESAMPLE") &&
      (atWord(cursor, 1, "BERNOULLI") || atWord(cursor, 1, "SYSTEM"))) ||
    (atWords(cursor, "MATCH_RECOGNIZE") && atSymbol(cursor, "(", 1))
  );
}

/** Whether the next token but one is a number of rows. */
function atCount(cursor: Cursor): boolean {
  return peek(cursor, 1).kind === "integer" || atSymbol(cursor, "?", 1);
}

function atWord(cursor: Cursor, ahead: number, word: string): boolean {
  const token = peek(cursor, ahead);
  return token.kind === "word" && token.value.toUpperCase() === word;
}

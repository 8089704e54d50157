import type { Column } from "@cloudapi/core";
import { type DuplicateKey, exactInteger, type TextWalk } from "@cloudapi/core/internal";

/** A text with its quotes, a bracket or sign of JSON, or a word or number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,]+/g;
const EXACT = new Set(["decimal", "int32", "int64"]);
/** Shorter numbers without an exponent are what a double holds. */
const LONG = 16;

/**
 * The walk for columns that have nothing inside, which needs little code: through the fields of a record, and past what is
 * in them. It does what `nestedTextWalk` does for such columns.
 */
export function flatTextWalk(columns: readonly Pick<Column, "name" | "type">[]): TextWalk {
  const exact = new Set(columns.filter(({ type }) => EXACT.has(type.kind)).map(({ name }) => name));
  return {
    hasTexts: false,
    hasDigits: exact.size > 0,
    walk(text, record, maxDuplicates) {
      const counts = new Map<string, number>();
      for (const [key, token] of topLevel(text)) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (exact.has(key)) putExact(record as Record<string, unknown>, key, token);
      }
      return duplicatesOf(counts).slice(0, maxDuplicates);
    },
  };
}

/** Each field of an object's text, with the first token of its value; the text is valid JSON. */
function* topLevel(text: string): Iterable<[key: string, token: string]> {
  let depth = 0;
  let key: string | undefined;
  let before = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (depth === 1 && token === ":") key = JSON.parse(before) as string;
    else if (key !== undefined) {
      yield [key, token];
      key = undefined;
    }
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    before = token;
  }
}

function putExact(record: Record<string, unknown>, key: string, token: string): void {
  const isShort = token.length < LONG && !/[eE]/.test(token);
  if (!isShort && typeof record[key] === "number") record[key] = exactInteger(token);
}

function duplicatesOf(counts: ReadonlyMap<string, number>): DuplicateKey[] {
  return [...counts].flatMap(([key, count]) => (count > 1 ? [{ path: [key], count }] : []));
}

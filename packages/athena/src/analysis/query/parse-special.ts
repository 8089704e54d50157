import type { Expression } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  acceptWords,
  atSymbol,
  atWords,
  expectSymbol,
  expectWords,
  identifier,
  list,
  mismatch,
  next,
  parenthesized,
  peek,
  span,
} from "../cursor.ts";
import type { Token } from "../tokenize.ts";
import { PLAIN_CALL, parseCall } from "./parse-call.ts";
import { typedLiteral } from "./parse-literal.ts";
import { parseType } from "./parse-type.ts";

type Special = (cursor: Cursor, from: Token) => Expression | undefined;

/** Expressions that begin with a word of the grammar: CASE, CAST, EXTRACT, INTERVAL, ... */
export const SPECIAL: Readonly<Record<string, Special>> = {
  NULL: (cursor, from) => keyword(cursor, from, () => ({ kind: "null" })),
  TRUE: (cursor, from) => keyword(cursor, from, () => ({ kind: "boolean", value: true })),
  FALSE: (cursor, from) => keyword(cursor, from, () => ({ kind: "boolean", value: false })),
  CURRENT_DATE: (cursor, from) =>
    keyword(cursor, from, () => ({ kind: "now", what: "date", precision: 0 })),
  CURRENT_TIMESTAMP: (cursor, from) =>
    keyword(cursor, from, () => ({ kind: "now", what: "timestamp", precision: precision(cursor) })),
  LOCALTIMESTAMP: (cursor, from) =>
    keyword(cursor, from, () => ({
      kind: "now",
      what: "localtimestamp",
      precision: precision(cursor),
    })),
  CASE: (cursor, from) => keyword(cursor, from, () => caseOf(cursor)),
  CAST: (cursor, from) => keyword(cursor, from, () => cast(cursor, false)),
  TRY_CAST: (cursor, from) =>
    atSymbol(cursor, "(", 1) ? keyword(cursor, from, () => cast(cursor, true)) : undefined,
  EXISTS: (cursor, from) =>
    keyword(cursor, from, () => ({
      kind: "exists",
      query: parenthesized(cursor, cursor.grammar.query),
    })),
  EXTRACT: (cursor, from) => keyword(cursor, from, () => extract(cursor)),
  INTERVAL: interval,
  DOUBLE: (cursor, from) => {
    if (!atWords(cursor, "DOUBLE", "PRECISION")) return undefined;
    next(cursor);
    return typedLiteral(cursor, from);
  },
  ROW: (cursor, from) => {
    if (!atSymbol(cursor, "(", 1)) return undefined;
    return keyword(cursor, from, () => ({
      kind: "row",
      values: parenthesized(cursor, (inner) => list(inner, inner.grammar.expression)),
    }));
  },
  ARRAY: (cursor, from) => {
    if (!atSymbol(cursor, "[", 1)) return undefined;
    return keyword(cursor, from, () => ({ kind: "array", values: arrayItems(cursor) }));
  },
  SUBSTRING: substring,
  POSITION: position,
  TRIM: trim,
  GROUPING: (cursor, from) => {
    next(cursor);
    return parseCall(cursor, from, [{ name: "grouping", quoted: false, ...span(cursor, from) }]);
  },
  LISTAGG: (cursor, from) => {
    next(cursor);
    return parseCall(cursor, from, [{ name: "listagg", quoted: false, ...span(cursor, from) }]);
  },
};

type Bare = Expression extends infer E
  ? E extends Expression
    ? Omit<E, "at" | "start" | "end">
    : never
  : never;

function keyword(cursor: Cursor, from: Token, rest: () => Bare): Expression {
  next(cursor);
  const node = rest();
  return { ...node, ...span(cursor, from) } as Expression;
}

function precision(cursor: Cursor): number {
  if (!acceptSymbol(cursor, "(")) return 3;
  const digits = Number(next(cursor).text);
  expectSymbol(cursor, ")");
  return digits;
}

function caseOf(cursor: Cursor): Bare {
  const operand = atWords(cursor, "WHEN") ? undefined : cursor.grammar.expression(cursor);
  const whens = [];
  while (acceptWords(cursor, "WHEN")) {
    const when = cursor.grammar.expression(cursor);
    expectWords(cursor, "THEN");
    whens.push({ when, result: cursor.grammar.expression(cursor) });
  }
  if (whens.length === 0) throw mismatch(cursor, "'WHEN'");
  const otherwise = acceptWords(cursor, "ELSE") ? cursor.grammar.expression(cursor) : undefined;
  expectWords(cursor, "END");
  return { kind: "case", operand, whens, otherwise };
}

function cast(cursor: Cursor, safe: boolean): Bare {
  const at = cursor.tokens[cursor.index - 1] ?? peek(cursor);
  return parenthesized(cursor, () => {
    const value = cursor.grammar.expression(cursor);
    expectWords(cursor, "AS");
    return { kind: "cast", value, type: parseType(cursor, at), safe };
  });
}

function extract(cursor: Cursor): Bare {
  return parenthesized(cursor, () => {
    const field = identifier(cursor).name.toLowerCase();
    expectWords(cursor, "FROM");
    return { kind: "extract", field, value: cursor.grammar.value(cursor) };
  });
}

function arrayItems(cursor: Cursor): Expression[] {
  expectSymbol(cursor, "[");
  if (acceptSymbol(cursor, "]")) return [];
  const values = list(cursor, cursor.grammar.expression);
  expectSymbol(cursor, "]");
  return values;
}

function interval(cursor: Cursor, from: Token): Expression | undefined {
  const signed = atSymbol(cursor, "-", 1) || atSymbol(cursor, "+", 1);
  if (peek(cursor, signed ? 2 : 1).kind !== "string") return undefined;
  next(cursor);
  const negative = acceptSymbol(cursor, "-");
  acceptSymbol(cursor, "+");
  const value = next(cursor).value;
  const unit = identifier(cursor).name.toLowerCase();
  const to = acceptWords(cursor, "TO") ? identifier(cursor).name.toLowerCase() : undefined;
  return { kind: "interval", value, negative, unit, to, ...span(cursor, from) };
}

/** `substring(x FROM 2 FOR 3)`; the form with commas is an ordinary call. */
function substring(cursor: Cursor, from: Token): Expression | undefined {
  if (!atSymbol(cursor, "(", 1)) return undefined;
  const mark = cursor.index;
  cursor.index += 2;
  const args = [cursor.grammar.value(cursor)];
  if (!acceptWords(cursor, "FROM")) {
    cursor.index = mark;
    return undefined;
  }
  args.push(cursor.grammar.value(cursor));
  if (acceptWords(cursor, "FOR")) args.push(cursor.grammar.value(cursor));
  expectSymbol(cursor, ")");
  return { kind: "call", name: "substring", args, call: PLAIN_CALL, ...span(cursor, from) };
}

/** `position('b' IN x)` */
function position(cursor: Cursor, from: Token): Expression | undefined {
  if (!atSymbol(cursor, "(", 1)) return undefined;
  cursor.index += 2;
  const needle = cursor.grammar.value(cursor);
  expectWords(cursor, "IN");
  const args = [cursor.grammar.value(cursor), needle];
  expectSymbol(cursor, ")");
  return { kind: "call", name: "strpos", args, call: PLAIN_CALL, ...span(cursor, from) };
}

/** `trim(x)`, `trim(LEADING 'a' FROM x)`, `trim('a' FROM x)` */
function trim(cursor: Cursor, from: Token): Expression {
  next(cursor);
  expectSymbol(cursor, "(");
  const side = ["BOTH", "LEADING", "TRAILING"].find((word) => atWords(cursor, word));
  if (side !== undefined) next(cursor);
  const name = side === "LEADING" ? "ltrim" : side === "TRAILING" ? "rtrim" : "trim";
  const first = atWords(cursor, "FROM") ? undefined : cursor.grammar.value(cursor);
  const args = first === undefined ? [] : [first];
  if (acceptWords(cursor, "FROM")) args.unshift(cursor.grammar.value(cursor));
  else if (acceptSymbol(cursor, ",")) args.push(cursor.grammar.value(cursor));
  expectSymbol(cursor, ")");
  return { kind: "call", name, args, call: PLAIN_CALL, ...span(cursor, from) };
}

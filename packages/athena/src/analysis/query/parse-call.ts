import type { CallDetails, Expression, FrameBound, Identifier, SortItem, Window } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  acceptWords,
  atSymbol,
  atWords,
  expectSymbol,
  expectWords,
  list,
  mismatch,
  parenthesized,
  peek,
  span,
} from "../cursor.ts";
import type { Token } from "../tokenize.ts";
import { notSupported } from "../trino-error.ts";

/** A call with nothing around its arguments. */
export const PLAIN_CALL: CallDetails = {
  star: false,
  distinct: false,
  orderBy: [],
  filter: undefined,
  ignoreNulls: false,
  over: undefined,
  overflow: undefined,
};

/** From the opening parenthesis of a call to its FILTER and OVER. */
export function parseCall(cursor: Cursor, from: Token, name: readonly Identifier[]): Expression {
  expectSymbol(cursor, "(");
  const star = atSymbol(cursor, "*") && acceptSymbol(cursor, "*");
  const distinct = acceptWords(cursor, "DISTINCT");
  if (!distinct && atWords(cursor, "ALL") && !atSymbol(cursor, ")", 1)) acceptWords(cursor, "ALL");
  const args = star || atSymbol(cursor, ")") ? [] : list(cursor, cursor.grammar.expression);
  const overflow = acceptWords(cursor, "ON", "OVERFLOW") ? parseOverflow(cursor) : undefined;
  const inner = parseOrderBy(cursor);
  expectSymbol(cursor, ")");
  const within = acceptWords(cursor, "WITHIN", "GROUP")
    ? parenthesized(cursor, parseOrderBy)
    : inner;
  const filter =
    atWords(cursor, "FILTER") && atSymbol(cursor, "(", 1) ? parseFilter(cursor) : undefined;
  const ignoreNulls = acceptWords(cursor, "IGNORE", "NULLS");
  if (!ignoreNulls) acceptWords(cursor, "RESPECT", "NULLS");
  const over = acceptWords(cursor, "OVER") ? parseWindow(cursor) : undefined;
  const call: CallDetails = {
    star,
    distinct,
    orderBy: within,
    filter,
    ignoreNulls,
    over,
    overflow,
  };
  return {
    kind: "call",
    name: name.map((part) => part.name.toLowerCase()).join("."),
    args,
    call,
    ...span(cursor, from),
  };
}

function parseOverflow(cursor: Cursor): string | undefined {
  if (acceptWords(cursor, "ERROR")) return undefined;
  throw notSupported("LISTAGG ... ON OVERFLOW TRUNCATE", peek(cursor));
}

function parseFilter(cursor: Cursor): Expression {
  expectWords(cursor, "FILTER");
  return parenthesized(cursor, () => {
    expectWords(cursor, "WHERE");
    return cursor.grammar.expression(cursor);
  });
}

/** `ORDER BY a DESC NULLS FIRST, b`, or nothing. Trino puts nulls last in both directions unless told otherwise. */
export function parseOrderBy(cursor: Cursor): SortItem[] {
  if (!acceptWords(cursor, "ORDER")) return [];
  expectWords(cursor, "BY");
  return list(cursor, (inner) => {
    const value = inner.grammar.expression(inner);
    const descending = acceptWords(inner, "DESC");
    if (!descending) acceptWords(inner, "ASC");
    const nullsFirst = acceptWords(inner, "NULLS", "FIRST");
    if (!nullsFirst) acceptWords(inner, "NULLS", "LAST");
    return { value, descending, nullsFirst };
  });
}

function parseWindow(cursor: Cursor): Window {
  const from = peek(cursor);
  if (!atSymbol(cursor, "(")) throw notSupported("named windows (OVER name)", from);
  return parenthesized(cursor, () => {
    const partitionBy = acceptWords(cursor, "PARTITION", "BY")
      ? list(cursor, cursor.grammar.expression)
      : [];
    const orderBy = parseOrderBy(cursor);
    const frame = parseFrame(cursor);
    return { partitionBy, orderBy, frame, ...span(cursor, from) };
  });
}

function parseFrame(cursor: Cursor): Window["frame"] {
  const unit = (["rows", "range", "groups"] as const).find((word) =>
    acceptWords(cursor, word.toUpperCase()),
  );
  if (unit === undefined) {
    if (!atSymbol(cursor, ")"))
      throw mismatch(cursor, "')'", "'GROUPS'", "'ORDER'", "'PARTITION'", "'RANGE'", "'ROWS'");
    return undefined;
  }
  if (!acceptWords(cursor, "BETWEEN")) return { unit, start: parseBound(cursor), end: undefined };
  const start = parseBound(cursor);
  expectWords(cursor, "AND");
  return { unit, start, end: parseBound(cursor) };
}

function parseBound(cursor: Cursor): FrameBound {
  if (acceptWords(cursor, "UNBOUNDED", "PRECEDING")) return { kind: "unbounded-preceding" };
  if (acceptWords(cursor, "UNBOUNDED", "FOLLOWING")) return { kind: "unbounded-following" };
  if (acceptWords(cursor, "CURRENT", "ROW")) return { kind: "current-row" };
  const value = cursor.grammar.expression(cursor);
  if (acceptWords(cursor, "PRECEDING")) return { kind: "preceding", value };
  expectWords(cursor, "FOLLOWING");
  return { kind: "following", value };
}

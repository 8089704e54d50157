import type { ArithmeticOperator, CompareOperator, Expression } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  acceptWords,
  atQuery,
  atSymbol,
  atWords,
  expectSymbol,
  expectWords,
  list,
  mismatch,
  next,
  parenthesized,
  peek,
  span,
} from "../cursor.ts";
import type { Token } from "../tokenize.ts";
import { parsePrimary } from "./parse-primary.ts";

const COMPARE: Record<string, CompareOperator> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

/** Any expression, with the precedence of Trino's grammar: OR, AND, NOT, predicates, `||`, `+ -`, `* / %`, signs, AT TIME ZONE. */
export function parseExpression(cursor: Cursor): Expression {
  return logical(cursor, "OR", (inner) => logical(inner, "AND", parseNot));
}

function logical(
  cursor: Cursor,
  word: "AND" | "OR",
  term: (cursor: Cursor) => Expression,
): Expression {
  const from = peek(cursor);
  const first = term(cursor);
  if (!atWords(cursor, word)) return first;
  const terms = [first];
  while (acceptWords(cursor, word)) terms.push(term(cursor));
  return { kind: "logical", operator: word === "AND" ? "and" : "or", terms, ...span(cursor, from) };
}

function parseNot(cursor: Cursor): Expression {
  const from = peek(cursor);
  if (!acceptWords(cursor, "NOT")) return parsePredicate(cursor);
  const value = parseNot(cursor);
  return { kind: "not", value, ...span(cursor, from) };
}

function parsePredicate(cursor: Cursor): Expression {
  const from = peek(cursor);
  const value = parseValue(cursor);
  const operator = peek(cursor);
  const compare = operator.kind === "symbol" ? COMPARE[operator.text] : undefined;
  if (compare !== undefined) return comparison(cursor, value, compare, from, operator);
  if (acceptWords(cursor, "IS")) return isPredicate(cursor, value, from);
  const negated =
    atWords(cursor, "NOT") &&
    ["BETWEEN", "IN", "LIKE"].includes(peek(cursor, 1).value.toUpperCase());
  if (negated) next(cursor);
  const predicate = wordPredicate(cursor, value, from);
  if (predicate === undefined) return value;
  return negated ? { kind: "not", value: predicate, ...span(cursor, from, operator) } : predicate;
}

function comparison(
  cursor: Cursor,
  left: Expression,
  operator: CompareOperator,
  from: Token,
  at: Token,
): Expression {
  next(cursor);
  const quantifier = ["ALL", "ANY", "SOME"].find(
    (word) => atWords(cursor, word) && peek(cursor, 1).text === "(",
  );
  if (quantifier !== undefined) {
    next(cursor);
    const query = parenthesized(cursor, cursor.grammar.query);
    return {
      kind: "quantified",
      operator,
      quantifier: quantifier === "ALL" ? "all" : "any",
      left,
      query,
      ...span(cursor, from, at),
    };
  }
  const right = parseValue(cursor);
  return { kind: "compare", operator, left, right, ...span(cursor, from, at) };
}

function isPredicate(cursor: Cursor, value: Expression, from: Token): Expression {
  const negated = acceptWords(cursor, "NOT");
  let test: Expression;
  if (acceptWords(cursor, "NULL")) test = { kind: "is-null", value, ...span(cursor, from) };
  else {
    expectWords(cursor, "DISTINCT", "FROM");
    test = { kind: "is-distinct", left: value, right: parseValue(cursor), ...span(cursor, from) };
  }
  return negated ? { kind: "not", value: test, ...span(cursor, from) } : test;
}

function wordPredicate(cursor: Cursor, value: Expression, from: Token): Expression | undefined {
  const at = peek(cursor);
  if (acceptWords(cursor, "BETWEEN")) {
    const low = parseValue(cursor);
    expectWords(cursor, "AND");
    return { kind: "between", value, low, high: parseValue(cursor), ...span(cursor, from, at) };
  }
  if (acceptWords(cursor, "IN")) return inPredicate(cursor, value, from, at);
  if (!acceptWords(cursor, "LIKE")) return undefined;
  const pattern = parseValue(cursor);
  const escape = acceptWords(cursor, "ESCAPE") ? parseValue(cursor) : undefined;
  return { kind: "like", value, pattern, escape, ...span(cursor, from, at) };
}

function inPredicate(cursor: Cursor, value: Expression, from: Token, at: Token): Expression {
  expectSymbol(cursor, "(");
  if (atQuery(cursor)) {
    const query = cursor.grammar.query(cursor);
    expectSymbol(cursor, ")");
    return { kind: "in-query", value, query, ...span(cursor, from, at) };
  }
  const items = list(cursor, parseExpression);
  expectSymbol(cursor, ")");
  return { kind: "in", value, list: items, ...span(cursor, from, at) };
}

/** An expression without comparison or logic: what may stand on either side of `=`. */
export function parseValue(cursor: Cursor): Expression {
  const from = peek(cursor);
  let left = parseSum(cursor);
  for (let at = peek(cursor); acceptSymbol(cursor, "||"); at = peek(cursor)) {
    const right = parseSum(cursor);
    left = { kind: "concat", left, right, ...span(cursor, from, at) };
  }
  return left;
}

function parseSum(cursor: Cursor): Expression {
  return arithmetic(cursor, ["+", "-"], (inner) => arithmetic(inner, ["*", "/", "%"], parseSigned));
}

function arithmetic(
  cursor: Cursor,
  operators: readonly ArithmeticOperator[],
  term: (cursor: Cursor) => Expression,
): Expression {
  const from = peek(cursor);
  let left = term(cursor);
  for (;;) {
    const at = peek(cursor);
    const operator =
      at.kind === "symbol" ? operators.find((symbol) => symbol === at.text) : undefined;
    if (operator === undefined) return left;
    next(cursor);
    const right = term(cursor);
    left = { kind: "arithmetic", operator, left, right, ...span(cursor, from, at) };
  }
}

function parseSigned(cursor: Cursor): Expression {
  const from = peek(cursor);
  if (acceptSymbol(cursor, "+"))
    return { kind: "plus", value: parseSigned(cursor), ...span(cursor, from) };
  if (atSymbol(cursor, "-") && ["integer", "decimal", "double"].includes(peek(cursor, 1).kind))
    return parseZoned(cursor);
  if (acceptSymbol(cursor, "-"))
    return { kind: "negate", value: parseSigned(cursor), ...span(cursor, from) };
  return parseZoned(cursor);
}

function parseZoned(cursor: Cursor): Expression {
  const from = peek(cursor);
  let value = parsePrimary(cursor);
  for (let at = peek(cursor); atWords(cursor, "AT", "TIME", "ZONE"); at = peek(cursor)) {
    cursor.index += 3;
    const zone = peek(cursor);
    if (zone.kind !== "string" && !atWords(cursor, "INTERVAL"))
      throw mismatch(cursor, "<string>", "<interval>");
    value = { kind: "at-time-zone", value, zone: parsePrimary(cursor), ...span(cursor, from, at) };
  }
  return value;
}

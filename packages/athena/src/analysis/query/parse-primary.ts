import type { Expression, Identifier } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  atIdentifier,
  atQuery,
  atSymbol,
  expectSymbol,
  identifier,
  list,
  mismatch,
  next,
  parenthesized,
  peek,
  span,
} from "../cursor.ts";
import type { Token } from "../tokenize.ts";
import { notSupported } from "../trino-error.ts";
import { parseCall } from "./parse-call.ts";
import { number, typedLiteral } from "./parse-literal.ts";
import { SPECIAL } from "./parse-special.ts";

/** A literal, column, call or parenthesis, with the `.field` and `[index]` that follow it. */
export function parsePrimary(cursor: Cursor): Expression {
  const from = peek(cursor);
  let value = parseAtom(cursor);
  for (;;) {
    if (acceptSymbol(cursor, "[")) {
      const index = cursor.grammar.value(cursor);
      expectSymbol(cursor, "]");
      value = { kind: "subscript", base: value, index, ...span(cursor, from) };
    } else if (atSymbol(cursor, ".") && atIdentifier(cursor, 1)) {
      next(cursor);
      value = { kind: "field", base: value, name: identifier(cursor), ...span(cursor, from) };
    } else return value;
  }
}

function parseAtom(cursor: Cursor): Expression {
  const token = peek(cursor);
  if (token.kind === "string")
    return { kind: "string", value: next(cursor).value, ...span(cursor, token) };
  if (token.kind === "binary")
    return {
      kind: "binary",
      hex: next(cursor).value.replaceAll(/\s/g, ""),
      ...span(cursor, token),
    };
  if (token.kind === "integer" || token.kind === "decimal" || token.kind === "double")
    return number(cursor, token, "");
  if (atSymbol(cursor, "-") && ["integer", "decimal", "double"].includes(peek(cursor, 1).kind))
    return number(cursor, next(cursor), "-");
  if (acceptSymbol(cursor, "?"))
    return { kind: "parameter", index: cursor.parameters++, ...span(cursor, token) };
  if (atSymbol(cursor, "(")) return parenthesis(cursor, token);
  const special =
    token.kind === "word" ? SPECIAL[token.value.toUpperCase()]?.(cursor, token) : undefined;
  if (special !== undefined) return special;
  if (!atIdentifier(cursor)) return reserved(cursor, token);
  if (peek(cursor, 1).kind === "string" && token.kind === "word")
    return typedLiteral(cursor, token);
  if (atSymbol(cursor, "->", 1)) return lambda(cursor, token, [identifier(cursor)]);
  return named(cursor, token);
}

function reserved(cursor: Cursor, token: Token): Expression {
  if (token.kind === "backquoted") identifier(cursor);
  if (
    token.kind === "word" &&
    /^(JSON_|NORMALIZE$|CURRENT_(USER|ROLE|CATALOG|SCHEMA|PATH|TIME)$|LOCALTIME$)/i.test(
      token.value,
    )
  ) {
    throw notSupported(token.value.toUpperCase(), token);
  }
  throw mismatch(cursor, "<expression>");
}

function named(cursor: Cursor, from: Token): Expression {
  const parts: Identifier[] = [identifier(cursor)];
  const mark = cursor.index;
  while (atSymbol(cursor, ".") && atIdentifier(cursor, 1)) {
    next(cursor);
    parts.push(identifier(cursor));
  }
  if (atSymbol(cursor, "(")) return parseCall(cursor, from, parts);
  cursor.index = mark;
  const [name] = parts;
  if (name === undefined) throw mismatch(cursor, "<identifier>");
  return { kind: "column", name, ...span(cursor, from) };
}

function lambda(cursor: Cursor, from: Token, parameters: Identifier[]): Expression {
  expectSymbol(cursor, "->");
  return {
    kind: "lambda",
    parameters,
    body: cursor.grammar.expression(cursor),
    ...span(cursor, from),
  };
}

function parenthesis(cursor: Cursor, from: Token): Expression {
  if (atLambda(cursor)) {
    const parameters = parenthesized(cursor, (inner) =>
      atSymbol(inner, ")") ? [] : list(inner, identifier),
    );
    return lambda(cursor, from, parameters);
  }
  next(cursor);
  if (atQuery(cursor)) {
    const query = cursor.grammar.query(cursor);
    expectSymbol(cursor, ")");
    return { kind: "subquery", query, ...span(cursor, from) };
  }
  const values = list(cursor, cursor.grammar.expression);
  expectSymbol(cursor, ")");
  const [only] = values;
  if (values.length === 1 && only !== undefined) return only;
  return { kind: "row", values, ...span(cursor, from) };
}

function atLambda(cursor: Cursor): boolean {
  let ahead = 1;
  while (atIdentifier(cursor, ahead) || atSymbol(cursor, ",", ahead)) ahead++;
  return atSymbol(cursor, ")", ahead) && atSymbol(cursor, "->", ahead + 1);
}

import type { Identifier, Relation, VersionClause } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  acceptWords,
  atQuery,
  atSymbol,
  atWords,
  expectSymbol,
  expectWords,
  identifier,
  list,
  parenthesized,
  peek,
  qualifiedName,
  span,
} from "../cursor.ts";
import type { Token } from "../tokenize.ts";
import { notSupported } from "../trino-error.ts";
import { parseAlias } from "./parse-alias.ts";

/** One item of FROM, with the joins that follow it. */
export function parseRelation(cursor: Cursor): Relation {
  const from = peek(cursor);
  let left = parseAliased(cursor);
  for (;;) {
    const join = parseJoin(cursor, left, from);
    if (join === undefined) return left;
    left = join;
  }
}

function parseJoin(cursor: Cursor, left: Relation, from: Token): Relation | undefined {
  if (atWords(cursor, "NATURAL")) throw notSupported("NATURAL JOIN", peek(cursor));
  if (acceptWords(cursor, "CROSS", "JOIN")) {
    const right = parseAliased(cursor);
    return {
      kind: "join",
      type: "cross",
      left,
      right,
      on: undefined,
      using: undefined,
      ...span(cursor, from),
    };
  }
  const type = joinType(cursor);
  if (type === undefined) return undefined;
  const right = parseRelation(cursor);
  if (acceptWords(cursor, "USING")) {
    const using = parenthesized(cursor, (inner) => list(inner, identifier));
    return { kind: "join", type, left, right, on: undefined, using, ...span(cursor, from) };
  }
  expectWords(cursor, "ON");
  return {
    kind: "join",
    type,
    left,
    right,
    on: cursor.grammar.expression(cursor),
    using: undefined,
    ...span(cursor, from),
  };
}

function joinType(cursor: Cursor): "inner" | "left" | "right" | "full" | undefined {
  if (acceptWords(cursor, "JOIN") || acceptWords(cursor, "INNER", "JOIN")) return "inner";
  for (const type of ["left", "right", "full"] as const) {
    const word = type.toUpperCase();
    if (acceptWords(cursor, word, "JOIN") || acceptWords(cursor, word, "OUTER", "JOIN"))
      return type;
  }
  return undefined;
}

function parseAliased(cursor: Cursor): Relation {
  const from = peek(cursor);
  const relation = parsePrimaryRelation(cursor);
  const alias = parseAlias(cursor);
  const columns =
    alias !== undefined && atSymbol(cursor, "(")
      ? parenthesized(cursor, (inner) => list(inner, identifier))
      : undefined;
  const node: Relation =
    alias === undefined
      ? relation
      : { kind: "alias", relation, alias, columns, ...span(cursor, from) };
  const refused = ["TABLESAMPLE", "MATCH_RECOGNIZE"].find((word) => atWords(cursor, word));
  if (refused !== undefined) throw notSupported(refused, peek(cursor));
  return node;
}

function parsePrimaryRelation(cursor: Cursor): Relation {
  const from = peek(cursor);
  if (acceptWords(cursor, "UNNEST")) return unnest(cursor, from);
  if (acceptWords(cursor, "LATERAL")) {
    const query = parenthesized(cursor, cursor.grammar.query);
    return { kind: "subquery", query, lateral: true, ...span(cursor, from) };
  }
  if (atWords(cursor, "TABLE") && atSymbol(cursor, "(", 1))
    throw notSupported("table functions", from);
  if (!atSymbol(cursor, "(")) return table(cursor, from);
  if (!atQuery(cursor)) {
    acceptSymbol(cursor, "(");
    const inner = parseRelation(cursor);
    expectSymbol(cursor, ")");
    return inner;
  }
  return parenthesizedQueryOrRelation(cursor, from);
}

/** `(SELECT ...)` or `((SELECT ...) a JOIN b ...)`: which one is known only at the end. */
function parenthesizedQueryOrRelation(cursor: Cursor, from: Token): Relation {
  const mark = cursor.index;
  const parameters = cursor.parameters;
  try {
    const query = parenthesized(cursor, cursor.grammar.query);
    return { kind: "subquery", query, lateral: false, ...span(cursor, from) };
  } catch (error) {
    if (!atNested(cursor, mark)) throw error;
    cursor.index = mark + 1;
    cursor.parameters = parameters;
    const inner = parseRelation(cursor);
    expectSymbol(cursor, ")");
    return inner;
  }
}

function atNested(cursor: Cursor, mark: number): boolean {
  return cursor.tokens[mark + 1]?.text === "(";
}

function unnest(cursor: Cursor, from: Token): Relation {
  const values = parenthesized(cursor, (inner) => list(inner, inner.grammar.expression));
  const ordinality = acceptWords(cursor, "WITH", "ORDINALITY");
  return { kind: "unnest", values, ordinality, ...span(cursor, from) };
}

function table(cursor: Cursor, from: Token): Relation {
  const name: Identifier[] = qualifiedName(cursor);
  const version = tableVersion(cursor);
  return { kind: "table", name, version, ...span(cursor, from) };
}

/** `FOR TIMESTAMP AS OF` or `FOR VERSION AS OF`, and a value. */
function tableVersion(cursor: Cursor): VersionClause | undefined {
  const { line, column } = peek(cursor);
  const by = (["timestamp", "version"] as const).find((each) =>
    atWords(cursor, "FOR", each.toUpperCase()),
  );
  if (by === undefined) return undefined;
  expectWords(cursor, "FOR", by.toUpperCase(), "AS", "OF");
  return { by, value: cursor.grammar.value(cursor), at: { line, column } };
}

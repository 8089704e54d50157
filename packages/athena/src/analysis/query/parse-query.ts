import type {
  CommonTable,
  Expression,
  GroupingElement,
  Query,
  QueryBody,
  Select,
  SelectItem,
} from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptSymbol,
  acceptWords,
  atIdentifier,
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
  qualifiedName,
  span,
} from "../cursor.ts";
import type { Token } from "../tokenize.ts";
import { notSupported } from "../trino-error.ts";
import { parseAlias } from "./parse-alias.ts";
import { parseOrderBy } from "./parse-call.ts";
import { parseRelation } from "./parse-relation.ts";

/** `WITH ... SELECT ... UNION ... ORDER BY ... OFFSET ... LIMIT` */
export function parseQuery(cursor: Cursor): Query {
  const from = peek(cursor);
  const common = parseWith(cursor);
  const body = parseSetOperation(cursor);
  const orderBy = parseOrderBy(cursor);
  const offset = acceptWords(cursor, "OFFSET") ? rowCount(cursor) : undefined;
  if (offset !== undefined && !acceptWords(cursor, "ROWS")) acceptWords(cursor, "ROW");
  const limit = parseLimit(cursor);
  return { with: common, body, orderBy, offset, limit, ...span(cursor, from) };
}

function parseWith(cursor: Cursor): CommonTable[] {
  if (!acceptWords(cursor, "WITH")) return [];
  if (atWords(cursor, "RECURSIVE")) throw notSupported("WITH RECURSIVE", peek(cursor));
  return list(cursor, (inner) => {
    const from = peek(inner);
    const name = identifier(inner);
    const columns = atSymbol(inner, "(")
      ? parenthesized(inner, (c) => list(c, identifier))
      : undefined;
    expectWords(inner, "AS");
    const query = parenthesized(inner, parseQuery);
    return { name, columns, query, ...span(inner, from) };
  });
}

function rowCount(cursor: Cursor): Expression {
  const token = next(cursor);
  if (token.kind === "integer")
    return { kind: "number", form: "integer", text: token.text, ...span(cursor, token) };
  if (token.text === "?")
    return { kind: "parameter", index: cursor.parameters++, ...span(cursor, token) };
  cursor.index--;
  throw mismatch(cursor, "'?'", "<integer>");
}

function parseLimit(cursor: Cursor): Expression | undefined {
  if (acceptWords(cursor, "LIMIT"))
    return acceptWords(cursor, "ALL") ? undefined : rowCount(cursor);
  if (!acceptWords(cursor, "FETCH")) return undefined;
  if (!acceptWords(cursor, "FIRST")) expectWords(cursor, "NEXT");
  const at = peek(cursor);
  const one: Expression = { kind: "number", form: "integer", text: "1", ...span(cursor, at) };
  const count = atWords(cursor, "ROW") || atWords(cursor, "ROWS") ? one : rowCount(cursor);
  if (!acceptWords(cursor, "ROWS")) expectWords(cursor, "ROW");
  if (atWords(cursor, "WITH", "TIES"))
    throw notSupported("FETCH FIRST ... WITH TIES", peek(cursor));
  expectWords(cursor, "ONLY");
  return count;
}

function parseSetOperation(cursor: Cursor): QueryBody {
  return setOperation(cursor, ["UNION", "EXCEPT"], (inner) =>
    setOperation(inner, ["INTERSECT"], parseBody),
  );
}

function setOperation(
  cursor: Cursor,
  words: readonly string[],
  term: (cursor: Cursor) => QueryBody,
): QueryBody {
  const from = peek(cursor);
  let left = term(cursor);
  for (;;) {
    const at = peek(cursor);
    const word = words.find((candidate) => acceptWords(cursor, candidate));
    if (word === undefined) return left;
    const all = acceptWords(cursor, "ALL");
    if (!all) acceptWords(cursor, "DISTINCT");
    const right = term(cursor);
    left = {
      kind: "set",
      operator: word.toLowerCase() as "union",
      all,
      left,
      right,
      ...span(cursor, from, at),
    };
  }
}

function parseBody(cursor: Cursor): QueryBody {
  const from = peek(cursor);
  if (atSymbol(cursor, "(")) {
    const query = parenthesized(cursor, parseQuery);
    return { kind: "nested", query, ...span(cursor, from) };
  }
  if (acceptWords(cursor, "VALUES")) {
    const rows = list(cursor, (inner) => {
      const value = inner.grammar.expression(inner);
      return value.kind === "row" && value.values.length > 1 ? value.values : [value];
    });
    return { kind: "values", rows, ...span(cursor, from) };
  }
  if (acceptWords(cursor, "TABLE")) return tableBody(cursor, from);
  expectSelect(cursor);
  return { kind: "select", select: parseSelect(cursor), ...span(cursor, from) };
}

function expectSelect(cursor: Cursor): void {
  if (!acceptWords(cursor, "SELECT"))
    throw mismatch(cursor, "'('", "'SELECT'", "'TABLE'", "'VALUES'");
}

function tableBody(cursor: Cursor, from: Token): QueryBody {
  const name = qualifiedName(cursor);
  const where = span(cursor, from);
  const select: Select = {
    distinct: false,
    items: [{ kind: "all", relation: undefined, ...where }],
    from: [{ kind: "table", name, version: undefined, ...where }],
    where: undefined,
    groupBy: undefined,
    having: undefined,
  };
  return { kind: "select", select, ...where };
}

function parseSelect(cursor: Cursor): Select {
  const distinct = acceptWords(cursor, "DISTINCT");
  if (!distinct) acceptWords(cursor, "ALL");
  const items = list(cursor, parseItem);
  const from = acceptWords(cursor, "FROM") ? list(cursor, parseRelation) : [];
  const where = acceptWords(cursor, "WHERE") ? cursor.grammar.expression(cursor) : undefined;
  const groupBy = acceptWords(cursor, "GROUP") ? parseGroupBy(cursor) : undefined;
  const having = acceptWords(cursor, "HAVING") ? cursor.grammar.expression(cursor) : undefined;
  if (atWords(cursor, "WINDOW")) throw notSupported("the WINDOW clause", peek(cursor));
  return { distinct, items, from, where, groupBy, having };
}

function parseItem(cursor: Cursor): SelectItem {
  const from = peek(cursor);
  if (acceptSymbol(cursor, "*")) return { kind: "all", relation: undefined, ...span(cursor, from) };
  const relation = atRelationStar(cursor);
  if (relation > 0) {
    const parts = [identifier(cursor)];
    while (parts.length < relation && acceptSymbol(cursor, ".")) parts.push(identifier(cursor));
    expectSymbol(cursor, ".");
    expectSymbol(cursor, "*");
    return { kind: "all", relation: parts, ...span(cursor, from) };
  }
  const value = cursor.grammar.expression(cursor);
  if (atSymbol(cursor, ".") && atSymbol(cursor, "*", 1)) return rowFields(cursor, value, from);
  return { kind: "expression", value, alias: parseAlias(cursor), ...span(cursor, from) };
}

/** `(row).*` or `(row).* AS (a, b)` */
function rowFields(cursor: Cursor, value: Expression, from: Token): SelectItem {
  expectSymbol(cursor, ".");
  expectSymbol(cursor, "*");
  const names = acceptWords(cursor, "AS")
    ? parenthesized(cursor, (inner) => list(inner, identifier))
    : undefined;
  if (value.kind === "column" && names === undefined)
    return { kind: "all", relation: [value.name], ...span(cursor, from) };
  return { kind: "fields", value, names, ...span(cursor, from) };
}

/** How many names stand before `.*`, or 0. */
function atRelationStar(cursor: Cursor): number {
  let names = 0;
  while (atIdentifier(cursor, names * 2) && atSymbol(cursor, ".", names * 2 + 1)) {
    names++;
    if (atSymbol(cursor, "*", names * 2)) return names;
  }
  return 0;
}

function parseGroupBy(cursor: Cursor): GroupingElement[] {
  expectWords(cursor, "BY");
  if (!acceptWords(cursor, "ALL") && acceptWords(cursor, "DISTINCT"))
    throw notSupported("GROUP BY DISTINCT", peek(cursor));
  return list(cursor, parseGrouping);
}

function parseGrouping(cursor: Cursor): GroupingElement {
  if (acceptWords(cursor, "GROUPING", "SETS"))
    return { kind: "sets", sets: parenthesized(cursor, (inner) => list(inner, groupingSet)) };
  const kind = (["rollup", "cube"] as const).find((word) =>
    acceptWords(cursor, word.toUpperCase()),
  );
  if (kind !== undefined)
    return { kind, sets: parenthesized(cursor, (inner) => list(inner, groupingSet)) };
  return { kind: "simple", values: groupingSet(cursor) };
}

function groupingSet(cursor: Cursor): readonly Expression[] {
  if (atSymbol(cursor, "(") && atSymbol(cursor, ")", 1)) {
    cursor.index += 2;
    return [];
  }
  const value = cursor.grammar.expression(cursor);
  return value.kind === "row" && cursor.sql[value.start] === "(" ? value.values : [value];
}

import type { Identifier, Query } from "./ast.ts";
import type { Position } from "./trino-error.ts";

/** A table that a query reads, as it is named there. */
export interface NamedTable {
  /** The names, outermost first: catalog and database may be left out. */
  readonly name: readonly string[];
  readonly at: Position;
  /** Where its name begins in the query's text. */
  readonly start: number;
}

/** The tables that a query reads anywhere in it, those of WITH left out: what it names of others. */
export function tablesOfQuery(query: Query): readonly NamedTable[] {
  const tables: NamedTable[] = [];
  visit(query, new Set(), tables);
  return tables;
}

/** Whatever a node is of, a table below it is found. */
function visit(node: unknown, own: ReadonlySet<string>, tables: NamedTable[]): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) visit(each, own, tables);
    return;
  }
  if (isQuery(node)) visitQuery(node, own, tables);
  else if (isTable(node)) {
    const name = node.name.map(nameOf);
    if (name.length > 1 || !own.has(name[0] ?? ""))
      tables.push({ name, at: node.at, start: node.name[0]?.start ?? 0 });
    visit(node.version, own, tables);
  } else for (const each of Object.values(node)) visit(each, own, tables);
}

/** A table of WITH is known to those behind it and to the query, and not to itself. */
function visitQuery(query: Query, outer: ReadonlySet<string>, tables: NamedTable[]): void {
  const own = new Set(outer);
  for (const { name, query: inner } of query.with) {
    visit(inner, own, tables);
    own.add(nameOf(name));
  }
  const { with: _with, ...rest } = query;
  for (const each of Object.values(rest)) visit(each, own, tables);
}

/** Athena knows tables by their names in lower case, quoted or not. */
function nameOf({ name }: Identifier): string {
  return name.toLowerCase();
}

interface TableNode {
  readonly kind: "table";
  readonly name: readonly Identifier[];
  readonly version: unknown;
  readonly at: Position;
}

function isTable(node: object): node is TableNode {
  return "kind" in node && node.kind === "table" && "name" in node;
}

function isQuery(node: object): node is Query {
  return "with" in node && "body" in node;
}

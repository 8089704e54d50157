import type { Cursor, Identifier, ParsedQuery, Position } from "@cloudapi/athena/internal/analysis";
import {
  acceptWords,
  atSymbol,
  atWords,
  expectWords,
  identifier,
  list,
  mismatch,
  next,
  parenthesized,
  parsedQuery,
  peek,
  qualifiedName,
} from "@cloudapi/athena/internal/analysis";
import type { TableName } from "./ddl-cursor.ts";
import { ddlString, ifNotExists } from "./ddl-cursor.ts";
import type { Properties } from "./parse-properties.ts";
import { parseProperties } from "./parse-properties.ts";

export interface Insert {
  readonly kind: "insert";
  readonly table: TableName;
  /** The columns that are given, in their order; all when there are none. */
  readonly columns: readonly Identifier[] | undefined;
  readonly query: ParsedQuery;
}

export interface Unload {
  readonly kind: "unload";
  readonly query: ParsedQuery;
  readonly location: string;
  readonly properties: Properties;
}

export interface CreateTableAs {
  readonly kind: "create-table-as";
  readonly table: TableName;
  readonly ifNotExists: boolean;
  /** Names for the query's columns. */
  readonly columns: readonly Identifier[] | undefined;
  readonly comment: string | undefined;
  readonly properties: Properties;
  readonly query: ParsedQuery;
  readonly withData: boolean;
  readonly at: Position;
}

/** `INSERT INTO table [(columns)] query`, from INTO on. */
export function parseInsert(cursor: Cursor): Insert {
  expectWords(cursor, "INTO");
  const table = trinoTable(cursor);
  const columns = atColumns(cursor) ? parenthesized(cursor, columnNames) : undefined;
  return { kind: "insert", table, columns, query: queryOf(cursor) };
}

/** A parenthesis may open the columns or the query. */
function atColumns(cursor: Cursor): boolean {
  if (!atSymbol(cursor, "(")) return false;
  const first = peek(cursor, 1);
  const opens = first.kind === "word" || (first.kind === "symbol" && first.text === "(");
  return !opens || !["SELECT", "WITH", "VALUES", "TABLE", "("].includes(first.text.toUpperCase());
}

/** `UNLOAD (query) TO 'location' WITH (properties)`, from the query on. */
export function parseUnload(cursor: Cursor): Unload {
  const query = parenthesized(cursor, queryOf);
  expectWords(cursor, "TO");
  if (peek(cursor).kind !== "string") throw mismatch(cursor, "<string>");
  const location = next(cursor).value;
  const properties = acceptWords(cursor, "WITH") ? parseProperties(cursor) : new Map();
  return { kind: "unload", query, location, properties };
}

/** Whether `CREATE TABLE`, which was read up to its name, goes on as one from a query: it has no columns with types. */
export function isTableAs(cursor: Cursor): boolean {
  let ahead = 0;
  let depth = 0;
  for (; ; ahead++) {
    const token = peek(cursor, ahead);
    if (token.kind === "end") return false;
    if (token.kind === "symbol" && token.text === "(") depth++;
    if (token.kind === "symbol" && token.text === ")") depth--;
    if (depth === 0 && token.kind === "word" && token.text.toUpperCase() === "AS") return true;
  }
}

/** `CREATE TABLE name ... AS query [WITH [NO] DATA]`, from the name on. */
export function parseCreateTableAs(cursor: Cursor): CreateTableAs {
  const at = statementStart(cursor);
  const ifNot = ifNotExists(cursor);
  const table = trinoTable(cursor);
  const columns = atSymbol(cursor, "(") ? parenthesized(cursor, columnNames) : undefined;
  const comment = acceptWords(cursor, "COMMENT") ? ddlString(cursor) : undefined;
  const properties = acceptWords(cursor, "WITH") ? parseProperties(cursor) : new Map();
  expectWords(cursor, "AS");
  const query = queryOf(cursor);
  const withData = !acceptWords(cursor, "WITH", "NO", "DATA");
  if (withData && atWords(cursor, "WITH")) expectWords(cursor, "WITH", "DATA");
  return {
    kind: "create-table-as",
    table,
    ifNotExists: ifNot,
    columns,
    comment,
    properties,
    query,
    withData,
    at,
  };
}

/** The text that a statement's nodes are of, and how many `?` it has. */
export interface StatementText {
  readonly text: string;
  readonly parameters: number;
  readonly at: Position;
}

/** The text of a statement that was read to its end. */
export function statementText(cursor: Cursor): StatementText {
  return { text: cursor.sql, parameters: cursor.parameters, at: statementStart(cursor) };
}

function statementStart(cursor: Cursor): Position {
  const { line = 1, column = 1 } = cursor.tokens[0] ?? {};
  return { line, column };
}

function columnNames(cursor: Cursor): Identifier[] {
  return list(cursor, identifier);
}

/** A table's name as Trino reads it, in lower case. */
function trinoTable(cursor: Cursor): TableName {
  const from = cursor.index;
  const parts = qualifiedName(cursor).map(({ name }) => name.toLowerCase());
  if (parts.length > 3 || (parts.length === 3 && parts[0] !== "awsdatacatalog")) {
    cursor.index = from;
    throw mismatch(cursor, "<table name>");
  }
  return { database: parts.at(-2), name: parts.at(-1) ?? "" };
}

function queryOf(cursor: Cursor): ParsedQuery {
  return parsedQuery(cursor, cursor.grammar.query(cursor));
}

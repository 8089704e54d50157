import { notSupported, TrinoError } from "../../types/trino-error.ts";
import type { Cursor } from "../cursor.ts";
import {
  acceptWords,
  atQuery,
  atWords,
  expectEnd,
  expectWords,
  mismatch,
  openCursor,
  peek,
  qualifiedName,
} from "../cursor.ts";
import { GRAMMAR, parsedQuery } from "../query/parse.ts";
import type { Token } from "../tokenize.ts";
import { tokenize } from "../tokenize.ts";
import {
  ddlName,
  ddlString,
  ifExists,
  ifNotExists,
  propertyList,
  tableName,
} from "./ddl-cursor.ts";
import { parseAlter } from "./parse-alter.ts";
import { parseCreateTable } from "./parse-create-table.ts";
import { parseDescribe, parseShow } from "./parse-show.ts";
import type { Statement } from "./statement.ts";
import { statementDialect } from "./statement-dialect.ts";

const REFUSED = [
  "INSERT",
  "UNLOAD",
  "MERGE",
  "UPDATE",
  "DELETE",
  "OPTIMIZE",
  "VACUUM",
  "ANALYZE",
  "CALL",
  "GRANT",
  "REVOKE",
  "PREPARE",
  "EXECUTE",
  "DEALLOCATE",
  "USE",
  "SET",
  "RESET",
  "START",
  "COMMIT",
  "ROLLBACK",
  "TRUNCATE",
  "COMMENT",
  "REFRESH",
  "LOAD",
  "EXPORT",
  "IMPORT",
  "LOCK",
];

export interface ParsedStatement {
  /** The statement alone: what stood behind its semicolon is gone. */
  readonly sql: string;
  readonly statement: Statement;
}

/**
 * Read the one statement of a text: a query, or DDL in Hive's dialect. Semicolons and comments may follow it.
 *
 * @throws {TrinoError} SYNTAX_ERROR with line and column; NOT_SUPPORTED for a statement that Athena has and the
 * embedded engine doesn't, unless it is a query: what is in one is judged when it runs
 */
export function parseStatement(text: string): ParsedStatement {
  const tokens = tokenize(text, statementDialect(text));
  const semicolon = tokens.findIndex(isSemicolon);
  const sql = semicolon < 0 ? text : text.slice(0, tokens[semicolon - 1]?.end ?? 0);
  if (semicolon >= 0 && !tokens.slice(semicolon, -1).every(isSemicolon))
    throw new TrinoError("SYNTAX_ERROR", `Only one sql statement is allowed. Got: ${text}`);
  const own = tokens.filter((token) => token.start < sql.length);
  const cursor = openCursor(sql, GRAMMAR, [...own, endOf(tokens)]);
  return { sql, statement: atQuery(cursor) ? query(cursor) : ddl(cursor) };
}

function isSemicolon({ kind, text }: Token): boolean {
  return kind === "symbol" && text === ";";
}

function endOf(tokens: readonly Token[]): Token {
  const end = tokens.find(
    ({ kind, text }) => kind === "end" || (kind === "symbol" && text === ";"),
  );
  if (end === undefined) throw new Error("The token list has no end.");
  return { ...end, kind: "end", text: "<EOF>", value: "" };
}

function query(cursor: Cursor): Statement {
  try {
    const tree = GRAMMAR.query(cursor);
    expectEnd(cursor);
    return { kind: "query", parsed: parsedQuery(cursor, tree) };
  } catch (error) {
    if (!(error instanceof TrinoError) || error.errorName === "SYNTAX_ERROR") throw error;
    return { kind: "query", parsed: error };
  }
}

function ddl(cursor: Cursor): Statement {
  const statement = parseDdl(cursor);
  expectEnd(cursor);
  return statement;
}

function parseDdl(cursor: Cursor): Statement {
  const first = peek(cursor);
  if (acceptWords(cursor, "CREATE")) return create(cursor);
  if (acceptWords(cursor, "DROP")) return drop(cursor);
  if (acceptWords(cursor, "ALTER")) return parseAlter(cursor);
  if (acceptWords(cursor, "MSCK")) return repair(cursor);
  if (acceptWords(cursor, "SHOW")) return parseShow(cursor);
  if (acceptWords(cursor, "DESCRIBE") || acceptWords(cursor, "DESC")) return parseDescribe(cursor);
  if (acceptWords(cursor, "EXPLAIN")) throw notSupported("EXPLAIN", first);
  const refused = REFUSED.find((word) => atWords(cursor, word));
  if (refused !== undefined) throw notSupported(`the statement ${refused}`, first);
  throw mismatch(
    cursor,
    "'ALTER'",
    "'CREATE'",
    "'DESCRIBE'",
    "'DROP'",
    "'EXPLAIN'",
    "'INSERT'",
    "'MSCK'",
    "'SHOW'",
    "'UNLOAD'",
    "<query>",
  );
}

function create(cursor: Cursor): Statement {
  const at = peek(cursor);
  if (acceptWords(cursor, "EXTERNAL", "TABLE")) return parseCreateTable(cursor);
  const orReplace = acceptWords(cursor, "OR", "REPLACE");
  if (acceptWords(cursor, "VIEW")) return createView(cursor, orReplace);
  if (atWords(cursor, "PROTECTED")) throw notSupported("PROTECTED MULTI DIALECT VIEW", at);
  if (acceptWords(cursor, "DATABASE") || acceptWords(cursor, "SCHEMA"))
    return createDatabase(cursor);
  if (acceptWords(cursor, "TABLE")) throw createTableRefusal(cursor, at);
  throw mismatch(cursor, "'DATABASE'", "'EXTERNAL'", "'OR'", "'SCHEMA'", "'TABLE'", "'VIEW'");
}

/** Athena's own tables are external; without EXTERNAL it is a CTAS or an Iceberg table. */
function createTableRefusal(cursor: Cursor, at: { line: number; column: number }): TrinoError {
  const rest = cursor.tokens.slice(cursor.index).map((token) => token.value.toUpperCase());
  if (rest.includes("AS") && rest.includes("SELECT"))
    return notSupported("CREATE TABLE AS SELECT", at);
  if (rest.includes("ICEBERG")) return notSupported("Iceberg tables", at);
  return new TrinoError(
    "SYNTAX_ERROR",
    "mismatched input 'TABLE'. Expecting: 'EXTERNAL' (Athena creates external tables only)",
    at,
  );
}

/** The view's query keeps its own text. */
function createView(cursor: Cursor, orReplace: boolean): Statement {
  const name = qualifiedName(cursor).map((part) => part.name.toLowerCase());
  if (acceptWords(cursor, "COMMENT")) throw notSupported("CREATE VIEW ... COMMENT", peek(cursor));
  if (atWords(cursor, "SECURITY")) throw notSupported("CREATE VIEW ... SECURITY", peek(cursor));
  expectWords(cursor, "AS");
  const from = peek(cursor);
  const tree = GRAMMAR.query(cursor);
  return {
    kind: "create-view",
    view: { database: name.at(-2), name: name.at(-1) ?? "" },
    orReplace,
    sql: cursor.sql.slice(from.start).trimEnd(),
    parsed: parsedQuery(cursor, tree),
  };
}

function createDatabase(cursor: Cursor): Statement {
  const ifNot = ifNotExists(cursor);
  const name = ddlName(cursor);
  const comment = acceptWords(cursor, "COMMENT") ? ddlString(cursor) : undefined;
  const location = acceptWords(cursor, "LOCATION") ? ddlString(cursor) : undefined;
  const properties = acceptWords(cursor, "WITH", "DBPROPERTIES") ? propertyList(cursor) : {};
  return { kind: "create-database", name, ifNotExists: ifNot, comment, location, properties };
}

function drop(cursor: Cursor): Statement {
  const view = acceptWords(cursor, "VIEW");
  if (view || acceptWords(cursor, "TABLE")) {
    const exists = ifExists(cursor);
    return { kind: view ? "drop-view" : "drop-table", table: tableName(cursor), ifExists: exists };
  }
  if (!acceptWords(cursor, "DATABASE")) expectWords(cursor, "SCHEMA");
  const exists = ifExists(cursor);
  const name = ddlName(cursor);
  const cascade = acceptWords(cursor, "CASCADE");
  if (!cascade) acceptWords(cursor, "RESTRICT");
  return { kind: "drop-database", name, ifExists: exists, cascade };
}

function repair(cursor: Cursor): Statement {
  expectWords(cursor, "REPAIR", "TABLE");
  return { kind: "repair-table", table: tableName(cursor) };
}

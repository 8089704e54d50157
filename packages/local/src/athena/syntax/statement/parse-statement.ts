import type { Cursor, Token } from "@cloudapi/athena/internal/analysis";
import {
  acceptWords,
  atQuery,
  atWords,
  expectEnd,
  expectWords,
  GRAMMAR,
  mismatch,
  notSupported,
  openCursor,
  parsedQuery,
  peek,
  qualifiedName,
  TrinoError,
  tokenize,
} from "@cloudapi/athena/internal/analysis";
import {
  ddlName,
  ddlString,
  ifExists,
  ifNotExists,
  propertyList,
  tableName,
} from "./ddl-cursor.ts";
import { parseAlter } from "./parse-alter.ts";
import { parseCreateIceberg } from "./parse-create-iceberg.ts";
import { parseCreateTable } from "./parse-create-table.ts";
import {
  parseDelete,
  parseMerge,
  parseOptimize,
  parseUpdate,
  parseVacuum,
} from "./parse-row-change.ts";
import { parseDescribe, parseShow } from "./parse-show.ts";
import { isTableAs, parseCreateTableAs, parseInsert, parseUnload } from "./parse-write.ts";
import type { Statement } from "./statement.ts";
import { statementDialect } from "./statement-dialect.ts";

const REFUSED = [
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
  if (acceptWords(cursor, "INSERT")) return parseInsert(cursor);
  if (acceptWords(cursor, "UNLOAD")) return parseUnload(cursor);
  if (acceptWords(cursor, "DELETE")) return parseDelete(cursor);
  if (acceptWords(cursor, "UPDATE")) return parseUpdate(cursor);
  if (acceptWords(cursor, "MERGE")) return parseMerge(cursor);
  if (acceptWords(cursor, "OPTIMIZE")) return parseOptimize(cursor);
  if (acceptWords(cursor, "VACUUM")) return parseVacuum(cursor);
  if (acceptWords(cursor, "EXPLAIN")) throw notSupported("EXPLAIN", first);
  const refused = REFUSED.find((word) => atWords(cursor, word));
  if (refused !== undefined) throw notSupported(`the statement ${refused}`, first);
  throw mismatch(
    cursor,
    "'ALTER'",
    "'CREATE'",
    "'DELETE'",
    "'DESCRIBE'",
    "'DROP'",
    "'EXPLAIN'",
    "'INSERT'",
    "'MERGE'",
    "'MSCK'",
    "'OPTIMIZE'",
    "'SHOW'",
    "'UNLOAD'",
    "'UPDATE'",
    "'VACUUM'",
    "<query>",
  );
}

function create(cursor: Cursor): Statement {
  const at = peek(cursor);
  if (acceptWords(cursor, "EXTERNAL", "TABLE")) return parseCreateTable(cursor);
  const orReplace = acceptWords(cursor, "OR", "REPLACE");
  if (acceptWords(cursor, "VIEW")) return createView(cursor, orReplace);
  if (atWords(cursor, "PROTECTED")) throw notSupported("PROTECTED MULTI DIALECT VIEW", at);
  if (orReplace) throw mismatch(cursor, "'VIEW'");
  if (acceptWords(cursor, "DATABASE") || acceptWords(cursor, "SCHEMA"))
    return createDatabase(cursor);
  if (acceptWords(cursor, "TABLE")) {
    if (isTableAs(cursor)) return parseCreateTableAs(cursor);
    return parseCreateIceberg(cursor);
  }
  throw mismatch(cursor, "'DATABASE'", "'EXTERNAL'", "'OR'", "'SCHEMA'", "'TABLE'", "'VIEW'");
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

import { GRAMMAR } from "../sql/parse.ts";
import { acceptSymbol, acceptWords, atQuery, atWords, expectEnd, expectSymbol, expectWords, list, mismatch, openCursor, parenthesized, peek, qualifiedName } from "../sql/cursor.ts";
import type { Cursor } from "../sql/cursor.ts";
import { notSupported, TrinoError } from "../sql/trino-error.ts";
import { ddlName, ddlString, ifExists, ifNotExists, propertyList, tableName } from "./ddl-cursor.ts";
import type { TableName } from "./ddl-cursor.ts";
import { parseCreateTable } from "./parse-create-table.ts";
import type { CreateTable } from "./parse-create-table.ts";

/** Values of partition columns, by name. */
export type PartitionSpec = Readonly<Record<string, string>>;

export type Statement =
  | { kind: "query" }
  | CreateTable
  | { kind: "create-database"; name: string; ifNotExists: boolean; comment: string | undefined; location: string | undefined; properties: Readonly<Record<string, string>> }
  | { kind: "drop-database"; name: string; ifExists: boolean; cascade: boolean }
  | { kind: "drop-table" | "drop-view"; table: TableName; ifExists: boolean }
  | { kind: "create-view"; view: TableName; orReplace: boolean; sql: string; placed: string }
  | { kind: "add-partition"; table: TableName; ifNotExists: boolean; partitions: readonly { spec: PartitionSpec; location: string | undefined }[] }
  | { kind: "drop-partition"; table: TableName; ifExists: boolean; specs: readonly PartitionSpec[] }
  | { kind: "set-properties"; table: TableName; properties: Readonly<Record<string, string>> }
  | { kind: "repair-table"; table: TableName }
  | { kind: "show-databases"; pattern: string | undefined }
  | { kind: "show-tables" | "show-views"; database: string | undefined; pattern: string | undefined }
  | { kind: "show-partitions" | "show-create-table" | "show-create-view" | "show-columns"; table: TableName }
  | { kind: "show-properties"; table: TableName; key: string | undefined }
  | { kind: "describe"; table: TableName };

/** What Athena calls the statement: DDL, DML or UTILITY, and which one. */
export interface StatementKind {
  readonly type: "DDL" | "DML" | "UTILITY";
  readonly substatement: string;
}

const QUERY: StatementKind = { type: "DML", substatement: "SELECT" };

const KINDS: Record<Statement["kind"], StatementKind> = {
  query: QUERY,
  "create-table": { type: "DDL", substatement: "CREATE_TABLE" },
  "create-database": { type: "DDL", substatement: "CREATE_DATABASE" },
  "drop-database": { type: "DDL", substatement: "DROP_DATABASE" },
  "drop-table": { type: "DDL", substatement: "DROP_TABLE" },
  "drop-view": { type: "DDL", substatement: "DROP_VIEW" },
  "create-view": { type: "DDL", substatement: "CREATE_VIEW" },
  "add-partition": { type: "DDL", substatement: "ALTER_TABLE_ADD_PARTITION" },
  "drop-partition": { type: "DDL", substatement: "ALTER_TABLE_DROP_PARTITION" },
  "set-properties": { type: "DDL", substatement: "ALTER_TABLE_SET_PROPERTIES" },
  "repair-table": { type: "DDL", substatement: "MSCK_REPAIR" },
  "show-databases": { type: "UTILITY", substatement: "SHOW_DATABASES" },
  "show-tables": { type: "UTILITY", substatement: "SHOW_TABLES" },
  "show-views": { type: "UTILITY", substatement: "SHOW_VIEWS" },
  "show-partitions": { type: "UTILITY", substatement: "SHOW_PARTITIONS" },
  "show-create-table": { type: "UTILITY", substatement: "SHOW_CREATE_TABLE" },
  "show-create-view": { type: "UTILITY", substatement: "SHOW_CREATE_VIEW" },
  "show-columns": { type: "UTILITY", substatement: "SHOW_COLUMNS" },
  "show-properties": { type: "UTILITY", substatement: "SHOW_TABLE_PROPERTIES" },
  describe: { type: "UTILITY", substatement: "DESCRIBE_TABLE" },
};

export function kindOf(statement: Statement): StatementKind {
  return KINDS[statement.kind];
}

const REFUSED = ["INSERT", "UNLOAD", "MERGE", "UPDATE", "DELETE", "OPTIMIZE", "VACUUM", "ANALYZE", "CALL", "GRANT", "REVOKE", "PREPARE", "EXECUTE", "DEALLOCATE", "USE", "SET", "RESET", "START", "COMMIT", "ROLLBACK", "TRUNCATE", "COMMENT", "REFRESH", "LOAD", "EXPORT", "IMPORT", "LOCK"];

/**
 * Read one statement of Athena: a query, or DDL in Hive's dialect.
 *
 * @throws {TrinoError} SYNTAX_ERROR with line and column; NOT_SUPPORTED for a statement that Athena has and the embedded engine doesn't
 */
export function parseStatement(sql: string): Statement {
  const probe = openCursor(sql, GRAMMAR, "hive");
  if (atQuery(probe)) {
    const cursor = openCursor(sql, GRAMMAR);
    GRAMMAR.query(cursor);
    expectEnd(cursor);
    return { kind: "query" };
  }
  const statement = parseDdl(probe, sql);
  if (statement.kind !== "create-view") expectEnd(probe);
  return statement;
}

function parseDdl(cursor: Cursor, sql: string): Statement {
  const first = peek(cursor);
  if (acceptWords(cursor, "CREATE")) return create(cursor, sql);
  if (acceptWords(cursor, "DROP")) return drop(cursor);
  if (acceptWords(cursor, "ALTER")) return alter(cursor);
  if (acceptWords(cursor, "MSCK")) return repair(cursor);
  if (acceptWords(cursor, "SHOW")) return show(cursor);
  if (acceptWords(cursor, "DESCRIBE") || acceptWords(cursor, "DESC")) return describe(cursor);
  if (acceptWords(cursor, "EXPLAIN")) throw notSupported("EXPLAIN", first);
  const refused = REFUSED.find((word) => atWords(cursor, word));
  if (refused !== undefined) throw notSupported(`the statement ${refused}`, first);
  throw mismatch(cursor, "'ALTER'", "'CREATE'", "'DESCRIBE'", "'DROP'", "'EXPLAIN'", "'INSERT'", "'MSCK'", "'SHOW'", "'UNLOAD'", "<query>");
}

function create(cursor: Cursor, sql: string): Statement {
  const at = peek(cursor);
  if (acceptWords(cursor, "EXTERNAL", "TABLE")) return parseCreateTable(cursor);
  const orReplace = acceptWords(cursor, "OR", "REPLACE");
  if (acceptWords(cursor, "VIEW")) return createView(orReplace, sql);
  if (atWords(cursor, "PROTECTED")) throw notSupported("PROTECTED MULTI DIALECT VIEW", at);
  if (acceptWords(cursor, "DATABASE") || acceptWords(cursor, "SCHEMA")) return createDatabase(cursor);
  if (acceptWords(cursor, "TABLE")) throw createTableRefusal(cursor, at);
  throw mismatch(cursor, "'DATABASE'", "'EXTERNAL'", "'OR'", "'SCHEMA'", "'TABLE'", "'VIEW'");
}

/** Athena's own tables are external; without EXTERNAL it is a CTAS or an Iceberg table. */
function createTableRefusal(cursor: Cursor, at: { line: number; column: number }): TrinoError {
  const rest = cursor.tokens.slice(cursor.index).map((token) => token.value.toUpperCase());
  if (rest.includes("AS") && rest.includes("SELECT")) return notSupported("CREATE TABLE AS SELECT", at);
  if (rest.includes("ICEBERG")) return notSupported("Iceberg tables", at);
  return new TrinoError("SYNTAX_ERROR", "mismatched input 'TABLE'. Expecting: 'EXTERNAL' (Athena creates external tables only)", at);
}

/** The view's query keeps its own text and is parsed as a query, with positions in that text. */
function createView(orReplace: boolean, sql: string): Statement {
  const cursor = openCursor(sql, GRAMMAR);
  while (!acceptWords(cursor, "VIEW")) cursor.index++;
  const name = qualifiedName(cursor).map((part) => part.name.toLowerCase());
  if (acceptWords(cursor, "COMMENT")) throw notSupported("CREATE VIEW ... COMMENT", peek(cursor));
  if (atWords(cursor, "SECURITY")) throw notSupported("CREATE VIEW ... SECURITY", peek(cursor));
  expectWords(cursor, "AS");
  const from = peek(cursor);
  GRAMMAR.query(cursor);
  expectEnd(cursor);
  const placed = sql.slice(0, from.start).replaceAll(/[^\n]/g, " ") + sql.slice(from.start);
  return { kind: "create-view", view: { database: name.at(-2), name: name.at(-1) ?? "" }, orReplace, sql: sql.slice(from.start).trimEnd(), placed };
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

function alter(cursor: Cursor): Statement {
  if (!acceptWords(cursor, "TABLE")) throw notSupported(`ALTER ${peek(cursor).text.toUpperCase()}`, peek(cursor));
  const table = tableName(cursor);
  const at = peek(cursor);
  if (acceptWords(cursor, "ADD")) {
    const ifNot = ifNotExists(cursor);
    if (!atWords(cursor, "PARTITION")) throw notSupported("ALTER TABLE ADD COLUMNS", at);
    return { kind: "add-partition", table, ifNotExists: ifNot, partitions: addedPartitions(cursor) };
  }
  if (acceptWords(cursor, "DROP")) {
    const exists = ifExists(cursor);
    if (!atWords(cursor, "PARTITION")) throw notSupported("ALTER TABLE DROP COLUMN", at);
    const specs = [partitionSpec(cursor)];
    while (acceptSymbol(cursor, ",")) specs.push(partitionSpec(cursor));
    return { kind: "drop-partition", table, ifExists: exists, specs };
  }
  if (acceptWords(cursor, "SET", "TBLPROPERTIES")) return { kind: "set-properties", table, properties: propertyList(cursor) };
  throw notSupported(`ALTER TABLE ${peek(cursor).text.toUpperCase()}`, at);
}

function addedPartitions(cursor: Cursor): { spec: PartitionSpec; location: string | undefined }[] {
  const partitions = [];
  while (atWords(cursor, "PARTITION")) {
    const spec = partitionSpec(cursor);
    partitions.push({ spec, location: acceptWords(cursor, "LOCATION") ? ddlString(cursor) : undefined });
  }
  return partitions;
}

function partitionSpec(cursor: Cursor): PartitionSpec {
  expectWords(cursor, "PARTITION");
  const pairs = parenthesized(cursor, (inner) => list(inner, (each): [string, string] => {
    const name = ddlName(each);
    expectSymbol(each, "=");
    return [name, partitionValue(each)];
  }));
  return Object.fromEntries(pairs);
}

function partitionValue(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind === "word" && token.value.toUpperCase() === "DATE") cursor.index++;
  const sign = acceptSymbol(cursor, "-") ? "-" : "";
  const value = peek(cursor);
  if (!["string", "integer", "decimal"].includes(value.kind)) throw mismatch(cursor, "<string>", "<number>");
  cursor.index++;
  return sign + value.value;
}

function repair(cursor: Cursor): Statement {
  expectWords(cursor, "REPAIR", "TABLE");
  return { kind: "repair-table", table: tableName(cursor) };
}

function show(cursor: Cursor): Statement {
  const at = peek(cursor);
  if (acceptWords(cursor, "DATABASES") || acceptWords(cursor, "SCHEMAS")) return { kind: "show-databases", pattern: likePattern(cursor) };
  if (acceptWords(cursor, "TABLES")) return { kind: "show-tables", database: inDatabase(cursor), pattern: likePattern(cursor) };
  if (acceptWords(cursor, "VIEWS")) return { kind: "show-views", database: inDatabase(cursor), pattern: likePattern(cursor) };
  if (acceptWords(cursor, "PARTITIONS")) return { kind: "show-partitions", table: tableName(cursor) };
  if (acceptWords(cursor, "CREATE", "TABLE")) return { kind: "show-create-table", table: tableName(cursor) };
  if (acceptWords(cursor, "CREATE", "VIEW")) return { kind: "show-create-view", table: tableName(cursor) };
  if (acceptWords(cursor, "COLUMNS")) return showColumns(cursor);
  if (acceptWords(cursor, "TBLPROPERTIES")) {
    const table = tableName(cursor);
    return { kind: "show-properties", table, key: acceptSymbol(cursor, "(") ? closing(cursor, ddlString(cursor)) : undefined };
  }
  throw notSupported(`SHOW ${at.text.toUpperCase()}`, at);
}

function closing(cursor: Cursor, value: string): string {
  expectSymbol(cursor, ")");
  return value;
}

function showColumns(cursor: Cursor): Statement {
  if (!acceptWords(cursor, "IN")) expectWords(cursor, "FROM");
  const table = tableName(cursor);
  if (!acceptWords(cursor, "IN") && !acceptWords(cursor, "FROM")) return { kind: "show-columns", table };
  return { kind: "show-columns", table: { database: ddlName(cursor), name: table.name } };
}

function inDatabase(cursor: Cursor): string | undefined {
  return acceptWords(cursor, "IN") || acceptWords(cursor, "FROM") ? ddlName(cursor) : undefined;
}

/** `LIKE '...'`, or Hive's pattern alone, in which `*` is any text and `|` an alternative. */
function likePattern(cursor: Cursor): string | undefined {
  if (acceptWords(cursor, "LIKE")) return ddlString(cursor);
  return peek(cursor).kind === "string" ? ddlString(cursor) : undefined;
}

function describe(cursor: Cursor): Statement {
  const at = peek(cursor);
  if (acceptWords(cursor, "FORMATTED") || acceptWords(cursor, "EXTENDED")) throw notSupported(`DESCRIBE ${at.text.toUpperCase()}`, at);
  if (!acceptWords(cursor, "TABLE")) acceptWords(cursor, "VIEW");
  const table = tableName(cursor);
  if (peek(cursor).kind !== "end") throw notSupported("DESCRIBE of a partition or a column", peek(cursor));
  return { kind: "describe", table };
}


import type { Cursor } from "@cloudapi/athena/internal/analysis";
import {
  acceptSymbol,
  acceptWords,
  expectSymbol,
  expectWords,
  notSupported,
  peek,
} from "@cloudapi/athena/internal/analysis";
import { ddlName, ddlString, tableName } from "./ddl-cursor.ts";
import type { Statement } from "./statement.ts";

/** The SHOW statements. */
export function parseShow(cursor: Cursor): Statement {
  const at = peek(cursor);
  if (acceptWords(cursor, "DATABASES") || acceptWords(cursor, "SCHEMAS"))
    return { kind: "show-databases", pattern: likePattern(cursor) };
  if (acceptWords(cursor, "TABLES"))
    return { kind: "show-tables", database: inDatabase(cursor), pattern: likePattern(cursor) };
  if (acceptWords(cursor, "VIEWS"))
    return { kind: "show-views", database: inDatabase(cursor), pattern: likePattern(cursor) };
  if (acceptWords(cursor, "PARTITIONS"))
    return { kind: "show-partitions", table: tableName(cursor) };
  if (acceptWords(cursor, "CREATE", "TABLE"))
    return { kind: "show-create-table", table: tableName(cursor) };
  if (acceptWords(cursor, "CREATE", "VIEW"))
    return { kind: "show-create-view", table: tableName(cursor) };
  if (acceptWords(cursor, "COLUMNS")) return showColumns(cursor);
  if (acceptWords(cursor, "TBLPROPERTIES")) {
    const table = tableName(cursor);
    return {
      kind: "show-properties",
      table,
      key: acceptSymbol(cursor, "(") ? closing(cursor, ddlString(cursor)) : undefined,
    };
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
  if (!acceptWords(cursor, "IN") && !acceptWords(cursor, "FROM"))
    return { kind: "show-columns", table };
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

/** `DESCRIBE` of a table or view. */
export function parseDescribe(cursor: Cursor): Statement {
  const at = peek(cursor);
  if (acceptWords(cursor, "FORMATTED") || acceptWords(cursor, "EXTENDED"))
    throw notSupported(`DESCRIBE ${at.text.toUpperCase()}`, at);
  if (!acceptWords(cursor, "TABLE")) acceptWords(cursor, "VIEW");
  const table = tableName(cursor);
  if (peek(cursor).kind !== "end")
    throw notSupported("DESCRIBE of a partition or a column", peek(cursor));
  return { kind: "describe", table };
}

import type { Cursor } from "@cloudapi/athena/internal/analysis";
import {
  acceptSymbol,
  acceptWords,
  expectSymbol,
  list,
  mismatch,
  next,
  parenthesized,
  peek,
} from "@cloudapi/athena/internal/analysis";

/** A name in DDL, bare or in backticks; in a statement of views in double quotes too, which are a string elsewhere. Folded to lower case. */
export function ddlName(cursor: Cursor): string {
  const token = peek(cursor);
  if (["backquoted", "quoted", "word"].includes(token.kind))
    return next(cursor).value.toLowerCase();
  throw mismatch(cursor, "<identifier>");
}

export interface TableName {
  readonly database: string | undefined;
  readonly name: string;
}

/** `table`, `db.table` or `awsdatacatalog.db.table`. */
export function tableName(cursor: Cursor): TableName {
  const parts = [ddlName(cursor)];
  while (acceptSymbol(cursor, ".")) parts.push(ddlName(cursor));
  if (parts.length > 3 || (parts.length === 3 && parts[0] !== "awsdatacatalog"))
    throw mismatch(cursor, "<table name>");
  return { database: parts.at(-2), name: parts.at(-1) ?? "" };
}

export function ddlString(cursor: Cursor): string {
  if (peek(cursor).kind !== "string") throw mismatch(cursor, "<string>");
  return next(cursor).value;
}

/** `('key'='value', ...)` */
export function propertyList(cursor: Cursor): Record<string, string> {
  const pairs = parenthesized(cursor, (inner) =>
    list(inner, (each): [string, string] => {
      const key = ddlString(each);
      expectSymbol(each, "=");
      return [key, ddlString(each)];
    }),
  );
  return Object.fromEntries(pairs);
}

export function ifExists(cursor: Cursor): boolean {
  return acceptWords(cursor, "IF", "EXISTS");
}

export function ifNotExists(cursor: Cursor): boolean {
  return acceptWords(cursor, "IF", "NOT", "EXISTS");
}

/** The text of a Hive type, as it will stand in the catalog. */
export function hiveTypeText(cursor: Cursor): string {
  let text = ddlWord(cursor);
  if (acceptSymbol(cursor, "<")) {
    const inner: string[] = [];
    do inner.push(text === "struct" ? structField(cursor) : hiveTypeText(cursor));
    while (acceptSymbol(cursor, ","));
    expectSymbol(cursor, ">");
    return `${text}<${inner.join(",")}>`;
  }
  if (acceptSymbol(cursor, "(")) {
    const sizes = list(cursor, (each) => next(each).text);
    expectSymbol(cursor, ")");
    text += `(${sizes.join(",")})`;
  }
  return text === "integer" ? "int" : text;
}

function ddlWord(cursor: Cursor): string {
  if (peek(cursor).kind !== "word") throw mismatch(cursor, "<type>");
  return next(cursor).value.toLowerCase();
}

function structField(cursor: Cursor): string {
  const name = ddlName(cursor);
  expectSymbol(cursor, ":");
  return `${name}:${hiveTypeText(cursor)}`;
}

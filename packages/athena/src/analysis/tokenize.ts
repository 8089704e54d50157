import type { Position } from "./trino-error.ts";
import { TrinoError } from "./trino-error.ts";

export type TokenKind =
  | "word"
  | "quoted"
  | "backquoted"
  | "string"
  | "binary"
  | "integer"
  | "decimal"
  | "double"
  | "symbol"
  | "end";

/** One word, literal or symbol of the SQL text. `value` is unescaped; `text` is as written. */
export interface Token extends Position {
  readonly kind: TokenKind;
  readonly text: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const RULES: readonly (readonly [TokenKind | "space" | "unicode", RegExp])[] = [
  ["space", /\s+|--[^\r\n]*(?:\r?\n|\r|$)|\/\*[\s\S]*?\*\//y],
  ["unicode", /[uU]&'(?:[^']|'')*'/y],
  ["binary", /[xX]'(?:[^']|'')*'/y],
  ["string", /'(?:[^']|'')*'/y],
  ["quoted", /"(?:[^"]|"")*"/y],
  ["backquoted", /`(?:[^`]|``)*`/y],
  ["double", /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+/y],
  ["decimal", /\d+\.\d*|\.\d+/y],
  ["word", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["integer", /\d+/y],
  ["symbol", /<>|!=|<=|>=|\|\||->|=>|[-=<>+*/%?.,;()[\]{}:|^$@]/y],
];

/**
 * Cut SQL into tokens; the last one is `end`. With `dialect: "hive"` a string may also be written
 * in double quotes, and a backslash escapes, as in Athena's DDL.
 *
 * @throws {TrinoError} SYNTAX_ERROR at a character that no token starts with
 */
export function tokenize(sql: string, dialect: "trino" | "hive" = "trino"): Token[] {
  const tokens: Token[] = [];
  const place = placeFinder(sql);
  let at = 0;
  while (at < sql.length) {
    const [kind, text] = match(sql, at, dialect) ?? ["none", ""];
    const position = place(at);
    if (kind === "none") throw unexpected(sql, at, position);
    if (kind === "unicode")
      throw new TrinoError(
        "NOT_SUPPORTED",
        "The embedded Athena does not support U&'...' strings",
        position,
      );
    if (kind !== "space") {
      tokens.push({
        kind,
        text,
        value: unescape(kind, text, dialect),
        start: at,
        end: at + text.length,
        ...position,
      });
    }
    at += text.length;
  }
  tokens.push({ kind: "end", text: "<EOF>", value: "", start: at, end: at, ...place(at) });
  return tokens;
}

const HIVE_STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;

function match(
  sql: string,
  at: number,
  dialect: "trino" | "hive",
): [TokenKind | "space" | "unicode", string] | undefined {
  if (dialect === "hive") {
    HIVE_STRING.lastIndex = at;
    const text = HIVE_STRING.exec(sql)?.[0];
    if (text !== undefined) return ["string", text];
  }
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const text = rule.exec(sql)?.[0];
    if (text !== undefined) return [kind, text];
  }
  return undefined;
}

function unescape(kind: TokenKind, text: string, dialect: "trino" | "hive"): string {
  if (kind === "string" && dialect === "hive") return unescapeHive(text.slice(1, -1));
  if (kind === "string") return text.slice(1, -1).replaceAll("''", "'");
  if (kind === "binary") return text.slice(2, -1);
  if (kind === "quoted") return text.slice(1, -1).replaceAll('""', '"');
  if (kind === "backquoted") return text.slice(1, -1).replaceAll("``", "`");
  return text;
}

const HIVE_ESCAPES: Record<string, string> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001A",
};

/** Hive's escapes: `\n`, `\t`, octal `\001`, `\u0041`; `\%` and `\_` keep their backslash. */
function unescapeHive(text: string): string {
  return text.replaceAll(/\\(u[0-9a-fA-F]{4}|[0-3][0-7]{2}|[\s\S])/g, (whole, escape: string) => {
    if (escape.startsWith("u") && escape.length === 5)
      return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (/^[0-3][0-7]{2}$/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
    if (escape === "%" || escape === "_") return whole;
    return HIVE_ESCAPES[escape] ?? escape;
  });
}

/** Line and column of an offset; offsets must be asked for in rising order. */
function placeFinder(sql: string): (offset: number) => Position {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  return (offset) => {
    for (; seen < offset; seen++) {
      if (sql.charCodeAt(seen) === 10) {
        line++;
        lineStart = seen + 1;
      }
    }
    return { line, column: offset - lineStart + 1 };
  };
}

function unexpected(sql: string, at: number, position: Position): TrinoError {
  const character = sql[at] ?? "";
  const unterminated = character === "'" || character === '"' || sql.startsWith("/*", at);
  const what = unterminated ? `unterminated ${character === "/" ? "comment" : "quoted text"}` : "";
  const message = unterminated
    ? `mismatched input '${character}'. ${what}`
    : `mismatched input '${character}'`;
  return new TrinoError("SYNTAX_ERROR", message, position);
}

import type { SqlValue } from "@cloudapi/core/sql";
import { ProblemError } from "../http/problem.ts";
import type { EngineStatement } from "./query-engine.ts";

/** A statement of Redshift, with values for its `:name` parameters. */
export interface RedshiftStatement {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number | bigint | boolean>>;
  /** The names in quotes as the statement has them, by what Redshift makes of them. */
  readonly names: ReadonlyMap<string, string>;
}

/** A piece of a statement: what stands in quotes is told apart from words and signs. */
type Piece = { readonly kind: "plain" | "text" | "name"; readonly text: string };

/**
 * A statement of the API, which is made for Athena, in the words of Redshift: types, percentiles, nested columns, literals and parameters are
 * written otherwise; the rest is the same in both.
 */
export function toRedshiftSql({ sql, parameters }: EngineStatement): RedshiftStatement {
  const pieces = piecesOf(sql);
  const names = new Map(
    pieces
      .filter(({ kind }) => kind === "name")
      .map(({ text }) => text.slice(1, -1).replaceAll('""', '"'))
      .map((name) => [name.toLowerCase(), name]),
  );
  const values: Record<string, string | number | bigint | boolean> = {};
  let at = 0;
  const bind = () => {
    const name = `v${at + 1}`;
    const { type, value } = boundValue(parameters[at++] ?? null);
    if (value === null) return "NULL";
    // The Data API takes no text without a character as a parameter.
    if (value === "") return `CAST('' AS ${type})`;
    values[name] = value;
    return `CAST(:${name} AS ${type})`;
  };
  const text = pieces.map((piece) => pieceSql(piece, bind)).join("");
  return { sql: withFunctions(text), parameters: values, names };
}

function pieceSql({ kind, text }: Piece, bind: () => string): string {
  if (kind === "name") return text.toLowerCase();
  // A backslash escapes in texts of Redshift.
  if (kind === "text") return text.replaceAll("\\", "\\\\");
  return text
    .replaceAll("?", bind)
    .replaceAll(/\bdouble\b(?! precision)/gi, "double precision")
    .replaceAll("timestamp(6)", "timestamp");
}

/** Cut at quotes, which are doubled inside; the same letters are looked at once. */
function piecesOf(sql: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  let i = 0;
  const cut = (kind: Piece["kind"], end: number) => {
    if (end > start) pieces.push({ kind, text: sql.slice(start, end) });
    start = end;
  };
  while (i < sql.length) {
    const quote = sql[i];
    if (quote !== "'" && quote !== '"') {
      i++;
      continue;
    }
    cut("plain", i);
    i++;
    while (i < sql.length && (sql[i] !== quote || sql[i + 1] === quote))
      i += sql[i] === quote ? 2 : 1;
    i++;
    cut(quote === "'" ? "text" : "name", Math.min(i, sql.length));
  }
  cut("plain", sql.length);
  return pieces;
}

/**
 * Functions of Athena that Redshift has in another form, as the API writes them.
 *
 * @throws {ProblemError} 422 `PERCENTILES_OF_COLUMNS`: all that Redshift sorts in one query has to be sorted by the same
 */
function withFunctions(sql: string): string {
  const sorted = new Set<string>();
  const text = sql
    .replaceAll(
      /approx_percentile\((CAST\("(?:[^"]|"")+" AS double precision\)|"(?:[^"]|"")+"), (0\.\d+)(?:E0)?\)/g,
      (_, column: string, share: string) => {
        sorted.add(column);
        return `percentile_cont(${share}) WITHIN GROUP (ORDER BY ${column})`;
      },
    )
    .replaceAll(/json_format\(CAST\(("(?:[^"]|"")+") AS JSON\)\)/g, "$1");
  if (sorted.size <= 1) return text;
  throw new ProblemError({
    status: 422,
    code: "PERCENTILES_OF_COLUMNS",
    title: "Percentiles are of one column at a time here.",
    detail:
      "Redshift computes those of one column in a query. Ask for the percentiles of each column by itself.",
  });
}

/** What a value is sent as, and the type that it has. */
function boundValue(value: SqlValue): {
  readonly type: string;
  readonly value: string | number | bigint | boolean | null;
} {
  if (value === null) return { type: "varchar", value };
  if (value instanceof Date) return { type: "timestamp", value: plainTime(value) };
  if (typeof value === "object") {
    const { type, value: inner } = value;
    if (inner === null) return { type: "varchar", value: null };
    return {
      type: typeName(type),
      value: inner instanceof Date ? plainTime(inner) : inner,
    };
  }
  if (typeof value === "string") return { type: "varchar(65535)", value };
  if (typeof value === "boolean") return { type: "boolean", value };
  const isInteger = typeof value === "bigint" || Number.isSafeInteger(value);
  return { type: isInteger ? "bigint" : "double precision", value };
}

const TYPES: Readonly<Record<string, string>> = {
  int32: "integer",
  int64: "bigint",
  float: "real",
  double: "double precision",
  string: "varchar(65535)",
  json: "varchar(65535)",
};

function typeName(
  type: Exclude<SqlValue, string | number | bigint | boolean | Date | null>["type"],
) {
  if (typeof type === "string") return TYPES[type] ?? type;
  if (type.kind === "decimal") return `decimal(${type.precision},${type.scale})`;
  return TYPES[type.kind] ?? type.kind;
}

/** In UTC, without zone. */
function plainTime(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", "");
}

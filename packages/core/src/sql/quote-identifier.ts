import { checkSqlText } from "./check-sql-text.ts";

/**
 * Which parser reads the text: `query` is the SQL of Athena's queries and views (Trino) and of DuckDB,
 * `ddl` is the Hive language of Athena's table DDL.
 */
export type SqlDialect = "query" | "ddl";

/** Athena's limit for the names of databases, tables and columns. */
const MAX_BYTES = 255;
const QUOTES: Readonly<Record<SqlDialect, string>> = { query: '"', ddl: "`" };

/**
 * A name quoted as an identifier: double quotes in queries, backticks in Hive DDL, a quote inside doubled.
 *
 * @param name up to 255 bytes of UTF-8; taken as it is, never split at dots
 * @throws {RangeError} for a name that is empty, too long, or holds a NUL or an unpaired surrogate
 * @throws {TypeError} for what is not a string, or an unknown dialect
 *
 * @example
 * ```ts
 * import { quoteIdentifier } from "@cloudapi/core/sql";
 *
 * console.log(quoteIdentifier('a"b')); // => '"a""b"'
 * console.log(quoteIdentifier("timestamp", "ddl")); // => "`timestamp`"
 * ```
 */
export function quoteIdentifier(name: string, dialect: SqlDialect = "query"): string {
  checkSqlText("quoteIdentifier", name);
  if (name === "") throw new RangeError("quoteIdentifier: a name can't be empty.");
  const bytes = new TextEncoder().encode(name).length;
  if (bytes > MAX_BYTES) {
    throw new RangeError(
      `quoteIdentifier: a name has at most ${MAX_BYTES} bytes, "${name.slice(0, 40)}..." has ${bytes}.`,
    );
  }
  const quote = quoteOf(dialect);
  return quote + name.replaceAll(quote, quote + quote) + quote;
}

function quoteOf(dialect: SqlDialect): string {
  if (!Object.hasOwn(QUOTES, dialect)) {
    throw new TypeError(
      `quoteIdentifier: dialect must be "query" or "ddl", not ${String(dialect)}.`,
    );
  }
  return QUOTES[dialect];
}

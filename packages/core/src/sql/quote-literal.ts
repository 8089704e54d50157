import { checkSqlText } from "./check-sql-text.ts";
import type { SqlDialect } from "./quote-identifier.ts";

/**
 * Text quoted as a string literal.
 *
 * In queries a single quote is doubled and nothing else is special. Hive DDL reads backslash escapes,
 * and would join `'a''b'` to `ab`: there a quote is `\'`, a backslash `\\`, and line ends and tabs are spelt out.
 *
 * @throws {RangeError} when the text holds a NUL or an unpaired surrogate
 * @throws {TypeError} for what is not a string, or an unknown dialect
 *
 * @example
 * ```ts
 * import { quoteLiteral } from "@cloudapi/core/sql";
 *
 * console.log(quoteLiteral("it's")); // => "'it''s'"
 * console.log(quoteLiteral("it's", "ddl")); // => "'it\\'s'"
 * ```
 */
export function quoteLiteral(text: string, dialect: SqlDialect = "query"): string {
  checkSqlText("quoteLiteral", text);
  if (dialect === "query") return `'${text.replaceAll("'", "''")}'`;
  if (dialect === "ddl")
    return `'${text.replaceAll(/['\\\n\r\t]/g, (character) => HIVE_ESCAPES[character] ?? character)}'`;
  throw new TypeError(`quoteLiteral: dialect must be "query" or "ddl", not ${String(dialect)}.`);
}

/** Source: Apache Hive, BaseSemanticAnalyzer.unescapeSQLString. */
const HIVE_ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

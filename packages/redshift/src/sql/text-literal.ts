import { quoteLiteral } from "@cloudapi/core/sql";

/**
 * Text as an expression of Redshift's SQL. Redshift takes a backslash in a literal for an escape, and PostgreSQL does not:
 * `chr(92)` is one to both, so that no statement made here holds a backslash.
 */
export function textLiteral(text: string): string {
  const parts = text.split("\\").map((part) => quoteLiteral(part));
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(" || chr(92) || ")})`;
}

/**
 * Text where the grammar has room for a literal only, such as the place that COPY reads.
 *
 * @throws {RangeError} for a backslash, which would be read as an escape
 */
export function plainLiteral(what: string, text: string): string {
  if (text.includes("\\"))
    throw new RangeError(
      `${what}: "${text.slice(0, 100)}" has a backslash, which Redshift would read as an escape; choose a name without one.`,
    );
  return quoteLiteral(text);
}

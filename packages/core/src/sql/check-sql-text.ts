/**
 * Throw when text can't stand in a SQL statement at all: not a string, a NUL, or half of a surrogate
 * pair (it has no UTF-8 form, so a server would see other text than was checked).
 */
export function checkSqlText(what: string, text: unknown): asserts text is string {
  if (typeof text !== "string") {
    throw new TypeError(`${what}: expected a string, not ${text === null ? "null" : typeof text}.`);
  }
  const nul = text.indexOf("\0");
  if (nul >= 0)
    throw new RangeError(`${what}: a NUL character (at position ${nul}) can't be part of SQL.`);
  if (!text.isWellFormed()) {
    throw new RangeError(
      `${what}: an unpaired surrogate can't be part of SQL; the text is not valid Unicode.`,
    );
  }
}

import { checkSqlText } from "./check-sql-text.ts";

/**
 * Text as a LIKE pattern that matches just that text: `%`, `_` and the escape character itself are
 * escaped. Use it with an `ESCAPE` clause: `"endpoint" LIKE ? ESCAPE '\'`.
 *
 * @param escapeCharacter one character; default a backslash
 * @throws {RangeError} when the text can't stand in SQL, or the escape character is not one plain character
 *
 * @example
 * ```ts
 * import { escapeLike } from "@cloudapi/core/sql";
 *
 * console.log(`${escapeLike("100%_sure")}%`); // => "100\\%\\_sure%"
 * ```
 */
export function escapeLike(text: string, escapeCharacter = "\\"): string {
  checkSqlText("escapeLike", text);
  if (escapeCharacter.length !== 1 || /[%_'\0\ud800-\udfff]/.test(escapeCharacter)) {
    throw new RangeError(
      "escapeLike: the escape character must be one character other than %, _ and '.",
    );
  }
  let pattern = "";
  for (const character of text) {
    const isSpecial = character === "%" || character === "_" || character === escapeCharacter;
    pattern += isSpecial ? escapeCharacter + character : character;
  }
  return pattern;
}

import { exactInteger } from "./exact-integer.ts";
import { forEachTopLevelKey, skipBlanks } from "./top-level-keys.ts";

/** So many digits and points have a number in them that a double may not hold. */
const LONG = 16;
const [POINT, ZERO, NINE] = [0x2e, 0x30, 0x39] as const;
/** An exponent that may lead below the least number of a double. */
const NEGATIVE_EXPONENT = /\d[eE]-\d/;
const NUMBER = /-?\d[\d.]*(?:[eE][+-]?\d+)?/y;

/**
 * Put the exact value in place of numbers that `JSON.parse` may have rounded: an integer, or the text where it is none.
 *
 * @param record what `text` parsed to
 * @param fields names of the top-level fields to look at
 */
export function restoreExactNumbers(
  record: Record<string, unknown>,
  text: string,
  fields: ReadonlySet<string>,
): void {
  if (!hasLongNumber(text) && !hasOddNumber(record, text, fields)) return;
  forEachTopLevelKey(text, (key, valueStart) => {
    if (!fields.has(key) || typeof record[key] !== "number") return;
    NUMBER.lastIndex = skipBlanks(text, valueStart);
    const literal = NUMBER.exec(text)?.[0] ?? "";
    if (literal.length >= LONG || /[eE]/.test(literal)) record[key] = exactInteger(literal);
  });
}

/** Whether there is a long run of digits and points; each of them covers one of the places that are looked at. */
function hasLongNumber(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isDigit(text, at)) continue;
    let [start, end] = [at, at + 1];
    while (isDigit(text, start - 1)) start--;
    while (isDigit(text, end)) end++;
    if (end - start >= LONG) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (unit >= ZERO && unit <= NINE) || unit === POINT;
}

/** Whether a number is past 2^53, where doubles lie further apart than integers do, or a zero that may be a tiny one. */
function hasOddNumber(
  record: Record<string, unknown>,
  text: string,
  fields: ReadonlySet<string>,
): boolean {
  for (const name of fields) {
    const value = record[name];
    if (typeof value !== "number") continue;
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return true;
    if (value === 0 && NEGATIVE_EXPONENT.test(text)) return true;
  }
  return false;
}

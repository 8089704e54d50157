import { firstCodePoints } from "../partition/apply-transform.ts";

/** Characters of a bound of text. */
const BOUND_CHARACTERS = 16;
const LAST_CODE_POINT = 0x10ffff;

/** A short text that is not above a text. */
export function lowerText(text: string): string {
  return firstCodePoints(text, BOUND_CHARACTERS);
}

/** A short text that is not below a text; `undefined` when there is none. */
export function upperText(text: string): string | undefined {
  const start = firstCodePoints(text, BOUND_CHARACTERS);
  if (start.length === text.length) return text;
  const points = Array.from(start);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = nextCodePoint(last.codePointAt(0) as number);
    if (next !== undefined) return points.join("") + String.fromCodePoint(next);
  }
  return undefined;
}

/** The one that comes after, in UTF-8 as well; surrogates are none. */
function nextCodePoint(point: number): number | undefined {
  if (point === LAST_CODE_POINT) return undefined;
  return point === 0xd7ff ? 0xe000 : point + 1;
}

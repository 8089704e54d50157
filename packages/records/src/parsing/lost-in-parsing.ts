const QUOTE = 0x22;
/** So many digits and points have a number in them that a double may not hold. */
const LONG = 16;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
/** A number with an exponent, which may be short and past 2^53, or below the least number of a double. */
const EXPONENT = /[:[,\s]-?\d[\d.]*[eE]/;

/** What a look at a parsed value shows. */
export interface Glance {
  /** Quotes that its text has at least: two for each key and each string. */
  quotes: number;
  /** Whether there is a number past 2^53, or a zero that may be a tiny one. */
  hasOddNumber: boolean;
}

/** Look over a value, as deep as it goes. */
export function glanceAt(value: object): Glance {
  const glance: Glance = { quotes: 0, hasOddNumber: false };
  lookInto(value, glance);
  return glance;
}

function lookInto(value: object, glance: Glance): void {
  if (Array.isArray(value)) {
    for (const element of value as readonly unknown[]) lookAt(element, glance);
    return;
  }
  for (const key in value) {
    glance.quotes += 2;
    lookAt((value as Record<string, unknown>)[key], glance);
  }
}

function lookAt(value: unknown, glance: Glance): void {
  if (typeof value === "string") glance.quotes += 2;
  else if (typeof value === "number")
    glance.hasOddNumber ||= value === 0 || Math.abs(value) > Number.MAX_SAFE_INTEGER;
  else if (typeof value === "object" && value !== null) lookInto(value, glance);
}

/**
 * Whether a value may have lost a key when its text was parsed: false is certain, true is not.
 *
 * More quotes than a glance shows mean a lost key or an escaped quote.
 */
export function mayHaveLostKeys(
  { quotes }: Glance,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  let found = 0;
  for (let at = start; at < end; at++) if (bytes[at] === QUOTE) found++;
  return found !== quotes;
}

/**
 * Whether a number may have been rounded: false is certain, true is not. Of up to 15 digits, an exponent can only lead past
 * 2^53, or to zero.
 */
export function mayHaveLostDigits({ hasOddNumber }: Glance, text: string): boolean {
  return hasLongNumber(text) || (hasOddNumber && EXPONENT.test(text));
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

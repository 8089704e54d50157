/** A number as its text has it: ± `digits` × 10^`exponent`, with no zero at either end of the digits; zero has none. */
export interface Numeral {
  readonly isNegative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** JSON's numbers, and zeros in front of them. */
const NUMERAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const ZERO = 48;
/** Longer integers fit no column, and are slow to convert. */
const MAX_INTEGER_DIGITS = 40;

/**
 * Read the text of a number, exactly and in time linear in its length; `undefined` when it is not one.
 *
 * It is the one rule of what an integer or a decimal may look like, in CSV, JSON and objects alike:
 * spellings of one number (`5`, `5.0`, `0.5e1`) are the same number, and nothing is rounded.
 *
 * @example
 * ```ts
 * import { parseNumeral } from "@cloudapi/core/internal";
 *
 * console.log(parseNumeral("-01.50e2")); // => { isNegative: true, digits: "15", exponent: 1 }
 * console.log(parseNumeral("0x1")); // => undefined
 * ```
 */
export function parseNumeral(text: string): Numeral | undefined {
  const match = NUMERAL.exec(text);
  if (match === null) return undefined;
  const fraction = match[3] ?? "";
  const all = `${match[2]}${fraction}`;
  let [start, end] = [0, all.length];
  while (all.charCodeAt(start) === ZERO) start++;
  while (end > start && all.charCodeAt(end - 1) === ZERO) end--;
  const isZero = start === end;
  return {
    isNegative: match[1] === "-" && !isZero,
    digits: all.slice(start, end),
    exponent: isZero ? 0 : Number(match[4] ?? 0) - fraction.length + all.length - end,
  };
}

/**
 * The integer that a text is; `undefined` when it is none, and "huge" when it has more digits than any column.
 *
 * An integer has no zeros in front: `0200` is a code whose zeros matter, or octal.
 */
export function integerOf(text: string): bigint | "huge" | undefined {
  const numeral = /^-?0\d/.test(text) ? undefined : parseNumeral(text);
  if (numeral === undefined || numeral.exponent < 0) return undefined;
  const { isNegative, digits, exponent } = numeral;
  if (digits.length + exponent > MAX_INTEGER_DIGITS) return "huge";
  const magnitude = BigInt(`${digits}${"0".repeat(exponent)}`);
  return isNegative ? -magnitude : magnitude;
}

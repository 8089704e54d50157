import { integerOf } from "./numeral.ts";

/** The integer that a text is: a number, or a bigint past 2^53. Other text stays as it is. */
export function exactInteger(text: string): number | bigint | string {
  const integer = integerOf(text);
  if (typeof integer !== "bigint") return text;
  const nearest = Number(text);
  return Number.isSafeInteger(nearest) ? nearest : integer;
}

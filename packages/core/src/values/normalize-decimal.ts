import { parseNumeral } from "./numeral.ts";

/** Why a text is not a decimal of the wanted size. */
export type DecimalFault = { fault: "format" | "scale" | "precision" };

/**
 * Decimal text in its canonical form: no leading zeros, no exponent, exactly `scale` digits after the
 * point, no negative zero; or why it does not fit. Trailing zeros beyond the scale are not a loss.
 *
 * @example
 * ```ts
 * import { normalizeDecimal } from "@cloudapi/core/internal";
 *
 * console.log(normalizeDecimal("007.1", 5, 2)); // => "7.10"
 * console.log(normalizeDecimal("1.234", 5, 2)); // => { fault: "scale" }
 * ```
 */
export function normalizeDecimal(
  text: string,
  precision: number,
  scale: number,
): string | DecimalFault {
  const numeral = parseNumeral(text);
  if (numeral === undefined) return { fault: "format" };
  const { isNegative, digits, exponent } = numeral;
  if (exponent < -scale) return { fault: "scale" };
  if (digits.length + exponent > precision - scale) return { fault: "precision" };
  const unscaled = `${digits}${"0".repeat(exponent + scale)}`.padStart(scale + 1, "0");
  const point = unscaled.length - scale;
  const sign = isNegative ? "-" : "";
  return scale === 0
    ? `${sign}${unscaled}`
    : `${sign}${unscaled.slice(0, point)}.${unscaled.slice(point)}`;
}

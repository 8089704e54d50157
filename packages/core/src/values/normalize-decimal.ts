const DECIMAL_TEXT = /^(-?)0*(\d+)(?:\.(\d+))?$/;

/** Why a text is not a decimal of the wanted size. */
export type DecimalFault = { fault: "format" | "scale" | "precision" };

/**
 * Decimal text in its canonical form: no leading zeros, exactly `scale` digits after the point, no
 * negative zero; or why it does not fit. Trailing zeros beyond the scale are not a loss.
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
  const match = DECIMAL_TEXT.exec(text);
  if (match === null) return { fault: "format" };
  const whole = match[2] ?? "0";
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > scale) return { fault: "scale" };
  if (whole !== "0" && whole.length > precision - scale) return { fault: "precision" };
  const digits = scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, "0")}`;
  return match[1] === "-" && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

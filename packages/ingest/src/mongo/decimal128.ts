/** A Decimal128's number of digits before and behind the point, when written without an exponent. */
export interface DecimalDigits {
  readonly whole: number;
  readonly scale: number;
}

const NUMERAL = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/;

/** The digits of a numeral such as `1.10` or `-1.5E+20`; `undefined` for NaN and the infinities. */
export function decimalDigits(text: string): DecimalDigits | undefined {
  const parts = partsOf(text);
  if (parts === undefined) return undefined;
  const { digits, point } = parts;
  return { whole: Math.max(1, point), scale: Math.max(0, digits.length - point) };
}

/** A numeral without an exponent, where that is no longer than `most` digits; otherwise as it is. */
export function plainDecimal(text: string, most = 76): string {
  const parts = partsOf(text);
  if (parts === undefined || !text.includes("E")) return text;
  const { sign, digits, point } = parts;
  if (Math.max(point, 0) + Math.max(digits.length - point, 0) > most) return text;
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  const fraction = point > 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The digits without zeros before them, and how many of these stand before the point (negative: zeros behind it). */
function partsOf(text: string) {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMERAL.exec(text) ?? [];
  if (whole === "") return undefined;
  const all = whole + fraction;
  const zeros = all.length - all.replace(/^0{1,6200}/, "").length;
  if (zeros === all.length) return { sign, digits: "", point: 0 };
  return { sign, digits: all.slice(zeros), point: whole.length - zeros + Number(exponent) };
}

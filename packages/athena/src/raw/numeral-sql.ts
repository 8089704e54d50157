import { quoteLiteral } from "@cloudapi/core/sql";
import type { Step } from "./step.ts";

const NUMERAL = quoteLiteral("\\A-?[0-9]++(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+\\z");
const INTEGER_ZEROS = quoteLiteral("\\A-?0[0-9]");

/** Past it exponents are alike: no column has so many digits. */
const MOST_EXPONENT = 1_000_000_000_000;

/**
 * Steps that read the text `x` of a column as a number, exactly: ± its digits `d` × 10^`e`, with no zero at either end of the digits, and
 * zero without any.
 */
export function numeralSteps(i: number): readonly Step[] {
  const [text, all] = [`"x${i}"`, `"a${i}"`];
  const exponent = `regexp_extract(${text}, '[eE]([+-]?[0-9]++)\\z', 1)`;
  const tooLong = `IF(strpos(${exponent}, '-') > 0, -${MOST_EXPONENT}, ${MOST_EXPONENT})`;
  const isShort = `length(${exponent}) <= 12`;
  return [
    { [`isn${i}`]: `coalesce("k${i}" IN ('n', 's') AND regexp_like(${text}, ${NUMERAL}), false)` },
    {
      [`a${i}`]: `IF("isn${i}", regexp_replace(regexp_replace(${text}, '[eE].*\\z', ''), '[^0-9]', ''))`,
      [`f${i}`]: `IF("isn${i}", coalesce(length(regexp_extract(${text}, '\\.([0-9]++)', 1)), 0))`,
      [`p${i}`]: `IF("isn${i}", CASE WHEN ${exponent} IS NULL THEN 0 WHEN ${isShort} THEN CAST(${exponent} AS bigint) ELSE ${tooLong} END)`,
    },
    { [`l${i}`]: `regexp_replace(${all}, '\\A0++', '')` },
    { [`d${i}`]: `regexp_replace("l${i}", '0++\\z', '')` },
    {
      [`e${i}`]: `IF("d${i}" = '', 0, "p${i}" - "f${i}" + length("l${i}") - length("d${i}"))`,
      [`z${i}`]: `IF("d${i}" <> '' AND strpos(${text}, '-') = 1, '-', '')`,
    },
  ];
}

/** Whether the text is an integer's: without zeros in front, and without a fraction. */
export function isInteger(i: number): string {
  return `("isn${i}" AND "e${i}" >= 0 AND NOT regexp_like("x${i}", ${INTEGER_ZEROS}))`;
}

/** Whether it has more digits than are read as a number at all. */
export function isHuge(i: number): string {
  return `length("d${i}") + "e${i}" > 40`;
}

/** Digits of an integer of at most 40, with its sign. */
export function integerText(i: number): string {
  return `"z${i}" || IF("d${i}" = '', '0', "d${i}" || rpad('', "e${i}", '0'))`;
}

/** Text of a decimal number with `scale` digits after the point. */
export function decimalText(i: number, scale: number): string {
  const unscaled = `lpad("d${i}" || rpad('', "e${i}" + ${scale}, '0'), greatest(length("d${i}") + "e${i}" + ${scale}, ${scale + 1}), '0')`;
  const whole = `substr(${unscaled}, 1, length(${unscaled}) - ${scale})`;
  const fraction =
    scale === 0 ? "" : ` || '.' || substr(${unscaled}, length(${unscaled}) - ${scale - 1})`;
  return `"z${i}" || ${whole}${fraction}`;
}

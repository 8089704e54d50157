import { decimalText, integerText, isHuge, isInteger, numeralSteps } from "./numeral-sql.ts";
import type { ColumnSql } from "./step.ts";

/** A number of a double or a float, where `checks` are codes of what is wrong with `n`. */
export function doubleSql(i: number, kind: "double" | "float", checks: string): ColumnSql {
  return {
    steps: [{ [`n${i}`]: `IF("k${i}" = 'n', CAST("x${i}" AS double))` }],
    codes: `IF(coalesce(is_finite("n${i}"), false), ${checks}, ARRAY['invalid_type'])`,
    value: kind === "float" ? `CAST("n${i}" + 0E0 AS real)` : `"n${i}" + 0E0`,
  };
}

/** An integer that is a number, where `checks` are codes of what is wrong with `n`, the nearest double. */
export function integerSql(i: number, kind: "int32" | "int64", checks: string): ColumnSql {
  const isOne = `"k${i}" = 'n' AND ${isInteger(i)} AND NOT (${isHuge(i)})`;
  return {
    steps: [...numeralSteps(i), { [`n${i}`]: `IF(${isOne}, CAST("x${i}" AS double))` }],
    codes: `IF("n${i}" IS NULL, ARRAY['invalid_type'], ${checks})`,
    value: `CAST("n${i}" AS ${kind === "int32" ? "integer" : "bigint"})`,
  };
}

/** A 64-bit integer as a number or as text, where `checks` are codes of what is wrong with `n`. */
export function bigintSql(i: number, checks: string): ColumnSql {
  const text = `IF(${isInteger(i)} AND NOT (${isHuge(i)}), ${integerText(i)})`;
  return {
    steps: [...numeralSteps(i), { [`n${i}`]: `TRY_CAST(${text} AS bigint)` }],
    codes: `CASE WHEN NOT ${isInteger(i)} THEN ARRAY['invalid_type'] WHEN "n${i}" IS NOT NULL THEN ${checks} WHEN "z${i}" = '-' THEN ARRAY['too_small'] ELSE ARRAY['too_big'] END`,
    value: `"n${i}"`,
  };
}

/** A decimal number as a number or as text. */
export function decimalSql(i: number, precision: number, scale: number): ColumnSql {
  return {
    steps: numeralSteps(i),
    codes: `CASE WHEN "k${i}" NOT IN ('n', 's') THEN ARRAY['invalid_type'] WHEN NOT "isn${i}" OR "e${i}" < ${-scale} THEN ARRAY['invalid_format'] WHEN length("d${i}") + "e${i}" > ${precision - scale} THEN ARRAY['too_big'] ELSE ARRAY[] END`,
    value: `CAST(${decimalText(i, scale)} AS decimal(${precision}, ${scale}))`,
  };
}

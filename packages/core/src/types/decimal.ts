import * as z from "zod";
import { normalizeDecimal } from "../values/normalize-decimal.ts";

/** Under this key the precision and scale of {@link decimal} travel with its check, whatever is made of the schema. */
const DECIMAL = "cloudapi.decimal";

/**
 * A zod schema for an exact decimal number: `precision` digits in all (1 to 38), `scale` of them after the point.
 *
 * The value is text, so that no digit is lost; validated rows hold it with exactly `scale` digits
 * after the point. JSON numbers are accepted too, by their decimal text.
 *
 * @throws {RangeError} when precision or scale is out of range
 *
 * @example
 * ```ts
 * import { decimal } from "@cloudapi/core";
 *
 * console.log(decimal(10, 2).safeParse("12.30").success); // => true
 * console.log(decimal(10, 2).safeParse("12.345").success); // => false
 * ```
 */
export function decimal(precision: number, scale: number): z.ZodString {
  if (!Number.isInteger(precision) || precision < 1 || precision > 38) {
    throw new RangeError(
      `decimal: precision must be an integer from 1 to 38, not ${shown(precision)}.`,
    );
  }
  if (!Number.isInteger(scale) || scale < 0 || scale > precision) {
    throw new RangeError(
      `decimal: scale must be an integer from 0 to ${precision}, not ${shown(scale)}.`,
    );
  }
  return z.string().refine((text) => typeof normalizeDecimal(text, precision, scale) === "string", {
    error: `expected a decimal number of at most ${precision} digits, ${scale} of them after the point`,
    params: { [DECIMAL]: { precision, scale } },
  });
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Precision and scale of a schema made by {@link decimal}, or `undefined`. */
export function decimalOfSchema({ checks = [] }: z.core.$ZodTypeDef): DecimalSize | undefined {
  return checks.map(({ _zod }) => decimalOfCheck(_zod.def)).find((size) => size !== undefined);
}

/** Precision and scale of a check made by {@link decimal}, or `undefined`. */
export function decimalOfCheck(def: object): DecimalSize | undefined {
  return (def as { params?: { [DECIMAL]?: DecimalSize } }).params?.[DECIMAL];
}

interface DecimalSize {
  readonly precision: number;
  readonly scale: number;
}

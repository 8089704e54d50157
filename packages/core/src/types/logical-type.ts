/**
 * A column's logical type: the one name that every target's own type is looked up by.
 *
 * `decimal(p,s)` has `p` digits in all (1 to 38), `s` of them after the point.
 */
export type LogicalType =
  | "string"
  | "int32"
  | "int64"
  | "float"
  | "double"
  | "boolean"
  | "date"
  | "timestamp"
  | `decimal(${number},${number})`;

const DECIMAL = /^decimal\((\d+),(\d+)\)$/;

/**
 * Precision and scale of a decimal type, or `undefined` for any other type.
 *
 * @example
 * ```ts
 * import { decimalParts } from "@cloudapi/core/internal";
 *
 * console.log(decimalParts("decimal(10,2)")); // => { precision: 10, scale: 2 }
 * ```
 */
export function decimalParts(type: LogicalType): { precision: number; scale: number } | undefined {
  const match = DECIMAL.exec(type);
  const [precision, scale] = [Number(match?.[1]), Number(match?.[2])];
  return precision >= 1 && precision <= 38 && scale <= precision ? { precision, scale } : undefined;
}

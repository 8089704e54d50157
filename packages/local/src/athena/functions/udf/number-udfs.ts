import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

function check(condition: boolean, message: string): void {
  if (!condition) throw new TrinoError("INVALID_FUNCTION_ARGUMENT", message);
}

/** The bucket of `count` equal ones between two bounds; 0 and `count + 1` lie outside, turned around where the bounds are. */
function widthBucket(operand: number, first: number, last: number, count: bigint): bigint {
  check(count > 0n, "bucketCount must be greater than 0");
  check(!Number.isNaN(operand), "operand must not be NaN");
  check(Number.isFinite(first), "first bound must be finite");
  check(Number.isFinite(last), "second bound must be finite");
  check(first !== last, "bounds cannot equal each other");
  const bucket = risingBucket(operand, Math.min(first, last), Math.max(first, last), count);
  return first > last ? count - bucket + 1n : bucket;
}

function risingBucket(operand: number, lower: number, upper: number, count: bigint): bigint {
  if (operand < lower) return 0n;
  if (operand >= upper) return count + 1n;
  return BigInt(Math.trunc((Number(count) * (operand - lower)) / (upper - lower) + 1));
}

/** How many of the rising bounds lie at or below a number. */
function bin(operand: number, bounds: readonly (number | null)[]): bigint {
  check(bounds.length > 0, "Bins cannot be an empty array");
  check(!Number.isNaN(operand), "Operand cannot be NaN");
  const at = (index: number) => bounds[index] ?? 0;
  let lower = 0;
  let upper = bounds.length;
  while (lower < upper) {
    check(at(lower) <= at(upper - 1), "Bin values are not sorted in ascending order");
    const middle = Math.floor((lower + upper) / 2);
    check(Number.isFinite(at(middle)), `Bin value must be finite, got ${at(middle)}`);
    if (operand < at(middle)) upper = middle;
    else lower = middle + 1;
  }
  return BigInt(lower);
}

/** Functions of numbers that check what they are given. */
export const NUMBER_UDFS: readonly Udf[] = [
  udf("trino_width_bucket", ["DOUBLE", "DOUBLE", "DOUBLE", "BIGINT"], "BIGINT", widthBucket),
  udf("trino_bin", ["DOUBLE", "DOUBLE[]"], "BIGINT", bin),
];

// Least and greatest of a column of numbers, as `boundsOfNumbers` of @cloudapi/transform has them.
import {
  GREATEST_BOUND,
  LEAST_BOUND,
  OF_BYTES,
  OF_DOUBLES,
  OF_FLOATS,
  OF_INT64S,
} from "../src/kernel/encode-layout";

/** Find the bounds of numbers, of which there is one at least. Returns how many are not a number. */
export function boundsOfNumbers(kind: i32, values: usize, count: i32, bounds: usize): i32 {
  if (kind == OF_DOUBLES) return boundsOfDoubles(values, count, bounds);
  if (kind == OF_FLOATS) return boundsOfFloats(values, count, bounds);
  if (kind == OF_INT64S) return boundsOfLongs(values, count, bounds);
  return kind == OF_BYTES
    ? boundsOfIntegers<u8>(values, count, bounds)
    : boundsOfIntegers<i32>(values, count, bounds);
}

/** Comparisons with what is not a number are false, so that it is passed over. */
function boundsOfDoubles(values: usize, count: i32, bounds: usize): i32 {
  let least = f64x2.splat(Infinity);
  let greatest = f64x2.splat(-Infinity);
  let nans = i64x2.splat(0);
  let at = values;
  const end = values + ((<usize>count) << 3);
  for (; at + 16 <= end; at += 16) {
    const two = v128.load(at);
    least = f64x2.pmin(least, two);
    greatest = f64x2.pmax(greatest, two);
    nans = i64x2.sub(nans, f64x2.ne(two, two));
  }
  let nansInAll = i32(i64x2.extract_lane(nans, 0) + i64x2.extract_lane(nans, 1));
  let min = lesser(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1));
  let max = greater(f64x2.extract_lane(greatest, 0), f64x2.extract_lane(greatest, 1));
  if (at < end) {
    const last = load<f64>(at);
    if (last != last) nansInAll++;
    min = lesser(min, last);
    max = greater(max, last);
  }
  store<f64>(bounds + LEAST_BOUND, min);
  store<f64>(bounds + GREATEST_BOUND, max);
  return nansInAll;
}

function lesser(one: f64, other: f64): f64 {
  return other < one ? other : one;
}

function greater(one: f64, other: f64): f64 {
  return other > one ? other : one;
}

function boundsOfFloats(values: usize, count: i32, bounds: usize): i32 {
  let min: f64 = Infinity;
  let max: f64 = -Infinity;
  let nans = 0;
  const end = values + ((<usize>count) << 2);
  for (let at = values; at < end; at += 4) {
    const value = <f64>load<f32>(at);
    min = lesser(min, value);
    max = greater(max, value);
    if (value != value) nans++;
  }
  store<f64>(bounds + LEAST_BOUND, min);
  store<f64>(bounds + GREATEST_BOUND, max);
  return nans;
}

function boundsOfIntegers<T>(values: usize, count: i32, bounds: usize): i32 {
  let least = load<T>(values);
  let greatest = least;
  const end = values + <usize>count * sizeof<T>();
  for (let at = values; at < end; at += sizeof<T>()) {
    const value = load<T>(at);
    least = min(least, value);
    greatest = max(greatest, value);
  }
  store<f64>(bounds + LEAST_BOUND, <f64>least);
  store<f64>(bounds + GREATEST_BOUND, <f64>greatest);
  return 0;
}

function boundsOfLongs(values: usize, count: i32, bounds: usize): i32 {
  let least = load<i64>(values);
  let greatest = least;
  const end = values + ((<usize>count) << 3);
  for (let at = values; at < end; at += 8) {
    const value = load<i64>(at);
    least = min(least, value);
    greatest = max(greatest, value);
  }
  store<i64>(bounds + LEAST_BOUND, least);
  store<i64>(bounds + GREATEST_BOUND, greatest);
  return 0;
}

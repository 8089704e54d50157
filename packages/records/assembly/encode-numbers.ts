// Numbers as Parquet stores them, and as places among those that are different.

const HIGH_FACTOR: f64 = 4294967296;
const FACTOR: u64 = 0x9e3779b97f4a7c15;

/** Write whole numbers in doubles as 64-bit integers. */
export function writeInt64s(values: usize, count: i32, output: usize): void {
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8)
    store<i64>(output + i, <i64>Math.floor(load<f64>(values + i)));
}

/** Write milliseconds in doubles as microseconds in 64-bit integers, with the digits that a double has of a part of one. */
export function writeMicros(values: usize, count: i32, output: usize): void {
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) {
    const value = load<f64>(values + i);
    const high = Math.floor(value / HIGH_FACTOR);
    const low = Math.floor((value - high * HIGH_FACTOR) * 1000 + 0.5);
    store<i64>(output + i, ((<i64>high * 1000) << 32) + <i64>low);
  }
}

/** Write booleans as bits, the first in the lowest; up to 15 bytes past the values are read. */
export function writeBits(values: usize, count: i32, output: usize): void {
  const ones = i8x16.splat(1);
  let at = output;
  let left = count;
  for (let from = values; left > 0; left -= 16, from += 16, at += 2) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(from), ones));
    store<u16>(at, left < 16 ? bits & ((1 << left) - 1) : bits);
  }
}

/**
 * Number every so-manieth value in the order in which different ones come. Returns how many are different, or -1 if they
 * are more than the limit.
 *
 * @param width bytes of a value, four or eight
 * @param mask slots of the table less one; twice as many as there can be different values, or more
 */
export function numberValues(
  values: usize,
  count: i32,
  width: i32,
  step: i32,
  limit: i32,
  table: usize,
  mask: u32,
  distinct: usize,
  codes: usize,
): i32 {
  memory.fill(table, 0, (<usize>mask + 1) << 2);
  return width == 8
    ? numberAll<u64>(values, count, step, limit, table, mask, distinct, codes)
    : numberAll<u32>(values, count, step, limit, table, mask, distinct, codes);
}

function numberAll<T>(
  values: usize,
  count: i32,
  step: i32,
  limit: i32,
  table: usize,
  mask: u32,
  distinct: usize,
  codes: usize,
): i32 {
  let size = 0;
  let code = codes;
  for (let i = 0; i < count; i += step, code += 4) {
    const value = load<T>(values + <usize>i * sizeof<T>());
    const mixed = (<u64>value ^ (<u64>value >>> 32)) * FACTOR;
    let slot = <u32>(mixed >>> 32) & mask;
    let entry = load<i32>(table + ((<usize>slot) << 2));
    while (entry != 0 && load<T>(distinct + <usize>(entry - 1) * sizeof<T>()) != value) {
      slot = (slot + 1) & mask;
      entry = load<i32>(table + ((<usize>slot) << 2));
    }
    if (entry == 0) {
      if (size >= limit) return -1;
      store<T>(distinct + <usize>size * sizeof<T>(), value);
      entry = ++size;
      store<i32>(table + ((<usize>slot) << 2), entry);
    }
    store<i32>(code, entry - 1);
  }
  return size;
}

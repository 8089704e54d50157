import { BYTES, OFFSETS, RECENT, SIZE } from "../src/kernel/store-layout";

/** Longer texts are always looked up. */
const MOST_BYTES: i32 = 32;
/** Codes lie in pairs: the one looked up last, and the one before. */
const PAIR_BITS: u64 = 9;
const FACTOR: u64 = 0x9e3779b97f4a7c15;
const SECOND_FACTOR: u64 = 0xc2b2ae3d27d4eb4f;
const THIRD_FACTOR: u64 = 0x165667b19e3779f9;
const FOURTH_FACTOR: u64 = 0x27d4eb2f165667c5;

/** Where the codes are of texts that were looked up last and may be this one; 0 where nothing is remembered of such texts. */
export function recentAt(column: usize, start: usize, length: i32): usize {
  const recent = <usize>load<u32>(column, RECENT);
  if (recent == 0 || length > MOST_BYTES) return 0;
  return recent + ((<usize>(mixOf(start, length) >> (64 - PAIR_BITS))) << 3);
}

/** The code of a text if it is one of a pair that were looked up last, otherwise -1. Whatever lies there, only a code of these bytes is taken. */
export function recentCode(column: usize, pair: usize, start: usize, length: i32): i32 {
  const size = load<u32>(column, SIZE);
  const code = load<u32>(pair);
  if (code < size && isText(column, code, start, length)) return <i32>code;
  const other = load<u32>(pair, 4);
  return other < size && isText(column, other, start, length) ? <i32>other : -1;
}

/** Remember the code of a text that was looked up. */
export function keepRecent(pair: usize, code: i32): void {
  store<i32>(pair, load<i32>(pair), 4);
  store<i32>(pair, code);
}

/** All bytes of a text, in words that overlap, mixed at once and not one after the other. */
function mixOf(start: usize, length: i32): u64 {
  if (length < 8) return (load<u64>(start) & (((<u64>1) << ((<u64>length) << 3)) - 1)) * FACTOR;
  const end = start + length;
  let mix = (load<u64>(start) * FACTOR) ^ (load<u64>(end - 8) * SECOND_FACTOR);
  if (length > 16)
    mix ^= (load<u64>(start, 8) * THIRD_FACTOR) ^ (load<u64>(end - 16) * FOURTH_FACTOR);
  return (mix ^ (mix >> 32)) * FACTOR;
}

function isText(column: usize, code: u32, start: usize, length: i32): bool {
  const offsets = <usize>load<u32>(column, OFFSETS) + ((<usize>code) << 2);
  const from = load<i32>(offsets);
  if (load<i32>(offsets, 4) - from != length) return false;
  const at = <usize>load<u32>(column, BYTES) + from;
  const differ = v128.xor(v128.load(start), v128.load(at));
  if (length > 16) {
    const end = length - 16;
    return !v128.any_true(v128.or(differ, v128.xor(v128.load(start + end), v128.load(at + end))));
  }
  const mask = (1 << length) - 1;
  return (i8x16.bitmask(i8x16.eq(differ, i8x16.splat(0))) & mask) == mask;
}

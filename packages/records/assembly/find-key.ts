import { KEY_MASK, KEY_TABLE, LITERAL, LITERAL_BYTES } from "../src/kernel/scan-layout";
import { HASH_SHIFT, hashOf, sameBytes, wideHash } from "./bytes";
import { endOfPlain } from "./scan-text";

const QUOTE: u8 = 0x22;

/** The key that stands between two quotes, of which the first is given; 0 for one that is not known. */
export function findKey(state: usize, quote: usize): usize {
  const bytes = v128.load(quote, 1);
  // A line end before the second one is in no key.
  const quotes = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x22)));
  if (quotes == 0) return findLong(state, quote);
  const length = ctz(quotes);
  return keyOf(state, quote, length + 2, <u32>(hashOfFirst(bytes, length) >> HASH_SHIFT));
}

/** The hash of the bytes before the next quote, 16 at most, as `firstHash` has it. */
export function firstHash(start: usize): u64 {
  const bytes = v128.load(start);
  const quotes = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x22)));
  return hashOfFirst(bytes, ctz(quotes | 0x10000));
}

function hashOfFirst(bytes: v128, length: i32): u64 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const own = v128.and(bytes, i8x16.lt_u(places, i8x16.splat(<i8>length)));
  return wideHash(i64x2.extract_lane(own, 0), i64x2.extract_lane(own, 1));
}

function findLong(state: usize, quote: usize): usize {
  const end = endOfPlain(quote + 1);
  if (load<u8>(end) != QUOTE) return 0;
  const length = <i32>(end - quote - 1);
  return keyOf(state, quote, length + 2, hashOf(quote + 1, length));
}

/** The key of so many bytes with its quotes, and of a hash. */
function keyOf(state: usize, quote: usize, length: i32, hash: u32): usize {
  const table = <usize>load<u32>(state, KEY_TABLE);
  const mask = load<u32>(state, KEY_MASK);
  let slot = hash & mask;
  while (true) {
    const key = <usize>load<u32>(table + <usize>(slot << 2));
    if (key == 0) return 0;
    // A literal has the colon, too.
    if (load<i32>(key, LITERAL_BYTES) == length + 1) {
      if (sameBytes(quote, load<u32>(key, LITERAL), length)) return key;
    }
    slot = (slot + 1) & mask;
  }
}

/** Whether a key stands at a place, with its quotes. */
export function isKeyAt(key: usize, at: usize): bool {
  return sameBytes(at, load<u32>(key, LITERAL), load<i32>(key, LITERAL_BYTES) - 1);
}

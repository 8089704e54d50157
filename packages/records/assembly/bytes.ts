/** Whether so many bytes of both places are the same; 15 past them may be read. */
export function sameBytes(one: usize, other: usize, length: i32): bool {
  let left = length;
  let at = one;
  let to = other;
  for (; left >= 16; left -= 16, at += 16, to += 16)
    if (i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(to))) != 0xffff) return false;
  const mask = (1 << left) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(to))) & mask) == mask;
}

const HASH_SEED: u32 = 0x811c9dc5;
const FACTOR: u32 = 0x9e3779b1;
const LAST_FACTOR: u32 = 0x85ebca6b;

/** The hash of bytes, as `hashOf` has it. */
export function hashOf(start: usize, length: i32): u32 {
  let hash = HASH_SEED;
  let at = start;
  const end = start + length;
  for (; at + 4 <= end; at += 4) hash = mixed(hash, load<u32>(at));
  const rest = <i32>(end - at);
  if (rest == 0) return lastMixed(hash);
  if (length >= 4) return lastMixed(mixed(hash, load<u32>(end - 4)));
  return lastMixed(mixed(hash, load<u32>(at) & ((1 << (rest << 3)) - 1)));
}

function mixed(hash: u32, word: u32): u32 {
  const product = (hash ^ word) * FACTOR;
  return product ^ (product >>> 15);
}

function lastMixed(hash: u32): u32 {
  const product = (hash ^ (hash >>> 16)) * LAST_FACTOR;
  return product ^ (product >>> 13);
}

/** What the first and the last eight bytes of a short text are multiplied by, as `keyHash` has it. */
const HEAD_FACTOR: u64 = 0x9e3779b97f4a7c15;
const TAIL_FACTOR: u64 = 0xc2b2ae3d27d4eb4f;
/** By how many bits a wide hash is shifted. */
export const HASH_SHIFT: u64 = 40;

/** The hash of less than 16 bytes and the zeros behind them, of which the first eight and the last are given, as `keyHash` has it. */
export function hashOfShort(head: i64, tail: i64): u32 {
  return <u32>(wideHash(head, tail) >> HASH_SHIFT);
}

/** The same of 64 bits, of 16 bytes at most, as `firstHash` has it. */
export function wideHash(head: i64, tail: i64): u64 {
  return <u64>head * HEAD_FACTOR + <u64>tail * TAIL_FACTOR;
}

/** Where something else begins than white space of JSON; line ends are none. */
export function skipSpace(start: usize): usize {
  let at = start;
  let byte = load<u8>(at);
  while (byte == 0x20 || byte == 0x09 || byte == 0x0d) byte = load<u8>(++at);
  return at;
}

// Raw Snappy (github.com/google/snappy, format_description.txt), byte for byte what `SnappyCompressor` of
// @cloudapi/transform makes. Up to 16 bytes past the input's end are read, and as many past the output's written: callers leave room for them.
import { SNAPPY_OF_INTEGERS, SNAPPY_OF_TEXTS } from "../src/kernel/encode-layout";
import { areAlike, compressIntegers } from "./snappy-integers";
import { writeCopies, writeLength, writeLiteral, writeShortCopy } from "./snappy-output";

const BLOCK_BYTES: i32 = 65536;
const HASH_BITS: i32 = 14;
const HASH_FACTOR: u32 = 0x1e35a7bd;
const SHORTEST_MATCH: i32 = 4;
const MISSES_PER_STEP: i32 = 16;
const EVERY_SECOND: i32 = 2;

/**
 * Compress bytes: up to `head` of any kind, and behind it of a kind of `encode-layout.ts`. `places` is a table of 2 bytes for each hash
 * of 14 bits. Returns the bytes of the result.
 */
export function compressSnappy(
  input: usize,
  length: i32,
  head: i32,
  kind: i32,
  places: usize,
  output: usize,
): i32 {
  let at = writeLength(output, length);
  let start = 0;
  while (start < length) {
    const isHead = start < head;
    const end = min(start + BLOCK_BYTES, isHead ? head : length);
    memory.fill(places, 0, 2 << HASH_BITS);
    at = isHead
      ? compressBlock(input + start, input + end, EVERY_SECOND, places, at)
      : compressKind(kind, input + start, input + end, places, at);
    start = end;
  }
  return i32(at - output);
}

function compressKind(kind: i32, start: usize, end: usize, places: usize, output: usize): usize {
  if (kind == SNAPPY_OF_INTEGERS && areAlike(start, end))
    return compressIntegers(start, end, places, output);
  return compressBlock(start, end, kind == SNAPPY_OF_TEXTS ? 1 : EVERY_SECOND, places, output);
}

/** A block of which each place is looked at, or every second, until nothing has repeated for long. */
function compressBlock(start: usize, end: usize, step: i32, places: usize, output: usize): usize {
  let at = output;
  let literal = start;
  const firstMisses = step * MISSES_PER_STEP;
  let misses = firstMisses;
  let place = start + 1;
  while (place + SHORTEST_MATCH <= end) {
    const word = load<u32>(place);
    const slot = places + ((<usize>((word * HASH_FACTOR) >>> (32 - HASH_BITS))) << 1);
    const earlier = start + load<u16>(slot);
    store<u16>(slot, <u16>(place - start));
    if (load<u32>(earlier) != word) {
      place += misses++ / MISSES_PER_STEP;
      continue;
    }
    at = writeLiteral(at, literal, place);
    const distance = <i32>(place - earlier);
    // Most matches end within the next eight bytes.
    const different = load<u64>(earlier + SHORTEST_MATCH) ^ load<u64>(place + SHORTEST_MATCH);
    if (different != 0 && place + SHORTEST_MATCH + 8 <= end) {
      const length = SHORTEST_MATCH + <i32>(ctz(different) >> 3);
      at = writeShortCopy(at, distance, length);
      place += length;
    } else {
      const matchEnd = endOfMatch(earlier + SHORTEST_MATCH, place + SHORTEST_MATCH, end);
      at = writeCopies(at, distance, <i32>(matchEnd - place));
      place = matchEnd;
    }
    literal = place;
    misses = firstMisses;
  }
  return writeLiteral(at, literal, end);
}

/** Where bytes cease to be those of an earlier place. */
function endOfMatch(earlier: usize, place: usize, end: usize): usize {
  let from = earlier;
  let at = place;
  for (; at + 8 <= end; at += 8, from += 8) {
    const different = load<u64>(at) ^ load<u64>(from);
    if (different != 0) return at + <usize>(ctz(different) >> 3);
  }
  for (; at < end && load<u8>(at) == load<u8>(from); from++) at++;
  return at;
}

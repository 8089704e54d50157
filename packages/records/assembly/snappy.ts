// Raw Snappy (github.com/google/snappy, format_description.txt), byte for byte what `SnappyCompressor` of
// @cloudapi/transform makes. Up to 16 bytes past the input's end are read, and as many past the output's written: callers leave room for them.

const BLOCK_BYTES: i32 = 65536;
const HASH_BITS: i32 = 14;
const HASH_FACTOR: u32 = 0x1e35a7bd;
const SHORTEST_MATCH: i32 = 4;
const MISSES_PER_STEP: i32 = 16;
const FIRST_MISSES: i32 = 32;
const LONGEST_COPY: i32 = 64;
const VECTOR_BYTES: i32 = 16;

/** Compress bytes; `places` is a table of 2 bytes for each hash of 14 bits. Returns the bytes of the result. */
export function compressSnappy(input: usize, length: i32, places: usize, output: usize): i32 {
  let at = writeLength(output, length);
  for (let start = 0; start < length; start += BLOCK_BYTES) {
    const end = min(start + BLOCK_BYTES, length);
    memory.fill(places, 0, 2 << HASH_BITS);
    at = compressBlock(input + start, input + end, places, at);
  }
  return i32(at - output);
}

/** Seven bits a byte, the lowest first. */
function writeLength(output: usize, length: i32): usize {
  let at = output;
  let rest = length;
  for (; rest > 127; rest >>>= 7) store<u8>(at++, (rest & 127) | 128);
  store<u8>(at++, rest);
  return at;
}

function compressBlock(start: usize, end: usize, places: usize, output: usize): usize {
  let at = output;
  let literal = start;
  let misses = FIRST_MISSES;
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
    misses = FIRST_MISSES;
  }
  return writeLiteral(at, literal, end);
}

/** A copy of less than twelve bytes, without a branch that can't be foreseen. */
function writeShortCopy(output: usize, distance: i32, length: i32): usize {
  const isNear = distance < 2048;
  const near = 1 | ((length - 4) << 2) | ((distance >>> 8) << 5) | ((distance & 255) << 8);
  store<u32>(output, isNear ? near : 2 | ((length - 1) << 2) | (distance << 8));
  return output + (isNear ? 2 : 3);
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

function writeLiteral(output: usize, start: usize, end: usize): usize {
  const length = <i32>(end - start);
  if (length > VECTOR_BYTES) return writeLongLiteral(output, start, length);
  store<u8>(output, (length - 1) << 2);
  v128.store(output + 1, v128.load(start));
  return output + (length == 0 ? 0 : <usize>length + 1);
}

function writeLongLiteral(output: usize, start: usize, length: i32): usize {
  let at = output;
  const last = length - 1;
  if (last < 60) store<u8>(at++, last << 2);
  else {
    const lengthBytes = last < 256 ? 1 : 2;
    store<u8>(at++, (59 + lengthBytes) << 2);
    store<u8>(at++, last & 255);
    if (lengthBytes == 2) store<u8>(at++, last >>> 8);
  }
  memory.copy(at, start, length);
  return at + length;
}

/** A repeat of any length, as copies of at most 64 bytes of which none is shorter than four. */
function writeCopies(output: usize, distance: i32, length: i32): usize {
  let at = output;
  let rest = length;
  for (; rest >= LONGEST_COPY + SHORTEST_MATCH; rest -= LONGEST_COPY)
    at = writeCopy(at, distance, LONGEST_COPY);
  if (rest > LONGEST_COPY) {
    at = writeCopy(at, distance, LONGEST_COPY - SHORTEST_MATCH);
    rest -= LONGEST_COPY - SHORTEST_MATCH;
  }
  return writeCopy(at, distance, rest);
}

function writeCopy(output: usize, distance: i32, length: i32): usize {
  if (length < 12 && distance < 2048) {
    store<u16>(output, 1 | ((length - 4) << 2) | ((distance >>> 8) << 5) | ((distance & 255) << 8));
    return output + 2;
  }
  store<u8>(output, 2 | ((length - 1) << 2));
  store<u16>(output + 1, distance);
  return output + 3;
}

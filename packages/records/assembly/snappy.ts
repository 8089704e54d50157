// Raw Snappy (github.com/google/snappy, format_description.txt), byte for byte what `SnappyCompressor` of
// @cloudapi/transform makes. Up to 16 bytes past a literal's end are read and written: callers leave room for them.

const BLOCK_BYTES: i32 = 65536;
const HASH_BITS: i32 = 14;
const HASH_FACTOR: u32 = 0x1e35a7bd;
const SHORTEST_MATCH: i32 = 4;
const MISSES_PER_STEP: i32 = 32;
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
  let misses = MISSES_PER_STEP;
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
    const matchEnd = endOfMatch(earlier + SHORTEST_MATCH, place + SHORTEST_MATCH, end);
    at = writeLiteral(at, literal, place);
    at = writeCopies(at, <i32>(place - earlier), <i32>(matchEnd - place));
    place = matchEnd;
    literal = matchEnd;
    misses = MISSES_PER_STEP;
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

function writeLiteral(output: usize, start: usize, end: usize): usize {
  const last = <i32>(end - start) - 1;
  if (last < 0) return output;
  let at = output;
  if (last < 60) store<u8>(at++, last << 2);
  else {
    const lengthBytes = last < 256 ? 1 : 2;
    store<u8>(at++, (59 + lengthBytes) << 2);
    store<u8>(at++, last & 255);
    if (lengthBytes == 2) store<u8>(at++, last >>> 8);
  }
  if (last < VECTOR_BYTES) v128.store(at, v128.load(start));
  else memory.copy(at, start, <usize>(last + 1));
  return at + <usize>(last + 1);
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

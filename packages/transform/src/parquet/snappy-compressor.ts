/** Repeats are looked for within a block, so that their distance fits two bytes. */
const BLOCK_BYTES = 65_536;
const HASH_BITS = 14;
const HASH_FACTOR = 0x1e35a7bd;
const SHORTEST_MATCH = 4;
const WORD_BYTES = 4;
/**
 * Places are looked at two by two, and skipped faster the longer nothing repeats: by one more after each so many misses. To look at
 * each makes pages a twentieth smaller, and takes a third longer.
 */
const MISSES_PER_STEP = 16;
const FIRST_MISSES = 2 * MISSES_PER_STEP;
const LONGEST_COPY = 64;
/** A shorter literal is copied byte by byte, without a view of it that would be garbage. */
const SHORT_LITERAL = 32;

/**
 * Compresses to raw Snappy (github.com/google/snappy, format_description.txt) with memory that is used again
 * for each call: pages are a megabyte, and what each would leave behind adds up.
 */
export class SnappyCompressor {
  /** The last place of each hash, from the block's start on. */
  readonly #places = new Uint16Array(1 << HASH_BITS);
  #output = new Uint8Array(0);

  /** The compressed bytes, valid until the next call. */
  compress(input: Uint8Array): Uint8Array {
    const longest = 32 + input.length + Math.ceil(input.length / 6);
    if (longest > this.#output.length) this.#output = new Uint8Array(2 * longest);
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    let at = writeLength(this.#output, input.length);
    for (let start = 0; start < input.length; start += BLOCK_BYTES) {
      const end = Math.min(start + BLOCK_BYTES, input.length);
      this.#places.fill(0);
      at = compressBlock(
        { input, view, places: this.#places, output: this.#output },
        start,
        end,
        at,
      );
    }
    return this.#output.subarray(0, at);
  }
}

/** Seven bits a byte, the lowest first. */
function writeLength(output: Uint8Array, length: number): number {
  let at = 0;
  let rest = length;
  for (; rest > 127; rest >>>= 7) output[at++] = (rest & 127) | 128;
  output[at++] = rest;
  return at;
}

/** What a block is compressed with. */
interface Work {
  readonly input: Uint8Array;
  /** The same bytes, to be read four at a time. */
  readonly view: DataView;
  readonly places: Uint16Array;
  readonly output: Uint8Array;
}

/** @returns where the output goes on */
function compressBlock(
  { input, view, places, output }: Work,
  start: number,
  end: number,
  outputStart: number,
): number {
  let at = outputStart;
  let literal = start;
  let misses = FIRST_MISSES;
  for (let place = start + 1; place <= end - SHORTEST_MATCH; ) {
    const word = view.getInt32(place, true);
    const hash = Math.imul(word, HASH_FACTOR) >>> (32 - HASH_BITS);
    const earlier = start + (places[hash] as number);
    places[hash] = place - start;
    if (view.getInt32(earlier, true) !== word) {
      place += (misses++ / MISSES_PER_STEP) | 0;
      continue;
    }
    const matchEnd = endOfMatch(view, earlier + SHORTEST_MATCH, place + SHORTEST_MATCH, end);
    at = writeLiteral(output, at, input, literal, place);
    at = writeCopies(output, at, place - earlier, matchEnd - place);
    place = matchEnd;
    literal = matchEnd;
    misses = FIRST_MISSES;
  }
  return writeLiteral(output, at, input, literal, end);
}

/** Where bytes cease to be those of an earlier place: four are compared at a time, little-endian, so that the lowest bit that differs is in the first byte that does. */
function endOfMatch(view: DataView, earlier: number, place: number, end: number): number {
  let at = place;
  let from = earlier;
  for (; at + WORD_BYTES <= end; at += WORD_BYTES, from += WORD_BYTES) {
    const different = view.getInt32(at, true) ^ view.getInt32(from, true);
    if (different !== 0) return at + ((31 - Math.clz32(different & -different)) >> 3);
  }
  for (; at < end && view.getUint8(at) === view.getUint8(from); from++) at++;
  return at;
}

function writeLiteral(
  output: Uint8Array,
  outputStart: number,
  input: Uint8Array,
  start: number,
  end: number,
): number {
  let at = outputStart;
  const last = end - start - 1;
  if (last < 0) return at;
  if (last < 60) output[at++] = last << 2;
  else {
    const lengthBytes = last < 256 ? 1 : 2;
    output[at++] = (59 + lengthBytes) << 2;
    output[at++] = last & 255;
    if (lengthBytes === 2) output[at++] = last >>> 8;
  }
  if (last < SHORT_LITERAL) for (let i = start; i < end; i++) output[at++] = input[i] as number;
  else {
    output.set(input.subarray(start, end), at);
    at += last + 1;
  }
  return at;
}

/** A repeat of any length, as copies of at most 64 bytes of which none is shorter than four. */
function writeCopies(
  output: Uint8Array,
  outputStart: number,
  distance: number,
  length: number,
): number {
  let at = outputStart;
  let rest = length;
  for (; rest >= LONGEST_COPY + SHORTEST_MATCH; rest -= LONGEST_COPY)
    at = writeCopy(output, at, distance, LONGEST_COPY);
  if (rest > LONGEST_COPY) {
    at = writeCopy(output, at, distance, LONGEST_COPY - SHORTEST_MATCH);
    rest -= LONGEST_COPY - SHORTEST_MATCH;
  }
  return writeCopy(output, at, distance, rest);
}

function writeCopy(
  output: Uint8Array,
  outputStart: number,
  distance: number,
  length: number,
): number {
  let at = outputStart;
  if (length < 12 && distance < 2048) {
    output[at++] = 1 | ((length - 4) << 2) | ((distance >>> 8) << 5);
    output[at++] = distance & 255;
  } else {
    output[at++] = 2 | ((length - 1) << 2);
    output[at++] = distance & 255;
    output[at++] = distance >>> 8;
  }
  return at;
}

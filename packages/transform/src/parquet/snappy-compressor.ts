import {
  SNAPPY_OF_ANYTHING,
  SNAPPY_OF_INTEGERS,
  SNAPPY_OF_TEXTS,
} from "@cloudapi/records/internal";
import {
  areAlike,
  compressIntegers,
  type SnappyBlock,
  type SnappyWork,
} from "./snappy-integers.ts";
import { writeCopies, writeLength, writeLiteral } from "./snappy-output.ts";

/** Repeats are looked for within a block, so that their distance fits two bytes. */
const BLOCK_BYTES = 65_536;
const HASH_BITS = 14;
const HASH_FACTOR = 0x1e35a7bd;
const SHORTEST_MATCH = 4;
const WORD_BYTES = 4;
/** Places are skipped faster the longer nothing repeats: by one more after each so many misses. */
const MISSES_PER_STEP = 16;
/** Only every second place is looked at from the beginning. To look at each makes pages a twentieth smaller, and takes a third longer; of texts a sixth. */
const EVERY_SECOND = 2;

/** What bytes are of, of which that is known: some of any kind, and behind them values of one kind. */
export interface SnappyContent {
  /** Where the values begin. */
  readonly head: number;
  /** What they are: `SNAPPY_OF_TEXTS` or another of that name; integers have eight bytes each. */
  readonly kind: number;
}

/** Bytes of which nothing is known. */
export const ANYTHING: SnappyContent = { head: 0, kind: SNAPPY_OF_ANYTHING };

/**
 * Compresses to raw Snappy (github.com/google/snappy, format_description.txt) with memory that is used again
 * for each call: pages are a megabyte, and what each would leave behind adds up.
 */
export class SnappyCompressor {
  /** The last place of each hash, from the block's start on. */
  readonly #places = new Uint16Array(1 << HASH_BITS);
  #output = new Uint8Array(0);

  /** The compressed bytes, valid until the next call. */
  compress(input: Uint8Array, { head, kind }: SnappyContent = ANYTHING): Uint8Array {
    const longest = 32 + input.length + Math.ceil(input.length / 6);
    if (longest > this.#output.length) this.#output = new Uint8Array(2 * longest);
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const work = { input, view, places: this.#places, output: this.#output };
    let at = writeLength(this.#output, input.length);
    for (let start = 0; start < input.length; ) {
      const isHead = start < head;
      const end = Math.min(start + BLOCK_BYTES, isHead ? head : input.length);
      this.#places.fill(0);
      const block = { start, end, outputStart: at };
      at = compressKind(work, isHead ? SNAPPY_OF_ANYTHING : kind, block);
      start = end;
    }
    return this.#output.subarray(0, at);
  }
}

function compressKind(work: SnappyWork, kind: number, block: SnappyBlock): number {
  const { start, end } = block;
  if (kind === SNAPPY_OF_INTEGERS && areAlike(work, start, end))
    return compressIntegers(work, block);
  return compressBlock(work, kind === SNAPPY_OF_TEXTS ? 1 : EVERY_SECOND, block);
}

/** @returns where the output goes on */
function compressBlock(
  { input, view, places, output }: SnappyWork,
  step: number,
  { start, end, outputStart }: SnappyBlock,
): number {
  const firstMisses = step * MISSES_PER_STEP;
  let at = outputStart;
  let literal = start;
  let misses = firstMisses;
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
    misses = firstMisses;
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

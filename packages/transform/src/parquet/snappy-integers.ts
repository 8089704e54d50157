import { writeCopies, writeLiteral } from "./snappy-output.ts";

/** What a block is compressed with. */
export interface SnappyWork {
  readonly input: Uint8Array;
  /** The same bytes, to be read four at a time. */
  readonly view: DataView;
  /** The last place of each hash, from the block's start on. */
  readonly places: Uint16Array;
  readonly output: Uint8Array;
}

/** Where a block is, and where it goes to. */
export interface SnappyBlock {
  readonly start: number;
  readonly end: number;
  readonly outputStart: number;
}

const WORD_BYTES = 8;
const HALF_BYTES = 4;
const SAMPLE_BYTES = 512;
const PLACES_BITS = 13;
const FACTOR = 0x1e35a7bd;
const HIGH_FACTOR = 0x9e3779b1;
/** So much is compressed by one call: of functions that are called often V8 compiles one version, whole. */
const BYTES_PER_CALL = 4_096;
/** Shorter repeats are not worth a copy. */
const SHORTEST = 4;

/** Whether at least half of the first values have the same upper half as the one before; otherwise there is more to be found elsewhere. */
export function areAlike({ view }: SnappyWork, start: number, end: number): boolean {
  const last = Math.min(end, start + SAMPLE_BYTES);
  let score = 0;
  for (let place = start + WORD_BYTES; place < last; place += WORD_BYTES)
    score += view.getInt32(place + HALF_BYTES) === view.getInt32(place - HALF_BYTES) ? 1 : -1;
  return score >= 0;
}

/**
 * Compress a block of integers of eight bytes, of which the upper bytes repeat: those of an earlier value with the same seven or
 * six, or of the one before. Each is looked at once, at its beginning; where the output goes on.
 */
export function compressIntegers(work: SnappyWork, block: SnappyBlock): number {
  const { start, end, outputStart } = block;
  const progress = { at: outputStart, literal: start, place: start + WORD_BYTES };
  while (progress.place < end) {
    const until = Math.min(end, progress.place + BYTES_PER_CALL);
    compressSome(work, block, progress, until);
  }
  return writeLiteral(work.output, progress.at, work.input, progress.literal, end);
}

/** How far a block is compressed. */
interface Progress {
  /** Where the output goes on. */
  at: number;
  /** The first byte that is not written. */
  literal: number;
  /** The next value. */
  place: number;
}

/** Compress values that begin before a place. */
function compressSome(
  { input, view, places, output }: SnappyWork,
  { start, end }: SnappyBlock,
  progress: Progress,
  until: number,
): void {
  let { at, literal, place } = progress;
  while (place < until) {
    const low = view.getInt32(place, true);
    const high = Math.imul(view.getInt32(place + HALF_BYTES, true), HIGH_FACTOR);
    const slot = slotOf((low >>> 8) + high);
    const widerSlot = slotOf((low >>> 16) + high);
    let earlier = start + (places[slot] as number);
    const wider = start + (places[widerSlot] as number);
    places[slot] = place - start;
    places[widerSlot] = place - start;
    let same = sameAtTop(view, place, earlier);
    const sameInWider = sameAtTop(view, place, wider);
    if (sameInWider >= same) [earlier, same] = [wider, sameInWider];
    const sameBefore = sameAtTop(view, place, place - WORD_BYTES);
    if (sameBefore >= same) [earlier, same] = [place - WORD_BYTES, sameBefore];
    place += WORD_BYTES;
    if (same < SHORTEST) continue;
    at = writeLiteral(output, at, input, literal, place - same);
    const distance = place - WORD_BYTES - earlier;
    const more = same < WORD_BYTES ? 0 : sameWords(view, place, distance, end);
    at = writeCopies(output, at, distance, same + more);
    place += more;
    literal = place;
  }
  progress.at = at;
  progress.literal = literal;
  progress.place = place;
}

/** The slot of a hash in the table of places. */
function slotOf(word: number): number {
  return Math.imul(word, FACTOR) >>> (32 - PLACES_BITS);
}

/** How many of the upper bytes of two values are the same: none where the upper half differs, or at least four. */
function sameAtTop(view: DataView, one: number, other: number): number {
  if (view.getInt32(one + HALF_BYTES, true) !== view.getInt32(other + HALF_BYTES, true)) return 0;
  const different = view.getInt32(one, true) ^ view.getInt32(other, true);
  return HALF_BYTES + (Math.clz32(different) >> 3);
}

/** Bytes of whole values from a place on that repeat at a distance. */
function sameWords(view: DataView, start: number, distance: number, end: number): number {
  let at = start;
  while (at < end && sameAtTop(view, at, at - distance) === WORD_BYTES) at += WORD_BYTES;
  return at - start;
}

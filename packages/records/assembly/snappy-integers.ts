// Integers of eight bytes as raw Snappy, as `compressIntegers` of @cloudapi/transform writes them: each is looked at once, at its
// beginning, instead of at several places.
import { writeCopies, writeLiteral, writeShortCopy } from "./snappy-output";

const WORD_BYTES: usize = 8;
const SAMPLE_BYTES: usize = 512;
const PLACES_BITS: i32 = 13;
const FACTOR: u32 = 0x1e35a7bd;
const HIGH_FACTOR: u32 = 0x9e3779b1;
/** Shorter repeats are not worth a copy. */
const SHORTEST: usize = 4;

/** Whether at least half of the first values have the same upper half as the one before; otherwise there is more to be found elsewhere. */
export function areAlike(start: usize, end: usize): bool {
  const last = min(end, start + SAMPLE_BYTES);
  let score = 0;
  for (let place = start + WORD_BYTES; place < last; place += WORD_BYTES)
    score += load<u32>(place, 4) == load<u32>(place - 4) ? 1 : -1;
  return score >= 0;
}

/** Compress integers, of which the upper bytes repeat: those of a value with the same seven or six, or of the one before. */
export function compressIntegers(start: usize, end: usize, places: usize, output: usize): usize {
  let at = output;
  let literal = start;
  let place = start + WORD_BYTES;
  while (place < end) {
    const value = load<u64>(place);
    const high = <u32>(value >>> 32) * HIGH_FACTOR;
    const slot = slotAt(places, (<u32>value >>> 8) + high);
    const widerSlot = slotAt(places, (<u32>value >>> 16) + high);
    let earlier = start + load<u16>(slot);
    const wider = start + load<u16>(widerSlot);
    store<u16>(slot, <u16>(place - start));
    store<u16>(widerSlot, <u16>(place - start));
    let same = sameAtTop(value, earlier);
    const sameInWider = sameAtTop(value, wider);
    earlier = sameInWider >= same ? wider : earlier;
    same = max(same, sameInWider);
    const sameBefore = sameAtTop(value, place - WORD_BYTES);
    earlier = sameBefore >= same ? place - WORD_BYTES : earlier;
    same = max(same, sameBefore);
    place += WORD_BYTES;
    if (same < SHORTEST) continue;
    at = writeLiteral(at, literal, place - same);
    const distance = <i32>(place - WORD_BYTES - earlier);
    if (same < WORD_BYTES) at = writeShortCopy(at, distance, <i32>same);
    else {
      const more = sameWords(place, distance, end);
      at = writeCopies(at, distance, <i32>(WORD_BYTES + more));
      place += more;
    }
    literal = place;
  }
  return writeLiteral(at, literal, end);
}

/** The slot of a hash in the table of places. */
function slotAt(places: usize, word: u32): usize {
  return places + ((<usize>((word * FACTOR) >>> (32 - PLACES_BITS))) << 1);
}

/** How many of the upper bytes are those of another value. */
function sameAtTop(value: u64, other: usize): usize {
  return <usize>clz(value ^ load<u64>(other)) >>> 3;
}

/** Bytes of whole values from a place on that repeat at a distance. */
function sameWords(start: usize, distance: i32, end: usize): usize {
  let at = start;
  while (at < end && load<u64>(at) == load<u64>(at - distance)) at += WORD_BYTES;
  return at - start;
}

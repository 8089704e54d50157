import {
  AT,
  BIT,
  BIT_AT,
  FIRST_PLACE,
  LEAST,
  NO_TEXT,
  ROW_WORDS,
  SLAB_ROWS,
} from "../src/kernel/store-layout";
import { addressOf } from "./put-rows";

const LENGTH_BYTES: usize = 4;

/** Gather the words of a column's numbers out of slabs, and whether each row has one. Returns how many there are. */
export function gatherWords(
  state: usize,
  column: usize,
  slabs: usize,
  rows: i32,
  words: usize,
  present: usize,
): i32 {
  return gatherNumbers<u32>(state, column, slabs, rows, words, present);
}

/** The same of numbers that have two words each. */
export function gatherPairs(
  state: usize,
  column: usize,
  slabs: usize,
  rows: i32,
  words: usize,
  present: usize,
): i32 {
  return gatherNumbers<u64>(state, column, slabs, rows, words, present);
}

function gatherNumbers<T>(
  state: usize,
  column: usize,
  slabs: usize,
  rows: i32,
  words: usize,
  present: usize,
): i32 {
  const rowBytes = (<usize>load<u32>(state, ROW_WORDS)) << 2;
  const slabRows = load<i32>(state, SLAB_ROWS);
  const at = (<usize>load<u32>(column, AT)) << 2;
  const bitAt = load<i32>(column, BIT_AT);
  const bitOffset = (<usize>bitAt) << 2;
  const bit = load<u32>(column, BIT);
  let to = words;
  let slab = slabs;
  for (let row = 0; row < rows; slab += 4) {
    const end = min(row + slabRows, rows);
    let from = addressOf(state, load<u32>(slab));
    for (; row < end; row++, from += rowBytes) {
      const isPresent = bitAt < 0 || (load<u32>(from + bitOffset) & bit) != 0;
      store<u8>(present + row, isPresent);
      if (!isPresent) continue;
      store<T>(to, load<T>(from + at));
      to += sizeof<T>();
    }
  }
  return <i32>((to - words) / sizeof<T>());
}

/** The same of texts: words that say where they are. `LEAST` is the least of them, or that of no text. */
export function gatherTexts(
  state: usize,
  column: usize,
  slabs: usize,
  rows: i32,
  words: usize,
  present: usize,
): i32 {
  const rowBytes = (<usize>load<u32>(state, ROW_WORDS)) << 2;
  const slabRows = load<i32>(state, SLAB_ROWS);
  const at = (<usize>load<u32>(column, AT)) << 2;
  let least = NO_TEXT;
  let to = words;
  let slab = slabs;
  for (let row = 0; row < rows; slab += 4) {
    const end = min(row + slabRows, rows);
    let from = addressOf(state, load<u32>(slab)) + at;
    for (; row < end; row++, from += rowBytes) {
      const word = load<i32>(from);
      const isPresent = word != NO_TEXT;
      store<u8>(present + row, isPresent);
      store<i32>(to, word);
      to += (<usize>isPresent) << 2;
      least = min(least, word);
    }
  }
  store<i32>(state, least, LEAST);
  return <i32>((to - words) >> 2);
}

/**
 * Number codes anew in the order in which they come, in their place; the texts of the new ones begin and end where those of the old
 * ones do. Returns how many there are.
 */
export function numberCodes(
  codes: usize,
  count: i32,
  stamps: usize,
  epoch: i32,
  offsets: usize,
  starts: usize,
  ends: usize,
): i32 {
  let size = 0;
  for (let i = 0; i < count; i++) {
    const at = codes + ((<usize>i) << 2);
    const code = <usize>load<u32>(at);
    const stamp = stamps + (code << 3);
    if (load<i32>(stamp) != epoch) {
      store<i32>(stamp, epoch);
      store<i32>(stamp, size, 4);
      const to = (<usize>size) << 2;
      store<u32>(starts + to, load<u32>(offsets + (code << 2)));
      store<u32>(ends + to, load<u32>(offsets + (code << 2), 4));
      size++;
    }
    store<i32>(at, load<i32>(stamp, 4));
  }
  return size;
}

/**
 * The addresses at which texts begin and end, of words that are codes or places in chunks.
 *
 * @param chunks of each chunk the place at which it ends, and the address less the place at which it begins; ascending
 */
export function placeTexts(
  words: usize,
  count: i32,
  chunks: usize,
  bytes: usize,
  offsets: usize,
  starts: usize,
  ends: usize,
): void {
  let chunk = chunks;
  for (let i = 0; i < count; i++) {
    const to = (<usize>i) << 2;
    const word = load<i32>(words + to);
    if (word >= 0) {
      const offset = offsets + ((<usize>word) << 2);
      store<u32>(starts + to, bytes + load<u32>(offset));
      store<u32>(ends + to, bytes + load<u32>(offset, 4));
      continue;
    }
    const place = <u32>(FIRST_PLACE - word);
    while (load<u32>(chunk) <= place) chunk += 8;
    const at = <usize>(place + load<u32>(chunk, 4));
    store<u32>(starts + to, at + LENGTH_BYTES);
    store<u32>(ends + to, at + LENGTH_BYTES + load<u32>(at));
  }
}

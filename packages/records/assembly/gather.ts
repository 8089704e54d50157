import {
  AT,
  BIT,
  BIT_AT,
  FIRST_PLACE,
  GATHER_BYTES,
  GATHER_COLUMN,
  GATHER_KIND,
  GATHER_PAIRS,
  GATHER_PRESENT,
  GATHER_TEXTS,
  GATHER_WORDS,
  GATHERED,
  LEAST,
  NO_TEXT,
  ROW_WORDS,
  SLAB_ROWS,
} from "../src/kernel/store-layout";
import { addressOf } from "./put-rows";

const LENGTH_BYTES: usize = 4;

/**
 * Gather columns out of slabs, as `GATHER_…` says of each: slab by slab, so that what a row has is read once for all of them. Of each is
 * noted how many values it has, and the least of its words, or that of no text.
 */
export function gatherColumns(
  state: usize,
  slabs: usize,
  rows: i32,
  columns: usize,
  count: i32,
): void {
  const slabRows = load<i32>(state, SLAB_ROWS);
  const end = columns + <usize>(count * GATHER_BYTES);
  for (let at = columns; at < end; at += GATHER_BYTES) {
    store<i32>(at, 0, GATHERED);
    store<i32>(at, NO_TEXT, LEAST);
  }
  let slab = slabs;
  for (let row = 0; row < rows; row += slabRows, slab += 4) {
    const from = addressOf(state, load<u32>(slab));
    const some = min(slabRows, rows - row);
    for (let at = columns; at < end; at += GATHER_BYTES) {
      const kind = load<i32>(at, GATHER_KIND);
      if (kind == GATHER_TEXTS) gatherTexts(state, at, from, row, some);
      else if (kind == GATHER_PAIRS) gatherNumbers<u64>(state, at, from, row, some);
      else gatherNumbers<u32>(state, at, from, row, some);
    }
  }
}

/** Gather the numbers of some rows, one behind the other from an address on. */
function gatherNumbers<T>(state: usize, at: usize, slab: usize, row: i32, rows: i32): void {
  const rowBytes = (<usize>load<u32>(state, ROW_WORDS)) << 2;
  const column = <usize>load<u32>(at, GATHER_COLUMN);
  const offset = (<usize>load<u32>(column, AT)) << 2;
  const bitAt = load<i32>(column, BIT_AT);
  const bitOffset = (<usize>bitAt) << 2;
  const bit = load<u32>(column, BIT);
  const present = <usize>load<u32>(at, GATHER_PRESENT) + row;
  const before = load<i32>(at, GATHERED);
  const words = <usize>load<u32>(at, GATHER_WORDS) + <usize>before * sizeof<T>();
  let to = words;
  let from = slab;
  for (let i = 0; i < rows; i++, from += rowBytes) {
    const isPresent = bitAt < 0 || (load<u32>(from + bitOffset) & bit) != 0;
    store<u8>(present + i, isPresent);
    store<T>(to, load<T>(from + offset));
    if (isPresent) to += sizeof<T>();
  }
  store<i32>(at, before + <i32>((to - words) / sizeof<T>()), GATHERED);
}

/** The same of texts: words that say where they are. */
function gatherTexts(state: usize, at: usize, slab: usize, row: i32, rows: i32): void {
  const rowBytes = (<usize>load<u32>(state, ROW_WORDS)) << 2;
  const column = <usize>load<u32>(at, GATHER_COLUMN);
  const present = <usize>load<u32>(at, GATHER_PRESENT) + row;
  const before = load<i32>(at, GATHERED);
  const words = <usize>load<u32>(at, GATHER_WORDS) + ((<usize>before) << 2);
  let least = load<i32>(at, LEAST);
  let to = words;
  let from = slab + ((<usize>load<u32>(column, AT)) << 2);
  for (let i = 0; i < rows; i++, from += rowBytes) {
    const word = load<i32>(from);
    const isPresent = word != NO_TEXT;
    store<u8>(present + i, isPresent);
    store<i32>(to, word);
    to += (<usize>isPresent) << 2;
    least = min(least, word);
  }
  store<i32>(at, least, LEAST);
  store<i32>(at, before + <i32>((to - words) >> 2), GATHERED);
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

import {
  AT,
  BASE,
  BLOCKS,
  BYTES,
  BYTES_END,
  BYTES_ROOM,
  COUNT,
  ENDS,
  FIRST,
  FROM,
  IS_CONVERTED,
  LAST_WORD,
  LONGEST_CODED,
  MOST_STEPS,
  NO_TEXT,
  OFFSETS,
  PLACES,
  ROOM_FOR,
  SEEN,
  SHIFT,
  SIZE,
  STARTS,
  TABLE,
  WIDTH,
} from "../src/kernel/store-layout";
import { hashOf, sameBytes } from "./bytes";
import { addressIn } from "./put-rows";
import { keepRecent, recentAt, recentCode } from "./recent-code";

const SLOT_BITS: u32 = 2;
const SLOT_WORDS: u32 = 4;

/**
 * Put the codes of a column's texts in their places, from the n-th on, which makes those that are not in the dictionary yet. Returns
 * the number of rows, or the one that is left to JavaScript, which can make the dictionary larger.
 */
export function fillTexts(state: usize, column: usize, from: i32): i32 {
  const width = (<usize>load<u32>(state, WIDTH)) << 2;
  const count = load<i32>(state, COUNT);
  const places = <usize>load<u32>(state, PLACES);
  const first = <usize>(load<i32>(state, FIRST) + from) * width;
  const at = first + ((<usize>load<u32>(column, FROM)) << 2);
  let starts = <usize>load<u32>(state, STARTS) + at;
  let ends = <usize>load<u32>(state, ENDS) + at;
  const base = <usize>load<u32>(state, BASE);
  const word = (<usize>load<u32>(column, AT)) << 2;
  const blocks = <usize>load<u32>(state, BLOCKS);
  const shift = load<u32>(state, SHIFT);
  const longest = load<u32>(column, IS_CONVERTED) != 0 ? i32.MAX_VALUE : LONGEST_CODED;
  let seen = 0;
  let i = from;
  for (; i < count; i++, starts += width, ends += width) {
    const start = load<i32>(starts);
    const target = addressIn(blocks, shift, load<u32>(places + ((<usize>i) << 2))) + word;
    if (start < 0) {
      store<i32>(target, NO_TEXT);
      continue;
    }
    const length = load<i32>(ends) - start;
    if (length > longest) continue;
    const text = base + start;
    const pair = recentAt(column, text, length);
    let code = pair == 0 ? -1 : recentCode(column, pair, text, length);
    if (code < 0) {
      code = codeOf(column, text, length, hashOf(text, length));
      if (code < 0) break;
      if (pair != 0) keepRecent(pair, code);
    }
    seen++;
    store<i32>(target, code);
  }
  store<i32>(column, load<i32>(column, SEEN) + seen, SEEN);
  return i;
}

/** The number of a text in the dictionary, which is made where there is room; -1 where there is none, or where it takes too long. */
export function codeOf(column: usize, start: usize, length: i32, hash: u32): i32 {
  const size = load<i32>(column, SIZE);
  const last = load<u32>(column, LAST_WORD);
  // The table is made larger before it is half full.
  if (<u32>(size + 1) * 2 * SLOT_WORDS > last + 1) return -1;
  const table = <usize>load<u32>(column, TABLE);
  const bytes = <usize>load<u32>(column, BYTES);
  let word = (hash << SLOT_BITS) & last;
  for (let steps = 0; steps <= MOST_STEPS; steps++) {
    const slot = table + ((<usize>word) << 2);
    const code = load<i32>(slot, 12);
    if (code == 0) return add(column, slot, start, length, hash);
    if (load<u32>(slot) == hash && load<i32>(slot, 8) == length) {
      if (sameBytes(start, bytes + <usize>load<u32>(slot, 4), length)) return code - 1;
    }
    word = (word + SLOT_WORDS) & last;
  }
  return -1;
}

function add(column: usize, slot: usize, start: usize, length: i32, hash: u32): i32 {
  const size = load<i32>(column, SIZE);
  const end = load<i32>(column, BYTES_END);
  if (end + length > load<i32>(column, BYTES_ROOM)) return -1;
  if (size >= load<i32>(column, ROOM_FOR)) return -1;
  store<u32>(slot, hash);
  store<i32>(slot, end, 4);
  store<i32>(slot, length, 8);
  store<i32>(slot, size + 1, 12);
  memory.copy(<usize>load<u32>(column, BYTES) + end, start, length);
  store<i32>(<usize>load<u32>(column, OFFSETS) + ((<usize>(size + 1)) << 2), end + length);
  store<i32>(column, end + length, BYTES_END);
  store<i32>(column, size + 1, SIZE);
  return size;
}

import {
  AT,
  BASE,
  BLOCKS,
  COLUMN_BYTES,
  COUNT,
  ENDS,
  FIRST_PLACE,
  FROM,
  IS_PLAIN,
  IS_PUT,
  LONGEST_CODED,
  MASK,
  MASK_AT,
  MASK_WORDS,
  NEEDED,
  NEEDS_CHUNK,
  NEEDS_SLAB,
  NEXT,
  NO_TEXT,
  PLACES,
  RECORD_ENDS,
  RECORD_STARTS,
  ROOM,
  ROW,
  ROW_WORDS,
  SHIFT,
  STARTS,
  STEP,
  TEXT_AT,
  TEXT_COUNT,
  TEXT_END,
  TEXT_PLACE,
  TEXTS,
  WIDTH,
} from "../src/kernel/store-layout";

const LENGTH_BYTES: usize = 4;

/** The address of a word of a place. */
export function addressOf(state: usize, place: u32): usize {
  const block = (<usize>(place >>> load<u32>(state, SHIFT))) << 2;
  const words = <usize>(place & load<u32>(state, MASK));
  return <usize>load<u32>(<usize>load<u32>(state, BLOCKS) + block) + (words << 2);
}

/**
 * Give rows from `ROW` to before `end` their places, and put texts there that are not looked up. Returns why it ended; it goes
 * on where it ended when it has what it needs.
 */
export function putRows(state: usize, end: i32): i32 {
  const rowWords = load<u32>(state, ROW_WORDS);
  const maskAt = (<usize>load<u32>(state, MASK_AT)) << 2;
  const maskWords = load<i32>(state, MASK_WORDS);
  const recordStarts = <usize>load<u32>(state, RECORD_STARTS);
  const recordEnds = <usize>load<u32>(state, RECORD_ENDS);
  const places = <usize>load<u32>(state, PLACES);
  let count = load<i32>(state, COUNT);
  let place = load<u32>(state, NEXT);
  let room = load<i32>(state, ROOM);
  let row = load<i32>(state, ROW);
  let step = load<i32>(state, STEP);
  let reason = IS_PUT;
  for (; row < end; row++) {
    if (step == 0) {
      if (room == 0) {
        reason = NEEDS_SLAB;
        break;
      }
      room--;
      store<u32>(places + ((<usize>count) << 2), place);
      const masks = addressOf(state, place) + maskAt;
      for (let i = 0; i < maskWords; i++) store<u32>(masks + ((<usize>i) << 2), 0);
      count++;
      place += rowWords;
      step = 1;
    }
    const cell = (<usize>row) << 2;
    const isLong = load<i32>(recordEnds + cell) - load<i32>(recordStarts + cell) > LONGEST_CODED;
    step = putTexts(state, place - rowWords, row, step, isLong);
    if (step != 0) {
      reason = NEEDS_CHUNK;
      break;
    }
  }
  store<i32>(state, count, COUNT);
  store<u32>(state, place, NEXT);
  store<i32>(state, room, ROOM);
  store<i32>(state, row, ROW);
  store<i32>(state, step, STEP);
  return reason;
}

/** Put texts of a row that are not looked up, from a column on; 0, or the number of the one plus one for which there is no room. */
function putTexts(state: usize, place: u32, row: i32, step: i32, isLong: bool): i32 {
  const count = load<i32>(state, TEXT_COUNT);
  const first = row * load<i32>(state, WIDTH);
  const starts = <usize>load<u32>(state, STARTS);
  const ends = <usize>load<u32>(state, ENDS);
  let column = <usize>load<u32>(state, TEXTS) + <usize>((step - 1) * COLUMN_BYTES);
  for (let i = step; i <= count; i++, column += COLUMN_BYTES) {
    const isPlain = load<u32>(column, IS_PLAIN) != 0;
    if (!isPlain && !isLong) continue;
    const cell = (<usize>(first + load<i32>(column, FROM))) << 2;
    const start = load<i32>(starts + cell);
    const length = start < 0 ? 0 : load<i32>(ends + cell) - start;
    if (!isPlain && length <= LONGEST_CODED) continue;
    const target = addressOf(state, place) + ((<usize>load<u32>(column, AT)) << 2);
    if (start < 0) store<i32>(target, NO_TEXT);
    else if (!putText(state, <usize>load<u32>(state, BASE) + start, length, target)) return i;
  }
  return 0;
}

/** Put a text into the chunk, with its length before it, and where it lies into a word; whether there was room. */
function putText(state: usize, start: usize, length: i32, target: usize): bool {
  const at = <usize>load<u32>(state, TEXT_AT);
  const chunkEnd = <usize>load<u32>(state, TEXT_END);
  const end = at + LENGTH_BYTES + length;
  if (end > chunkEnd) {
    store<i32>(state, length + <i32>LENGTH_BYTES, NEEDED);
    return false;
  }
  store<i32>(at, length);
  const to = at + LENGTH_BYTES;
  // What is behind the text in its chunk is free.
  if (end + 16 <= chunkEnd)
    for (let i: usize = 0; i < <usize>length; i += 16) v128.store(to + i, v128.load(start + i));
  else memory.copy(to, start, length);
  const place = load<i32>(state, TEXT_PLACE);
  store<i32>(target, FIRST_PLACE - place);
  store<u32>(state, end, TEXT_AT);
  store<i32>(state, place + length + <i32>LENGTH_BYTES, TEXT_PLACE);
  return true;
}

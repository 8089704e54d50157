import {
  AT,
  BASE,
  BLOCKS,
  CHUNK,
  CHUNK_AT,
  CHUNK_BYTES,
  CHUNK_PLACE,
  COLUMN_BYTES,
  COUNT,
  ENDS,
  FIRST_PLACE,
  FROM,
  HOLDERS,
  IS_PLAIN,
  IS_PUT,
  LAST_USED,
  LONGEST_CODED,
  MASK_AT,
  MASK_WORDS,
  MOST_ROWS,
  NEEDED,
  NEEDS_CHUNK,
  NEEDS_SLAB,
  NEXT,
  NO_TEXT,
  OWNERS,
  PLACES,
  RECORD_ENDS,
  RECORD_STARTS,
  ROOM,
  ROW,
  ROW_WORDS,
  ROWS,
  ROWS_BEFORE,
  SHIFT,
  STARTS,
  STEP,
  TEXT_COUNT,
  TEXTS,
  WIDTH,
} from "../src/kernel/store-layout";

const LENGTH_BYTES: i32 = 4;

/** The address of a word of a place. */
export function addressOf(state: usize, place: u32): usize {
  return addressIn(<usize>load<u32>(state, BLOCKS), load<u32>(state, SHIFT), place);
}

/** The same for who knows where the addresses of blocks are, and by how many bits a place has its block. */
export function addressIn(blocks: usize, shift: u32, place: u32): usize {
  const block = (<usize>(place >>> shift)) << 2;
  const words = <usize>(place & (((<u32>1) << shift) - 1));
  return <usize>load<u32>(blocks + block) + (words << 2);
}

/**
 * Give rows from `ROW` to before `end` their places with their owners, and put texts there that are not looked up. Returns why it ended; it goes
 * on where it ended when it has what it needs. Ends, too, after a row with which its owner has as many as it may.
 */
export function putRows(state: usize, end: i32): i32 {
  const rowWords = load<u32>(state, ROW_WORDS);
  const maskAt = (<usize>load<u32>(state, MASK_AT)) << 2;
  const maskWords = load<i32>(state, MASK_WORDS);
  const recordStarts = <usize>load<u32>(state, RECORD_STARTS);
  const recordEnds = <usize>load<u32>(state, RECORD_ENDS);
  const places = <usize>load<u32>(state, PLACES);
  const owners = <usize>load<u32>(state, OWNERS);
  const holders = <usize>load<u32>(state, HOLDERS);
  const mostRows = load<i32>(state, MOST_ROWS);
  const rowsBefore = load<f64>(state, ROWS_BEFORE) + 1;
  const hasPlain = hasPlainTexts(state);
  let count = load<i32>(state, COUNT);
  let row = load<i32>(state, ROW);
  let step = load<i32>(state, STEP);
  let reason = IS_PUT;
  while (row < end) {
    const cell = (<usize>row) << 2;
    const holder = <usize>load<u32>(holders + ((<usize>load<u32>(owners + cell)) << 2));
    if (step == 0) {
      const room = load<i32>(holder, ROOM);
      if (room == 0) {
        reason = NEEDS_SLAB;
        break;
      }
      const place = load<u32>(holder, NEXT);
      store<i32>(holder, room - 1, ROOM);
      store<u32>(holder, place + rowWords, NEXT);
      store<i32>(holder, load<i32>(holder, ROWS) + 1, ROWS);
      store<f64>(holder, rowsBefore + <f64>row, LAST_USED);
      store<u32>(places + ((<usize>count) << 2), place);
      const masks = addressOf(state, place) + maskAt;
      for (let i = 0; i < maskWords; i++) store<u32>(masks + ((<usize>i) << 2), 0);
      count++;
      step = 1;
    }
    const isLong = load<i32>(recordEnds + cell) - load<i32>(recordStarts + cell) > LONGEST_CODED;
    step = hasPlain || isLong ? putTexts(state, holder, row, step, isLong) : 0;
    if (step != 0) {
      reason = NEEDS_CHUNK;
      break;
    }
    row++;
    if (load<i32>(holder, ROWS) >= mostRows) break;
  }
  store<i32>(state, count, COUNT);
  store<i32>(state, row, ROW);
  store<i32>(state, step, STEP);
  return reason;
}

/** Whether there is a column of texts that are not looked up. */
function hasPlainTexts(state: usize): bool {
  const count = load<i32>(state, TEXT_COUNT);
  let column = <usize>load<u32>(state, TEXTS);
  for (let i = 0; i < count; i++, column += COLUMN_BYTES)
    if (load<u32>(column, IS_PLAIN) != 0) return true;
  return false;
}

/** Put texts of a holder's last row that are not looked up, from a column on; 0, or the number of the one plus one for which there is no room. */
function putTexts(state: usize, holder: usize, row: i32, step: i32, isLong: bool): i32 {
  const count = load<i32>(state, TEXT_COUNT);
  const first = row * load<i32>(state, WIDTH);
  const starts = <usize>load<u32>(state, STARTS);
  const ends = <usize>load<u32>(state, ENDS);
  const target = addressOf(state, load<u32>(holder, NEXT) - load<u32>(state, ROW_WORDS));
  let column = <usize>load<u32>(state, TEXTS) + <usize>((step - 1) * COLUMN_BYTES);
  for (let i = step; i <= count; i++, column += COLUMN_BYTES) {
    const isPlain = load<u32>(column, IS_PLAIN) != 0;
    if (!isPlain && !isLong) continue;
    const cell = (<usize>(first + load<i32>(column, FROM))) << 2;
    const start = load<i32>(starts + cell);
    const length = start < 0 ? 0 : load<i32>(ends + cell) - start;
    if (!isPlain && length <= LONGEST_CODED) continue;
    const word = target + ((<usize>load<u32>(column, AT)) << 2);
    if (start < 0) store<i32>(word, NO_TEXT);
    else if (!putText(state, holder, <usize>load<u32>(state, BASE) + start, length, word)) return i;
  }
  return 0;
}

/** Put a text into the chunk, with its length before it, and where it lies into a word; whether there was room. */
function putText(state: usize, holder: usize, start: usize, length: i32, target: usize): bool {
  const bytes = load<i32>(holder, CHUNK_BYTES);
  const at = load<i32>(holder, CHUNK_AT);
  const end = at + LENGTH_BYTES + length;
  if (end > bytes) {
    store<i32>(state, length + LENGTH_BYTES, NEEDED);
    return false;
  }
  const chunk = <usize>load<u32>(holder, CHUNK);
  store<i32>(chunk + at, length);
  const to = chunk + at + LENGTH_BYTES;
  // What is behind the text in its chunk is free.
  if (end + 16 <= bytes)
    for (let i = 0; i < length; i += 16) v128.store(to + i, v128.load(start + i));
  else memory.copy(to, start, length);
  store<i32>(target, FIRST_PLACE - (load<i32>(holder, CHUNK_PLACE) + at));
  store<i32>(holder, end, CHUNK_AT);
  return true;
}

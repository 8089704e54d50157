import {
  ASKS_NUMBER,
  ASKS_OTHER,
  ASKS_TEXT,
  BASE,
  ENDS,
  FIELD,
  HASHES,
  IS_KEPT,
  IS_LEFT,
  KEY,
  KIND,
  MAY_LACK,
  MISSING,
  NEXT_PLACE,
  NUMBER,
  NUMBERS,
  OF_INSTANT,
  OF_NESTED,
  OF_NUMBER,
  OF_TEXT,
  OF_UNKNOWN,
  SEEN,
  SIZE,
  STARTS,
  STRIDE,
  TEXT,
  TEXT_END,
  TEXT_IS_ASCII,
  VALUE,
  VALUE_HASH,
} from "../src/kernel/scan-layout";
import { hashOf } from "./bytes";
import { readNested } from "./read-nested";
import { scanInstant } from "./scan-instant";
import { isWithin, scanNumber } from "./scan-number";
import { scanText } from "./scan-text";
import { fits, isKnown } from "./test-text";

const QUOTE: u8 = 0x22;
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;

/** Read the value of a key; the place behind it, or what is asked of others. */
export function readValue(state: usize, key: usize, at: usize): usize {
  const kind = load<i32>(key, KIND);
  if (kind == OF_UNKNOWN) return skipScalar(state, at);
  const place = load<i32>(state, SIZE) * load<i32>(state, STRIDE) + load<i32>(key, FIELD);
  const cell = <usize>(place << 2);
  store<i32>(state, load<i32>(state, SEEN) + 1, SEEN);
  const mayLack = load<i32>(key, MAY_LACK) != 0;
  if (load<u32>(at) == NULL) {
    if (!mayLack) return IS_LEFT;
    store<i32>(<usize>load<u32>(state, STARTS) + cell, -1);
    return at + 4;
  }
  if (!mayLack) store<i32>(state, load<i32>(state, MISSING) - 1, MISSING);
  if (kind == OF_TEXT) return readText(state, key, at, cell);
  if (kind == OF_NUMBER) return readNumber(state, key, at, cell);
  if (kind == OF_NESTED) return readNested(state, key, at, cell);
  if (kind != OF_INSTANT) return ask(state, key, at, ASKS_OTHER);
  if (load<u8>(at) != QUOTE) return IS_LEFT;
  const end = scanInstant(state, at + 1);
  if (end == 0) return IS_LEFT;
  putPlace(state, cell, at + 1, end - 1, 0);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), load<f64>(state, NUMBER));
  return end;
}

function readText(state: usize, key: usize, at: usize, cell: usize): usize {
  if (load<u8>(at) != QUOTE) return IS_LEFT;
  const next = scanText(state, at + 1);
  if (next == 0) return IS_LEFT;
  const start = <usize>load<u32>(state, TEXT);
  const end = <usize>load<u32>(state, TEXT_END);
  const isKept = load<u32>(state, IS_KEPT) != 0;
  const isRight = fits(key, start, end, load<u32>(state, TEXT_IS_ASCII) != 0);
  if (isRight && !isKept) return next;
  const hash = hashOf(start, <i32>(end - start));
  putPlace(state, cell, start, end, hash);
  if (isRight) return next;
  if (isKnown(key, start, end, hash)) return next;
  store<u32>(state, next, NEXT_PLACE);
  store<u32>(state, hash, VALUE_HASH);
  return ask(state, key, start, ASKS_TEXT);
}

function readNumber(state: usize, key: usize, at: usize, cell: usize): usize {
  const end = scanNumber(state, at);
  if (end == 0) return ask(state, key, at, ASKS_NUMBER);
  const value = load<f64>(state, NUMBER);
  if (!isWithin(key, value)) return ask(state, key, at, ASKS_NUMBER);
  putPlace(state, cell, at, end, 0);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), value);
  return end;
}

/** Note where a text lies that is the value of a place. */
export function putPlace(state: usize, cell: usize, start: usize, end: usize, hash: u32): void {
  const base = <usize>load<u32>(state, BASE);
  store<u32>(<usize>load<u32>(state, STARTS) + cell, start - base);
  store<u32>(<usize>load<u32>(state, ENDS) + cell, end - base);
  store<u32>(<usize>load<u32>(state, HASHES) + cell, hash);
}

function ask(state: usize, key: usize, value: usize, what: i32): usize {
  store<u32>(state, key, KEY);
  store<u32>(state, value, VALUE);
  return what;
}

/** Where a value ends that is neither a list nor an object, and of no field. */
export function skipScalar(state: usize, at: usize): usize {
  if (load<u8>(at) == QUOTE) {
    const next = scanText(state, at + 1);
    return next == 0 ? <usize>IS_LEFT : next;
  }
  const word = load<u32>(at);
  if (word == NULL || word == TRUE) return at + 4;
  if (load<u8>(at) == 0x66 && load<u32>(at, 1) == ALSE) return at + 5;
  const end = scanNumber(state, at);
  return end == 0 ? <usize>IS_LEFT : end;
}

import {
  ASKS_NUMBER,
  ASKS_OTHER,
  ASKS_TEXT,
  FRACTION_DIGITS,
  IS_LEFT,
  KEY,
  NEXT_PLACE,
  NUMBER,
  NUMBERS,
  OF_INSTANT,
  OF_NESTED,
  OF_NUMBER,
  OF_OTHER,
  OF_TEXT,
  TEXT,
  TEXT_END,
  TEXT_IS_ASCII,
  VALUE,
  VALUE_HASH,
} from "../src/kernel/scan-layout";
import { putPlace } from "./put-place";
import { readNested } from "./read-nested";
import { scanInstant } from "./scan-instant";
import { isWithin, scanNumber } from "./scan-number";
import { scanOddInstant } from "./scan-odd-instant";
import { endOfPlain, scanOddText, scanText } from "./scan-text";
import { readTyped } from "./scan-typed";
import { fits, isKnown, knownHash } from "./test-text";

const QUOTE: u8 = 0x22;
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
/** Bytes of an instant with seconds and its two quotes. */
const WITH_SECONDS: usize = 22;

/** Read the value of a key, of such a kind, into a place of the row; the place behind it, or what is asked of others. */
export function readValue(state: usize, key: usize, kind: i32, at: usize, cell: usize): usize {
  if (kind == OF_TEXT) return readText(state, key, at, cell);
  if (kind == OF_NUMBER) return readNumber(state, key, at, cell);
  if (kind == OF_NESTED) return readNested(state, key, at, cell);
  if (kind == OF_INSTANT) return readInstantText(state, key, at, cell);
  return kind == OF_OTHER ? ask(state, key, at, ASKS_OTHER) : readTyped(state, key, kind, at, cell);
}

function readText(state: usize, key: usize, at: usize, cell: usize): usize {
  if (load<u8>(at) != QUOTE) return IS_LEFT;
  let start = at + 1;
  let end = endOfPlain(start);
  let next = end + 1;
  let isAscii = true;
  if (load<u8>(end) != QUOTE) {
    next = scanOddText(state, start, end);
    if (next == 0) return IS_LEFT;
    start = <usize>load<u32>(state, TEXT);
    end = <usize>load<u32>(state, TEXT_END);
    isAscii = load<u32>(state, TEXT_IS_ASCII) != 0;
  }
  putPlace(state, cell, start, end);
  if (fits(key, start, end, isAscii)) return next;
  const hash = knownHash(start, <i32>(end - start));
  if (isKnown(key, start, end, hash)) return next;
  store<u32>(state, start, TEXT);
  store<u32>(state, end, TEXT_END);
  store<u32>(state, next, NEXT_PLACE);
  store<u32>(state, hash, VALUE_HASH);
  return ask(state, key, start, ASKS_TEXT);
}

function readInstantText(state: usize, key: usize, at: usize, cell: usize): usize {
  if (load<u8>(at) != QUOTE) return IS_LEFT;
  let end = scanInstant(state, at + 1);
  if (end == 0) {
    const close = scanOddInstant(state, key, at + 1);
    if (close == 0 || load<u8>(close) != QUOTE) return IS_LEFT;
    end = close + 1;
  } else {
    const digits = load<i32>(key, FRACTION_DIGITS);
    if (digits >= 0 && digits != (end - at == WITH_SECONDS ? 0 : 3)) return IS_LEFT;
  }
  putPlace(state, cell, at + 1, end - 1);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), load<f64>(state, NUMBER));
  return end;
}

function readNumber(state: usize, key: usize, at: usize, cell: usize): usize {
  const end = scanNumber(state, at);
  if (end == 0) return ask(state, key, at, ASKS_NUMBER);
  const value = load<f64>(state, NUMBER);
  if (!isWithin(key, value)) return ask(state, key, at, ASKS_NUMBER);
  putPlace(state, cell, at, end);
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), value);
  return end;
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

import {
  BASE,
  IS_BOUNDED,
  KIND,
  NUMBER,
  OF_INSTANT,
  OF_NUMBER,
  OF_TEXT,
  TEXT,
  TEXT_END,
  TEXT_IS_ASCII,
} from "../src/kernel/scan-layout";
import {
  ASKS_OF_BOOLEAN,
  ASKS_OF_NUMBER,
  ASKS_OF_TEXT,
  ASKS_OF_TOKEN,
  DEFINITION,
  ENTRY_VALUE,
  OF_BOOLEAN,
  OF_DECIMAL,
  OF_INTEGER,
  SCALE_POWER,
  TOO_LARGE,
} from "../src/kernel/shred-layout";
import { hashOf } from "./bytes";
import { scanInstant } from "./scan-instant";
import { isWithin, scanNumber } from "./scan-number";
import { scanText } from "./scan-text";
import { askOf, putEntry } from "./shred-entry";
import { fits, isKnown } from "./test-text";

const QUOTE: u8 = 0x22;
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const LOWER_F: u8 = 0x66;
/** Whole numbers below it, and their quotients by powers of ten, are told apart by doubles. */
const MOST_EXACT: f64 = 1000000000000000;
/** Decimals below it are held in 32 bits, and given as doubles; others as integers of 64 bits. */
const MOST_OF_WORDS: f64 = 1000000000;

/** Read a value of a leaf into an entry; the place behind it, or 0 where it is left to others. */
export function shredLeaf(state: usize, node: usize, at: usize, repetition: i32): usize {
  const kind = load<i32>(node, KIND);
  const levels = repetition | (load<i32>(node, DEFINITION) << 8);
  if (kind == OF_TEXT) return shredText(state, node, at, levels);
  if (kind == OF_NUMBER) return shredNumber(state, node, at, levels);
  if (kind == OF_DECIMAL) return shredDecimal(state, node, at, levels);
  if (kind == OF_INTEGER) return shredInteger(state, node, at, levels);
  if (kind == OF_BOOLEAN) return shredBoolean(node, at, levels, false);
  if (kind == OF_INSTANT && load<u8>(at) == QUOTE) {
    const end = scanInstant(state, at + 1);
    if (end != 0) return putNumber(state, node, end, levels);
  }
  return shredAsked(state, node, at, levels);
}

/** Read a text, which may be a map's key. */
export function shredText(state: usize, node: usize, at: usize, levels: i32): usize {
  if (load<u8>(at) != QUOTE) return 0;
  const next = scanText(state, at + 1);
  if (next == 0) return 0;
  const entry = putText(state, node, levels);
  if (entry == 0) return 0;
  const start = <usize>load<u32>(state, TEXT);
  const end = <usize>load<u32>(state, TEXT_END);
  const isRight = fits(node, start, end, load<u32>(state, TEXT_IS_ASCII) != 0);
  if (!isRight && !isKnown(node, start, end, load<u32>(entry, ENTRY_VALUE)))
    askOf(node, entry, ASKS_OF_TEXT);
  return next;
}

/** An entry of the text that was scanned last. */
function putText(state: usize, node: usize, levels: i32): usize {
  const base = <usize>load<u32>(state, BASE);
  const start = <usize>load<u32>(state, TEXT);
  const end = <usize>load<u32>(state, TEXT_END);
  const entry = putEntry(node, levels, <i32>(start - base), <i32>(end - base));
  if (entry == 0) return 0;
  store<u32>(entry, hashOf(start, <i32>(end - start)), ENTRY_VALUE);
  return entry;
}

function shredNumber(state: usize, node: usize, at: usize, levels: i32): usize {
  const end = scanNumber(state, at);
  if (end == 0) return shredToken(state, node, at, levels);
  if (isWithin(node, load<f64>(state, NUMBER))) return putNumber(state, node, end, levels);
  return askOfNumber(state, node, end, levels);
}

/** A number with an exponent or with many digits. */
function shredToken(state: usize, node: usize, at: usize, levels: i32): usize {
  let end = at;
  while (isOfNumber(load<u8>(end))) end++;
  if (end == at) return 0;
  const base = <usize>load<u32>(state, BASE);
  const entry = putEntry(node, levels, <i32>(at - base), <i32>(end - base));
  if (entry == 0) return 0;
  askOf(node, entry, ASKS_OF_TOKEN);
  return end;
}

function isOfNumber(byte: u8): bool {
  if (byte >= 0x30 && byte <= 0x39) return true;
  return byte == 0x2e || byte == 0x2d || byte == 0x2b || (byte | 0x20) == 0x65;
}

/** A number or a text that is a decimal, of which the value is the digits that its type has. */
function shredDecimal(state: usize, node: usize, at: usize, levels: i32): usize {
  const isText = load<u8>(at) == QUOTE;
  const end = scanNumber(state, isText ? at + 1 : at);
  if (end == 0 || (isText && load<u8>(end) != QUOTE)) return 0;
  const value = load<f64>(state, NUMBER);
  const power = load<f64>(node, SCALE_POWER);
  const digits = nearest(value * power);
  const size = abs(digits);
  if (size >= MOST_EXACT || size >= load<f64>(node, TOO_LARGE) || digits / power != value) return 0;
  const next = isText ? end + 1 : end;
  if (load<f64>(node, TOO_LARGE) > MOST_OF_WORDS)
    return putInteger(node, next, levels, <i64>digits);
  store<f64>(state, digits, NUMBER);
  return putNumber(state, node, next, levels);
}

function shredInteger(state: usize, node: usize, at: usize, levels: i32): usize {
  const end = scanNumber(state, at);
  if (end == 0) return 0;
  const value = load<f64>(state, NUMBER);
  const isRight = load<u32>(node, IS_BOUNDED) == 0 || isWithin(node, value);
  if (!isRight || value != nearest(value)) return 0;
  return putInteger(node, end, levels, <i64>value);
}

function shredBoolean(node: usize, at: usize, levels: i32, isAsked: bool): usize {
  const isTrue = load<u32>(at) == TRUE;
  if (!isTrue && !(load<u8>(at) == LOWER_F && load<u32>(at, 1) == ALSE)) return 0;
  const entry = putEntry(node, levels, 0, 0);
  if (entry == 0) return 0;
  store<f64>(entry, isTrue ? 1 : 0, ENTRY_VALUE);
  if (isAsked) askOf(node, entry, ASKS_OF_BOOLEAN);
  return isTrue ? at + 4 : at + 5;
}

/** A value of which JavaScript is asked. */
function shredAsked(state: usize, node: usize, at: usize, levels: i32): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) {
    const next = scanText(state, at + 1);
    if (next == 0) return 0;
    const entry = putText(state, node, levels);
    if (entry == 0) return 0;
    askOf(node, entry, ASKS_OF_TEXT);
    return next;
  }
  if (byte >= 0x61) return shredBoolean(node, at, levels, true);
  const end = scanNumber(state, at);
  return end == 0 ? 0 : askOfNumber(state, node, end, levels);
}

function askOfNumber(state: usize, node: usize, end: usize, levels: i32): usize {
  const entry = putEntry(node, levels, 0, 0);
  if (entry == 0) return 0;
  store<f64>(entry, load<f64>(state, NUMBER), ENTRY_VALUE);
  askOf(node, entry, ASKS_OF_NUMBER);
  return end;
}

function putNumber(state: usize, node: usize, end: usize, levels: i32): usize {
  const entry = putEntry(node, levels, 0, 0);
  if (entry == 0) return 0;
  store<f64>(entry, load<f64>(state, NUMBER), ENTRY_VALUE);
  return end;
}

function putInteger(node: usize, end: usize, levels: i32, value: i64): usize {
  const entry = putEntry(node, levels, 0, 0);
  if (entry == 0) return 0;
  store<i64>(entry, value, ENTRY_VALUE);
  return end;
}

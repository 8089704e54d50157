import {
  CELL_QUOTE,
  DELIMITER,
  ESCAPE,
  IS_DOUBLED,
  IS_TRIMMED,
  RECORD_BREAKS,
} from "../src/kernel/csv-layout";
import { LIMIT, SIDE, SIDE_END, TEXT, TEXT_END, TEXT_IS_ASCII } from "../src/kernel/scan-layout";
import { bytesOfCharacter } from "./scan-text";

const TAB: u8 = 0x09;
const SPACE: u8 = 0x20;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;

/** Read a cell into `TEXT` and the words behind it; the place behind the cell, or 0 where it is left to others. */
export function scanCell(state: usize, csv: usize, start: usize): usize {
  const quote = load<u8>(csv, CELL_QUOTE);
  return quote != 0 && load<u8>(start) == quote
    ? scanQuoted(state, csv, start + 1, quote)
    : scanPlain(state, csv, start, quote);
}

/** Where a cell's plain bytes end: at its delimiter, or at a byte that is a quote, an escape, a control character, or not ASCII. */
export function endOfBare(csv: usize, start: usize): usize {
  const delimiters = v128.load_splat<u8>(csv, DELIMITER);
  const quotes = v128.load_splat<u8>(csv, CELL_QUOTE);
  const escapes = v128.load_splat<u8>(csv, ESCAPE);
  let at = start;
  while (true) {
    const ends = i8x16.eq(v128.load(at), delimiters);
    const mask = i8x16.bitmask(v128.or(specialAt(at, quotes, escapes), ends));
    if (mask != 0) return at + <usize>ctz(mask);
    at += 16;
  }
}

/** A cell without quotes, of which there may be none inside either. */
function scanPlain(state: usize, csv: usize, start: usize, quote: u8): usize {
  const delimiter = load<u8>(csv, DELIMITER);
  const escape = load<u8>(csv, ESCAPE);
  const escapes = i8x16.splat(escape);
  const delimiters = i8x16.splat(delimiter);
  const quotes = i8x16.splat(quote);
  let isAscii: u32 = 1;
  let at = start;
  while (true) {
    const mask = i8x16.bitmask(
      v128.or(specialAt(at, quotes, escapes), i8x16.eq(v128.load(at), delimiters)),
    );
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += <usize>ctz(mask);
    const byte = load<u8>(at);
    if (byte == delimiter || byte == LF || byte == CR) break;
    if (byte == quote || byte == escape || byte == 0) return 0;
    const bytes = bytesAt(at, byte);
    if (bytes == 0) return 0;
    if (byte > 0x7f) isAscii = 0;
    at += bytes;
  }
  const end = load<u32>(csv, IS_TRIMMED) != 0 ? endOfTrimmed(start, at) : at;
  return answer(state, start, end, isAscii, at);
}

/** A cell behind its quote: with quotes written twice, and line ends, which are counted. */
function scanQuoted(state: usize, csv: usize, start: usize, quote: u8): usize {
  const quotes = i8x16.splat(quote);
  const escape = load<u8>(csv, ESCAPE);
  const escapes = i8x16.splat(escape);
  const limit = <usize>load<u32>(state, LIMIT);
  const side = <usize>load<u32>(state, SIDE);
  let to = side;
  let from = start;
  let isAscii: u32 = 1;
  let at = start;
  while (true) {
    const mask = i8x16.bitmask(specialAt(at, quotes, escapes));
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += <usize>ctz(mask);
    // The last byte before it is a line end.
    if (at >= limit) return 0;
    const byte = load<u8>(at);
    if (byte == quote) {
      if (load<u8>(at, 1) != quote) break;
      if (load<u32>(csv, IS_DOUBLED) == 0) return 0;
      to = putAside(state, to, from, at + 1);
      if (to == 0) return 0;
      at += 2;
      from = at;
      continue;
    }
    if (byte == LF || (byte == CR && load<u8>(at, 1) != LF))
      store<u32>(csv, load<u32>(csv, RECORD_BREAKS) + 1, RECORD_BREAKS);
    const bytes = byte == 0 || byte == escape ? 0 : bytesAt(at, byte);
    if (bytes == 0) return 0;
    if (byte > 0x7f) isAscii = 0;
    at += bytes;
  }
  const next = load<u32>(csv, IS_TRIMMED) != 0 ? skipBlanks(csv, at + 1) : at + 1;
  if (to == side) return answer(state, start, at, isAscii, next);
  to = putAside(state, to, from, at);
  if (to == 0) return 0;
  // What comes after it is read with it, and has to be there.
  store<u32>(state, to + 16, SIDE);
  return answer(state, side, to, isAscii, next);
}

/** Quotes, escapes, control characters, and bytes that are not ASCII, which are less than zero. */
function specialAt(at: usize, quotes: v128, escapes: v128): v128 {
  const bytes = v128.load(at);
  const marks = v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, escapes));
  return v128.or(i8x16.lt_s(bytes, i8x16.splat(0x20)), marks);
}

/** The place from `at` on that is neither a space nor a tab, unless that is the delimiter. */
export function skipBlanks(csv: usize, start: usize): usize {
  const delimiter = load<u8>(csv, DELIMITER);
  let at = start;
  let byte = load<u8>(at);
  while ((byte == SPACE || byte == TAB) && byte != delimiter) byte = load<u8>(++at);
  return at;
}

/** Where a cell ends without the blanks behind it. */
function endOfTrimmed(start: usize, end: usize): usize {
  let at = end;
  while (at > start && (load<u8>(at - 1) == SPACE || load<u8>(at - 1) == TAB)) at--;
  return at;
}

/** The bytes of a character; 0 where it is not well formed. */
function bytesAt(at: usize, byte: u8): i32 {
  return byte < 0x80 ? 1 : bytesOfCharacter(at);
}

/** Copy bytes behind others that were put aside; where they end, or 0 if there is no room. */
function putAside(state: usize, to: usize, from: usize, end: usize): usize {
  const length = end - from;
  // Room for the vectors below.
  if (to + length + 32 > <usize>load<u32>(state, SIDE_END)) return 0;
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
  return to + length;
}

function answer(state: usize, start: usize, end: usize, isAscii: u32, next: usize): usize {
  store<u32>(state, start, TEXT);
  store<u32>(state, end, TEXT_END);
  store<u32>(state, isAscii, TEXT_IS_ASCII);
  return next;
}

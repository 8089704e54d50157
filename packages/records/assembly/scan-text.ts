import { SIDE, SIDE_END, TEXT, TEXT_END, TEXT_IS_ASCII } from "../src/kernel/scan-layout";

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const SLASH: u8 = 0x2f;

/** Where a text's plain bytes end: at its quote, or at a byte that is a control character, a backslash, or not ASCII. */
export function endOfPlain(start: usize): usize {
  const spaces = i8x16.splat(0x20);
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(0x5c);
  let at = start;
  while (true) {
    const bytes = v128.load(at);
    // Bytes that are not ASCII are less than zero.
    const special = v128.or(
      i8x16.lt_s(bytes, spaces),
      v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)),
    );
    const mask = i8x16.bitmask(special);
    if (mask != 0) return at + <usize>ctz(mask);
    at += 16;
  }
}

/** Read a text behind its quote, into `TEXT` and the words behind it; the place behind its other quote, or 0 where it is left to others. */
export function scanText(state: usize, start: usize): usize {
  const end = endOfPlain(start);
  if (load<u8>(end) != QUOTE) return scanOddText(state, start, end);
  store<u32>(state, start, TEXT);
  store<u32>(state, end, TEXT_END);
  store<u32>(state, 1, TEXT_IS_ASCII);
  return end + 1;
}

/** A text with escapes or with other characters than ASCII is put aside as what it says, in UTF-8. */
export function scanOddText(state: usize, start: usize, plainEnd: usize): usize {
  const side = <usize>load<u32>(state, SIDE);
  const sideEnd = <usize>load<u32>(state, SIDE_END);
  let from = start;
  let end = plainEnd;
  let to = side;
  let isAscii: u32 = 1;
  while (true) {
    const length = end - from;
    // Room for a character and for the vectors below.
    if (to + length + 32 > sideEnd) return 0;
    v128.store(to, v128.load(from));
    for (let i: usize = 16; i < length; i += 16) v128.store(to + i, v128.load(from + i));
    to += length;
    const byte = load<u8>(end);
    if (byte == QUOTE) break;
    const next = load<u8>(end, 1);
    if (byte == BACKSLASH && (next == SLASH || next == QUOTE || next == BACKSLASH)) {
      store<u8>(to++, next);
      from = end + 2;
    } else if (byte == BACKSLASH) {
      const character = characterOf(end);
      if (character < 0) return 0;
      from = end + (next == 0x75 ? 6 : 2);
      to = putCharacter(to, character);
      if (character > 0x7f) isAscii = 0;
    } else {
      const bytes = byte < 0x80 ? 0 : bytesOfCharacter(end);
      if (bytes == 0) return 0;
      store<u32>(to, load<u32>(end));
      from = end + bytes;
      to += bytes;
      isAscii = 0;
    }
    end = endOfPlain(from);
  }
  store<u32>(state, side, TEXT);
  store<u32>(state, to, TEXT_END);
  store<u32>(state, isAscii, TEXT_IS_ASCII);
  // What comes after it is read with it, and has to be there.
  store<u32>(state, to + 16, SIDE);
  return end + 1;
}

/** What an escape stands for; -1 for what is none, and for halves of characters. */
function characterOf(at: usize): i32 {
  switch (load<u8>(at, 1)) {
    case 0x22:
      return 0x22;
    case 0x2f:
      return 0x2f;
    case 0x5c:
      return 0x5c;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    case 0x75:
      return characterOfHex(at + 2);
    default:
      return -1;
  }
}

function characterOfHex(at: usize): i32 {
  let value = 0;
  for (let i: usize = 0; i < 4; i++) {
    const digit = hexDigit(load<u8>(at + i));
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return (value & 0xf800) == 0xd800 ? -1 : value;
}

/** The value of a digit to base 16; -1 for other bytes. */
function hexDigit(byte: u8): i32 {
  const digit = <i32>byte - 0x30;
  if (digit >= 0 && digit <= 9) return digit;
  const letter = <i32>(byte | 0x20) - 0x61;
  return letter >= 0 && letter <= 5 ? letter + 10 : -1;
}

function putCharacter(at: usize, character: i32): usize {
  if (character < 0x80) {
    store<u8>(at, character);
    return at + 1;
  }
  if (character < 0x800) {
    store<u8>(at, 0xc0 | (character >> 6));
    store<u8>(at, 0x80 | (character & 0x3f), 1);
    return at + 2;
  }
  store<u8>(at, 0xe0 | (character >> 12));
  store<u8>(at, 0x80 | ((character >> 6) & 0x3f), 1);
  store<u8>(at, 0x80 | (character & 0x3f), 2);
  return at + 3;
}

/** The bytes of a character of UTF-8 beyond ASCII; 0 where it is not well formed. */
export function bytesOfCharacter(at: usize): i32 {
  const first = <i32>load<u8>(at);
  const second = <i32>load<u8>(at, 1);
  if ((second & 0xc0) != 0x80) return 0;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if ((load<u8>(at, 2) & 0xc0) != 0x80) return 0;
  if (first == 0xe0) return second >= 0xa0 ? 3 : 0;
  if (first == 0xed) return second <= 0x9f ? 3 : 0;
  if (first >= 0xe1 && first <= 0xef) return 3;
  if ((load<u8>(at, 3) & 0xc0) != 0x80) return 0;
  if (first == 0xf0) return second >= 0x90 ? 4 : 0;
  if (first == 0xf4) return second <= 0x8f ? 4 : 0;
  return first >= 0xf1 && first <= 0xf3 ? 4 : 0;
}

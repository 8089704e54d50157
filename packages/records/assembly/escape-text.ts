const BACKSLASH: u8 = 0x5c;
const QUOTE: u8 = 0x22;
const SPACE: u8 = 0x20;
/** What vectors are filled up with: backslashes. */
const FILLING: u64 = 0x5c5c5c5c5c5c5c5c;

/**
 * Write UTF-8 as JSON has it between quotes, 8 bytes at a time; the place behind it. By the byte of bits that says which are quotes and
 * backslashes, `table` has the vector by which a backslash is put before each.
 */
export function escapeText(start: usize, length: usize, to: usize, table: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  const backslashes = i8x16.splat(BACKSLASH);
  const spaces = i8x16.splat(SPACE);
  const end = start + length;
  let out = to;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const bytes = i64x2.replace_lane(v128.load(at), 1, FILLING);
    if (i8x16.bitmask(i8x16.lt_u(bytes, spaces)) != 0) {
      out = escapeBytes(at, at + 8, out);
      continue;
    }
    const mask =
      i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes))) & 0xff;
    v128.store(out, i8x16.swizzle(bytes, v128.load(table + <usize>(mask << 4))));
    out += 8 + <usize>popcnt(mask);
  }
  return escapeBytes(at, end, out);
}

/**
 * Write the vectors that `escapeText` works with, 256 of 16 bytes: by the bits of which of 8 bytes are escaped, where each byte of the
 * result comes from, a backslash from behind them.
 */
export function writeShapes(shapes: usize): void {
  memory.fill(shapes, 0, 4_096);
  for (let mask = 0; mask < 256; mask++) {
    let at = shapes + <usize>(mask << 4);
    for (let i = 0; i < 8; i++) {
      if (((mask >> i) & 1) != 0) store<u8>(at++, 8);
      store<u8>(at++, <u8>i);
    }
  }
}

function escapeBytes(start: usize, end: usize, to: usize): usize {
  let out = to;
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    if (byte < SPACE) {
      out = escapeControl(byte, out);
      continue;
    }
    if (byte == QUOTE || byte == BACKSLASH) store<u8>(out++, BACKSLASH);
    store<u8>(out++, byte);
  }
  return out;
}

/** Write a control character as its letter behind a backslash, or by its number. */
function escapeControl(byte: u8, out: usize): usize {
  store<u8>(out, BACKSLASH);
  const letter = letterOf(byte);
  store<u8>(out, letter, 1);
  if (letter != 0x75) return out + 2;
  store<u16>(out, 0x3030, 2);
  store<u8>(out, 0x30 + (byte >> 4), 4);
  const low = byte & 15;
  store<u8>(out, low < 10 ? 0x30 + low : 0x57 + low, 5);
  return out + 6;
}

function letterOf(byte: u8): u8 {
  switch (byte) {
    case 0x08:
      return 0x62;
    case 0x09:
      return 0x74;
    case 0x0a:
      return 0x6e;
    case 0x0c:
      return 0x66;
    case 0x0d:
      return 0x72;
    default:
      return 0x75;
  }
}

const COLON: u8 = 0x3a;
const SLASH: u8 = 0x2f;
const LETTER_S: u8 = 0x73;
const ZERO: u8 = 0x30;
const HTTP: u32 = 0x70747468;
/** `://`, and the bits of three bytes. */
const MARKS: u32 = 0x2f2f3a;
const THREE_BYTES: u32 = 0xffffff;
const MOST_HOST: usize = 253;
const MOST_PORT_DIGITS: usize = 4;
/** So many bytes are looked at at once, with a bit for each. */
const AT_ONCE: usize = 16;

/** Whether bytes are an e-mail address as zod has them. */
export function isEmail(start: usize, end: usize): bool {
  // Of the part before `@`: whether the last byte may be the last of all, and whether a point may come behind it.
  let mayEnd: u32 = 0;
  let mayPoint: u32 = 0;
  for (let at = start; at < end; at += AT_ONCE) {
    const bytes = v128.load(at);
    const inside = insideOf(end - at);
    const sign = bitsOf(bytes, 0x40) & inside;
    const local = sign == 0 ? inside : (sign & (0 - sign)) - 1;
    const words =
      alphanumericIn(bytes) | bitsOf(bytes, 0x5f) | bitsOf(bytes, 0x2b) | bitsOf(bytes, 0x2d);
    const points = bitsOf(bytes, 0x2e) & local;
    const others = words | bitsOf(bytes, 0x27);
    if ((others & local) != (local ^ points)) return false;
    if ((points & ~((others << 1) | mayPoint)) != 0) return false;
    if (sign != 0) {
      const place = ctz(sign);
      return (
        (((words << 1) | mayEnd) & (1 << place)) != 0 && isMailHost(at + <usize>place + 1, end)
      );
    }
    mayEnd = (words >>> 15) & 1;
    mayPoint = (others >>> 15) & 1;
  }
  return false;
}

function isMailHost(start: usize, end: usize): bool {
  // Whether a name begins with the next byte; where the last point was, and whether all since then are letters.
  let begins: u32 = 1;
  let last = end;
  for (let at = start; at < end; at += AT_ONCE) {
    const bytes = v128.load(at);
    const inside = insideOf(end - at);
    const points = bitsOf(bytes, 0x2e) & inside;
    const dashes = bitsOf(bytes, 0x2d) & inside;
    if (((alphanumericIn(bytes) & inside) | points | dashes) != inside) return false;
    if (((points | dashes) & ((points << 1) | begins)) != 0) return false;
    begins = (points >>> 15) & 1;
    if (points != 0) last = at + 31 - <usize>clz(points);
  }
  return last + 2 < end && areLetters(last + 1, end);
}

function areLetters(start: usize, end: usize): bool {
  for (let at = start; at < end; at += AT_ONCE) {
    const inside = insideOf(end - at);
    if ((lettersIn(v128.load(at)) & inside) != inside) return false;
  }
  return true;
}

/** Whether bytes are an address of the web that every parser of addresses takes. */
export function isWebUrl(start: usize, end: usize): bool {
  if (end - start < 8 || load<u32>(start) != HTTP) return false;
  const scheme = start + (load<u8>(start, 4) == LETTER_S ? 5 : 4);
  if ((load<u32>(scheme) & THREE_BYTES) != MARKS) return false;
  let at = endOfHost(scheme + 3, end);
  if (at == 0) return false;
  if (at < end && load<u8>(at) == COLON) {
    const port = ++at;
    while (at < end && isDigit(load<u8>(at))) at++;
    if (at == port || at - port > MOST_PORT_DIGITS) return false;
  }
  if (at < end && load<u8>(at) != SLASH) return false;
  return areSeen(at, end);
}

/** Whether all bytes are marks, letters and digits of ASCII. */
function areSeen(start: usize, end: usize): bool {
  const first = i8x16.splat(0x21);
  const last = i8x16.splat(0x7e);
  for (let at = start; at < end; at += AT_ONCE) {
    const bytes = v128.load(at);
    const odd = i8x16.bitmask(v128.or(i8x16.lt_s(bytes, first), i8x16.gt_s(bytes, last)));
    if ((odd & insideOf(end - at)) != 0) return false;
  }
  return true;
}

/** Where a host ends; 0 for what may be none. The last name begins with a letter, so that it is no number, and no name has two dashes. */
function endOfHost(start: usize, end: usize): usize {
  // Whether the byte before is a letter or a digit; where the last name begins.
  let before: u32 = 0;
  let name = start;
  let at = start;
  for (; at < end; at += AT_ONCE) {
    const bytes = v128.load(at);
    const points = bitsOf(bytes, 0x2e);
    const marks = points | bitsOf(bytes, 0x2d);
    const words = alphanumericIn(bytes);
    const others = ~(words | marks) | ~insideOf(end - at);
    const host = (others & (0 - others)) - 1;
    // A mark has a letter or a digit before it; so it has one behind it, but for the last.
    if ((marks & host & ~((words << 1) | before)) != 0) return 0;
    if ((points & host) != 0) name = at + 32 - <usize>clz(points & host);
    const length = <usize>ctz(others);
    before = (((words << 1) | before) >>> <u32>length) & 1;
    if (length < AT_ONCE) {
      at += length;
      break;
    }
  }
  if (at == name || before == 0 || at - start > MOST_HOST) return 0;
  return <u32>(load<u8>(name) | 0x20) - 0x61 < 26 ? at : 0;
}

/** A bit for each byte that is of so many. */
function insideOf(bytes: usize): u32 {
  return bytes < AT_ONCE ? (1 << (<u32>bytes)) - 1 : 0xffff;
}

/** A bit for each byte that is such. */
function bitsOf(bytes: v128, byte: u8): u32 {
  return i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(byte)));
}

function lettersIn(bytes: v128): u32 {
  const lower = v128.or(bytes, i8x16.splat(0x20));
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(26)));
}

function alphanumericIn(bytes: v128): u32 {
  const lower = v128.or(bytes, i8x16.splat(0x20));
  const letters = i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(26));
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  return i8x16.bitmask(v128.or(letters, digits));
}

function isDigit(byte: u8): bool {
  return <u32>byte - ZERO < 10;
}

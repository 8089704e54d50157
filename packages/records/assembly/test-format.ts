import { ATOM_BYTES, ATOM_COUNT, FIRST_ATOM } from "../src/kernel/scan-layout";

const APOSTROPHE: u8 = 0x27;
const PLUS: u8 = 0x2b;
const DASH: u8 = 0x2d;
const POINT: u8 = 0x2e;
const SLASH: u8 = 0x2f;
const ZERO: u8 = 0x30;
const COLON: u8 = 0x3a;
const AT: u8 = 0x40;
const LETTER_S: u8 = 0x73;
const UNDERLINE: u8 = 0x5f;
const HTTP: u32 = 0x70747468;
/** `://`, and the bits of three bytes. */
const MARKS: u32 = 0x2f2f3a;
const THREE_BYTES: u32 = 0xffffff;
const MOST_HOST: usize = 253;
const MOST_PORT_DIGITS: usize = 4;

/** Whether bytes are those of the sets of a pattern, one set behind the other. */
export function areOfAtoms(pattern: usize, start: usize, end: usize): bool {
  const count = load<i32>(pattern, ATOM_COUNT);
  let atom = pattern + FIRST_ATOM;
  let at = start;
  for (let i = 0; i < count; i++, atom += ATOM_BYTES) {
    const first = at;
    const bit: u32 = 1 << i;
    const most = <usize>load<u32>(atom, 4);
    const last = end - at < most ? end : at + most;
    while (at < last && (<u32>load<u16>(pattern + ((<usize>load<u8>(at)) << 1)) & bit) != 0) at++;
    if (<i32>(at - first) < load<i32>(atom)) return false;
  }
  return at == end;
}

/** Whether bytes are an e-mail address as zod has them. */
export function isEmail(start: usize, end: usize): bool {
  let at = start;
  // What the byte before is: a point or nothing, an apostrophe, or one that may be the last.
  let before = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == AT) break;
    if (byte == POINT) {
      if (before == 0) return false;
      before = 0;
    } else if (byte == APOSTROPHE) before = 1;
    else if (isAlphanumeric(byte) || byte == UNDERLINE || byte == PLUS || byte == DASH) before = 2;
    else return false;
  }
  return at < end && before == 2 && isMailHost(at + 1, end);
}

function isMailHost(start: usize, end: usize): bool {
  let first = start;
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == POINT) {
      if (at == first) return false;
      first = at + 1;
    } else if (!isAlphanumeric(byte) && (byte != DASH || at == first)) return false;
  }
  if (first == start || end - first < 2) return false;
  for (let at = first; at < end; at++) if (!isLetter(load<u8>(at))) return false;
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
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at);
    const odd = i8x16.bitmask(v128.or(i8x16.lt_s(bytes, first), i8x16.gt_s(bytes, last)));
    const left = end - at;
    if (odd != 0 && <usize>ctz(odd) < left) return false;
  }
  return true;
}

function endOfHost(start: usize, end: usize): usize {
  let at = start;
  let first = start;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (isAlphanumeric(byte)) continue;
    const isInside = at > first && load<u8>(at - 1) != DASH;
    if (byte == DASH && isInside) continue;
    if (byte != POINT) break;
    if (!isInside) return 0;
    first = at + 1;
  }
  if (at == first || load<u8>(at - 1) == DASH || !isLetter(load<u8>(first))) return 0;
  return at - start <= MOST_HOST ? at : 0;
}

function isAlphanumeric(byte: u8): bool {
  return isLetter(byte) || isDigit(byte);
}

function isLetter(byte: u8): bool {
  return <u32>(byte | 0x20) - 0x61 < 26;
}

function isDigit(byte: u8): bool {
  return <u32>byte - ZERO < 10;
}

import {
  ATOMS,
  FEWEST,
  FORMAT,
  IS_TESTED,
  KNOWN,
  KNOWN_MASK,
  LONGEST_KNOWN,
  MOST,
  OF_EMAIL,
  OF_IPV4,
  OF_URL,
  OF_UUID,
  PREFIX,
  PREFIX_BYTES,
  SLOT_BYTES,
  SLOT_TEXT,
  SUFFIX,
  SUFFIX_BYTES,
} from "../src/kernel/scan-layout";
import { sameBytes } from "./bytes";
import { hexDigit } from "./scan-text";
import { areOfAtoms, isEmail, isWebUrl } from "./test-format";

const UUID_BYTES = 36;
const DASH: u8 = 0x2d;
const POINT: u8 = 0x2e;

/** Whether a text fits its key as the contract says it of bytes; after a no, others can tell. */
export function fits(key: usize, start: usize, end: usize, isAscii: bool): bool {
  if (load<u32>(key, IS_TESTED) == 0) return false;
  const length = <i32>(end - start);
  // A character has four bytes at most.
  if ((isAscii ? length : length >> 2) < load<i32>(key, FEWEST)) return false;
  if (length > load<i32>(key, MOST)) return false;
  const prefix = load<i32>(key, PREFIX_BYTES);
  if (prefix > 0) {
    if (length < prefix || !sameBytes(start, load<u32>(key, PREFIX), prefix)) return false;
  }
  const suffix = load<i32>(key, SUFFIX_BYTES);
  if (suffix > 0) {
    if (length < suffix || !sameBytes(end - suffix, load<u32>(key, SUFFIX), suffix)) return false;
  }
  const format = load<i32>(key, FORMAT);
  if (format == 0) return true;
  if (format == OF_IPV4) return isIpv4(start, end);
  if (format == OF_UUID) return isUuid(start, end);
  if (format == OF_URL) return isWebUrl(start, end);
  if (format == OF_EMAIL) return isEmail(start, end);
  return areOfAtoms(load<u32>(key, ATOMS), start, end);
}

/** Whether a text is among those of its key that are known to fit. */
export function isKnown(key: usize, start: usize, end: usize, hash: u32): bool {
  const length = <i32>(end - start);
  if (length == 0 || length > LONGEST_KNOWN) return false;
  const slot =
    <usize>load<u32>(key, KNOWN) + <usize>((hash & load<u32>(key, KNOWN_MASK)) * SLOT_BYTES);
  return load<i32>(slot) == length && sameBytes(slot + SLOT_TEXT, start, length);
}

/** Four numbers from 0 to 255 without leading zeros, with points between them. */
function isIpv4(start: usize, end: usize): bool {
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0) {
      if (load<u8>(at) != POINT) return false;
      at++;
    }
    const first = at;
    let value = 0;
    for (; at < first + 3; at++) {
      const digit = <i32>load<u8>(at) - 0x30;
      if (<u32>digit > 9) break;
      value = value * 10 + digit;
    }
    const length = at - first;
    if (length == 0 || value > 255 || (length > 1 && load<u8>(first) == 0x30)) return false;
  }
  return at == end;
}

/** A UUID of versions 1 to 8 of the variant of RFC 9562. */
function isUuid(start: usize, end: usize): bool {
  if (end - start != UUID_BYTES) return false;
  const version = hexDigit(load<u8>(start, 14));
  const variant = hexDigit(load<u8>(start, 19));
  if (version < 1 || version > 8 || variant < 8 || variant > 11) return false;
  return (
    areHex(start, 0x2100) &&
    areHex(start + 16, 0x0084) &&
    hexDigit(load<u8>(start, 32)) >= 0 &&
    hexDigit(load<u8>(start, 33)) >= 0 &&
    hexDigit(load<u8>(start, 34)) >= 0 &&
    hexDigit(load<u8>(start, 35)) >= 0
  );
}

/** Whether 16 bytes are digits to base 16, and dashes where the bits of `dashes` say so. */
function areHex(start: usize, dashes: i32): bool {
  const bytes = v128.load(start);
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  const lower = v128.or(bytes, i8x16.splat(0x20));
  const letters = i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(6));
  const marks = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(DASH)));
  return marks == dashes && i8x16.bitmask(v128.or(digits, letters)) == (dashes ^ 0xffff);
}

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
import { hashOf, hashOfShort, sameBytes } from "./bytes";
import { isEmail, isWebUrl } from "./test-address";
import { areOfAtoms, isIpv4, isUuid } from "./test-format";

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
  return isOfFormat(key, start, end);
}

/** Whether a text is of the format that is asked of texts of its key. */
export function isOfFormat(key: usize, start: usize, end: usize): bool {
  const format = load<i32>(key, FORMAT);
  if (format == 0) return true;
  if (format == OF_IPV4) return isIpv4(start, end);
  if (format == OF_UUID) return isUuid(start, end);
  if (format == OF_URL) return isWebUrl(start, end);
  if (format == OF_EMAIL) return isEmail(start, end);
  return areOfAtoms(load<u32>(key, ATOMS), start, end);
}

/** The hash by which texts are known; 15 bytes past their beginning may be read. */
export function knownHash(start: usize, length: i32): u32 {
  if (length > 15) return hashOf(start, length);
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const own = v128.and(v128.load(start), i8x16.lt_u(places, i8x16.splat(<i8>length)));
  return hashOfShort(i64x2.extract_lane(own, 0), i64x2.extract_lane(own, 1));
}

/** Whether a text is among those of its key that are known to fit. */
export function isKnown(key: usize, start: usize, end: usize, hash: u32): bool {
  const length = <i32>(end - start);
  if (length == 0 || length > LONGEST_KNOWN) return false;
  const slot =
    <usize>load<u32>(key, KNOWN) + <usize>((hash & load<u32>(key, KNOWN_MASK)) * SLOT_BYTES);
  return load<i32>(slot) == length && sameBytes(slot + SLOT_TEXT, start, length);
}

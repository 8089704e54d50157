import { ATOM_BYTES, ATOM_COUNT, FIRST_ATOM } from "../src/kernel/scan-layout";

const UUID_BYTES = 36;
const FEWEST_IPV4: usize = 7;
const MOST_IPV4: usize = 15;

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

/** Four numbers from 0 to 255 without leading zeros, with points between them: all of their bytes at once, a bit for each. */
export function isIpv4(start: usize, end: usize): bool {
  const length = end - start;
  if (length - FEWEST_IPV4 > MOST_IPV4 - FEWEST_IPV4) return false;
  const bytes = v128.load(start);
  const inside: u32 = (1 << (<u32>length)) - 1;
  const values = i8x16.sub(bytes, i8x16.splat(0x30));
  const digits = <u32>i8x16.bitmask(i8x16.lt_u(values, i8x16.splat(10))) & inside;
  const points = <u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x2e))) & inside;
  const firsts = (points << 1) | 1;
  if ((digits | points) != inside || popcnt(points) != 3 || (firsts & ~digits) != 0) return false;
  const seconds = ((firsts & digits) << 1) & digits;
  const thirds = (seconds << 1) & digits;
  const zeros = <u32>i8x16.bitmask(i8x16.eq(values, i8x16.splat(0)));
  if ((((firsts & zeros) << 1) & digits) != 0 || ((thirds << 1) & digits) != 0) return false;
  if (thirds == 0) return true;
  const above = <u32>i8x16.bitmask(i8x16.gt_s(values, i8x16.splat(2)));
  const twos = <u32>i8x16.bitmask(i8x16.eq(values, i8x16.splat(2)));
  const above5 = <u32>i8x16.bitmask(i8x16.gt_s(values, i8x16.splat(5)));
  const fives = <u32>i8x16.bitmask(i8x16.eq(values, i8x16.splat(5)));
  const ofTwos = (twos << 1) & (thirds >>> 1);
  return (
    (above & (thirds >>> 2)) == 0 &&
    (ofTwos & above5) == 0 &&
    (((ofTwos & fives) << 1) & above5) == 0
  );
}

/** A UUID of versions 1 to 8 of the variant of RFC 9562. */
export function isUuid(start: usize, end: usize): bool {
  if (end - start != UUID_BYTES) return false;
  const version = <u32>load<u8>(start, 14) - 0x31;
  const variant = <u32>load<u8>(start, 19);
  if (version > 7 || (variant - 0x38 > 1 && (variant | 0x20) - 0x61 > 1)) return false;
  const first = hexBut(v128.load(start), i8x16(0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0));
  const next = hexBut(
    v128.load(start, 16),
    i8x16(0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0),
  );
  const last = hexBut(v128.load(start, 20), i8x16(0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  return i8x16.all_true(v128.and(first, v128.and(next, last)));
}

/** Which bytes are digits to base 16, or dashes where these have to be. */
function hexBut(bytes: v128, dashes: v128): v128 {
  const lower = v128.or(bytes, i8x16.splat(0x20));
  const digits = v128.or(
    i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10)),
    i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(6)),
  );
  return v128.bitselect(i8x16.eq(bytes, i8x16.splat(0x2d)), digits, dashes);
}

// Texts as places among those that are different, as `TextDictionary` of @cloudapi/transform has them.
import {
  LONGEST_IN_KEY,
  LOOKS_BYTES,
  TEXT_ENDS,
  TEXT_KEY_BYTES,
  TEXT_SOURCE_OF,
  TEXT_SOURCES,
  TEXT_STARTS,
} from "../src/kernel/encode-layout";
import { hashOf, sameBytes } from "./bytes";
import { sourceAt } from "./encode-texts";

/** What is noted of a text that is looked up: its key, its hash and its number; some are at once. */
const LOOK_BYTES: usize = 32;
/** Texts that take more steps to be found were made to have the same hash. */
const MOST_STEPS: i32 = 256;
/** Bits of a slot that are of the hash; the others are the place of a text among the different ones plus one. */
const TAG: i32 = <i32>0xfffc0000;

/**
 * Number every so-manieth text in the order in which different ones come. Returns how many are different, or -1 if they
 * are more than the limit, or not to be found in a few steps.
 *
 * @param table four bytes for each slot, `LOOKS_BYTES`, and `TEXT_KEY_BYTES` for each text that may be different and one more
 * @param mask slots of the table less one, of which some are never taken
 * @param distinct where the places of the first of each go, four bytes each
 */
export function numberTexts(
  texts: usize,
  count: i32,
  step: i32,
  limit: i32,
  table: usize,
  mask: u32,
  distinct: usize,
  codes: usize,
): i32 {
  const looks = table + ((<usize>mask + 1) << 2);
  const keys = looks + LOOKS_BYTES;
  memory.fill(table, 0, (<usize>mask + 1) << 2);
  let size = 0;
  let code = codes;
  for (let i = 0; i < count; ) {
    // Slots are all over the table: those of some texts are fetched at once, and then looked at.
    const looked = noteTexts(texts, i, count, step, table, mask, looks);
    for (let look = looks; look < looked; look += LOOK_BYTES, code += 4, i += step) {
      const key = v128.load(look);
      const hash = load<u32>(look, 16);
      const tag = hash & TAG;
      let slot = table + ((<usize>(hash & mask)) << 2);
      let entry = load<i32>(slot);
      for (let steps = 0; entry != 0; steps++) {
        if ((entry & TAG) == tag && isSame(key, v128.load(keyAt(keys, entry & ~TAG)))) break;
        if (steps >= MOST_STEPS) return -1;
        slot = slot + 4 < looks ? slot + 4 : table;
        entry = load<i32>(slot);
      }
      if (entry == 0) {
        if (size >= limit) return -1;
        store<i32>(distinct + ((<usize>size) << 2), i);
        entry = ++size;
        store<i32>(slot, entry | tag);
        v128.store(keyAt(keys, entry), key);
      }
      store<i32>(code, (entry & ~TAG) - 1);
    }
  }
  return size;
}

/** Note keys and hashes of as many texts as there is room for, and fetch their slots; where what was noted ends. */
function noteTexts(
  texts: usize,
  first: i32,
  count: i32,
  step: i32,
  table: usize,
  mask: u32,
  looks: usize,
): usize {
  const sources = load<usize>(texts, TEXT_SOURCES);
  const sourceOf = load<usize>(texts, TEXT_SOURCE_OF);
  const starts = load<usize>(texts, TEXT_STARTS);
  const ends = load<usize>(texts, TEXT_ENDS);
  let look = looks;
  for (let i = first; i < count && look < looks + LOOKS_BYTES; i += step, look += LOOK_BYTES) {
    const place = (<usize>i) << 2;
    const from = load<i32>(starts + place);
    const length = load<i32>(ends + place) - from;
    const at = sourceAt(sources, sourceOf, place) + from;
    let hash: u32;
    if (length <= LONGEST_IN_KEY) {
      const key = keyOf(at, length);
      hash = hashOfKey(key);
      v128.store(look, key);
    } else {
      hash = hashOf(at, length);
      v128.store(look, i32x4(hash, length, <i32>at, -1));
    }
    store<u32>(look, hash, 16);
    store<u32>(look, load<u32>(table + ((<usize>(hash & mask)) << 2)), 20);
  }
  return look;
}

function keyAt(keys: usize, entry: i32): usize {
  return keys + <usize>entry * TEXT_KEY_BYTES;
}

/** The bytes of a short text, zeros, and its length; of a longer one it is the hash, the length, where it is, and -1. */
function keyOf(at: usize, length: i32): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const bytes = v128.and(v128.load(at), i8x16.lt_s(places, i8x16.splat(<i8>length)));
  return i8x16.replace_lane(bytes, <u8>LONGEST_IN_KEY, <i8>length);
}

/** As `hashOfShort` has it. */
function hashOfKey(key: v128): u32 {
  const factors = i32x4(0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f);
  const products = i32x4.mul(key, factors);
  const sums = i32x4.add(products, v128.shuffle<i64>(products, products, 1, 0));
  const sum = <u32>(i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1));
  const product = (sum ^ (sum >>> 15)) * 0x2c1b3c6d;
  return product ^ (product >>> 13);
}

function isSame(key: v128, other: v128): bool {
  if (!v128.any_true(v128.xor(key, other))) return true;
  if (i32x4.extract_lane(key, 3) != -1 || i32x4.extract_lane(other, 3) != -1) return false;
  if (i64x2.extract_lane(key, 0) != i64x2.extract_lane(other, 0)) return false;
  return sameBytes(
    <usize>i32x4.extract_lane(key, 2),
    <usize>i32x4.extract_lane(other, 2),
    i32x4.extract_lane(key, 1),
  );
}

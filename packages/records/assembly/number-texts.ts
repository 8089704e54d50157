// Texts as places among those that are different, as `TextNumbers` of @cloudapi/transform has them.
import { TEXT_ENDS, TEXT_SOURCE_OF, TEXT_SOURCES, TEXT_STARTS } from "../src/kernel/encode-layout";
import { hashOf, sameBytes } from "./bytes";
import { sourceAt } from "./encode-texts";

/** Of a slot, which has the hash of a text, its number plus one, where it is and how long, as the power of two of its bytes. */
const SLOT_BITS: usize = 4;
/** Of texts that are looked up at once, what is in a slot, with the number of the text where its number plus one goes. */
const LOOKS_BYTES: usize = 128 * 16;
/** Texts that take more steps to be found were made to have the same hash. */
const MOST_STEPS: i32 = 256;

/**
 * Number every so-manieth text in the order in which different ones come. Returns how many are different, or -1 if they
 * are more than the limit, or not to be found in a few steps.
 *
 * @param table 16 bytes for each slot, and 2,064 behind them
 * @param mask slots of the table less one; twice as many as there can be different texts, or more
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
  const sources = load<usize>(texts, TEXT_SOURCES);
  const sourceOf = load<usize>(texts, TEXT_SOURCE_OF);
  const starts = load<usize>(texts, TEXT_STARTS);
  const ends = load<usize>(texts, TEXT_ENDS);
  memory.fill(table, 0, (<usize>mask + 1) << SLOT_BITS);
  const looks = table + ((<usize>mask + 1) << SLOT_BITS);
  let size = 0;
  let code = codes;
  for (let i = 0; i < count; ) {
    // Slots are all over the table: those of some texts are fetched at once, and then looked at.
    let looked = looks;
    for (; i < count && looked < looks + LOOKS_BYTES; i += step, looked += 16) {
      const place = (<usize>i) << 2;
      const from = load<i32>(starts + place);
      const length = load<i32>(ends + place) - from;
      const at = sourceAt(sources, sourceOf, place) + from;
      const hash = hashOf(at, length);
      store<u32>(looked, hash);
      store<i32>(looked, i, 4);
      store<usize>(looked, at, 8);
      store<i32>(looked, length, 12);
      store<i32>(looks + LOOKS_BYTES, load<i32>(slotAt(table, hash & mask)));
    }
    for (let look = looks; look < looked; look += 16, code += 4) {
      const slot = findSlot(table, mask, look);
      if (slot == 0) return -1;
      if (load<i32>(slot, 4) == 0) {
        if (size >= limit) return -1;
        store<i32>(distinct + ((<usize>size) << 2), load<i32>(look, 4));
        v128.store(slot, v128.load(look));
        store<i32>(slot, ++size, 4);
      }
      store<i32>(code, load<i32>(slot, 4) - 1);
    }
  }
  return size;
}

function slotAt(table: usize, place: u32): usize {
  return table + ((<usize>place) << SLOT_BITS);
}

/** The slot of a text, or the one where it would be; 0 where that takes too many steps. */
function findSlot(table: usize, mask: u32, look: usize): usize {
  const hash = load<u32>(look);
  const length = load<i32>(look, 12);
  let place = hash & mask;
  for (let steps = 0; steps <= MOST_STEPS; steps++) {
    const slot = slotAt(table, place);
    if (load<i32>(slot, 4) == 0) return slot;
    if (load<u32>(slot) == hash && load<i32>(slot, 12) == length)
      if (sameBytes(load<usize>(slot, 8), load<usize>(look, 8), length)) return slot;
    place = (place + 1) & mask;
  }
  return 0;
}

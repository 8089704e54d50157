import {
  ASKS_OTHER,
  BASE,
  ENDS,
  HASHES,
  IS_KEPT,
  IS_LEFT,
  KEY,
  NEXT_PLACE,
  NODE,
  NUMBERS,
  STARTS,
  VALUE,
} from "../src/kernel/scan-layout";
import { ENTRIES, ENTRY_BYTES, NEXT_ENTRY, PENDING, SHRED } from "../src/kernel/shred-layout";
import { shredValue } from "./shred-value";

/**
 * Read a value that has others inside: in place of its hash is its first entry, and as its number the one behind its last. The place
 * behind it, or what is asked of others.
 */
export function readNested(state: usize, key: usize, at: usize, cell: usize): usize {
  const node = <usize>load<u32>(key, NODE);
  const shred = <usize>load<u32>(node, SHRED);
  // Of rows that are only counted no entries are kept.
  if (load<u32>(state, IS_KEPT) == 0) store<u32>(shred, load<u32>(shred, ENTRIES), NEXT_ENTRY);
  const first = load<u32>(shred, NEXT_ENTRY);
  store<u32>(shred, 0, PENDING);
  const end = shredValue(state, node, at, 0);
  if (end == 0) {
    store<u32>(shred, first, NEXT_ENTRY);
    return IS_LEFT;
  }
  const base = <usize>load<u32>(state, BASE);
  const entries = load<u32>(shred, ENTRIES);
  store<u32>(<usize>load<u32>(state, STARTS) + cell, at - base);
  store<u32>(<usize>load<u32>(state, ENDS) + cell, end - base);
  store<u32>(<usize>load<u32>(state, HASHES) + cell, (first - entries) / ENTRY_BYTES);
  const last = (load<u32>(shred, NEXT_ENTRY) - entries) / ENTRY_BYTES;
  store<f64>(<usize>load<u32>(state, NUMBERS) + (cell << 1), <f64>last);
  if (load<u32>(shred, PENDING) == 0) return end;
  store<u32>(state, end, NEXT_PLACE);
  store<u32>(state, key, KEY);
  store<u32>(state, at, VALUE);
  return ASKS_OTHER;
}

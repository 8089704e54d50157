import {
  END,
  ENTRIES_END,
  ENTRY_BYTES,
  FIRST_LEAF,
  LEAF,
  LEAVES,
  LEVELS,
  NEXT_ENTRY,
  PENDING,
  SHRED,
  START,
} from "../src/kernel/shred-layout";

/** Put an entry of a node's first leaf, whose bytes are between two places; its address, or 0 where there is no room. */
export function putEntry(node: usize, levels: i32, start: i32, end: i32): usize {
  return putLeaf(<usize>load<u32>(node, SHRED), load<i32>(node, FIRST_LEAF), levels, start, end);
}

/** What is not there takes one entry in each leaf; whether there was room. */
export function putNothing(node: usize, repetition: i32, definition: i32): bool {
  const shred = <usize>load<u32>(node, SHRED);
  const first = load<i32>(node, FIRST_LEAF);
  const count = load<i32>(node, LEAVES);
  const levels = repetition | (definition << 8);
  for (let i = 0; i < count; i++) if (putLeaf(shred, first + i, levels, -1, -1) == 0) return false;
  return true;
}

/** Have JavaScript look at an entry when its column is read. */
export function askOf(node: usize, entry: usize, what: i32): void {
  const shred = <usize>load<u32>(node, SHRED);
  store<i32>(shred, load<i32>(shred, PENDING) + 1, PENDING);
  store<i32>(entry, load<i32>(entry, LEVELS) | what, LEVELS);
}

function putLeaf(shred: usize, leaf: i32, levels: i32, start: i32, end: i32): usize {
  const entry = <usize>load<u32>(shred, NEXT_ENTRY);
  const next = entry + ENTRY_BYTES;
  if (next > <usize>load<u32>(shred, ENTRIES_END)) return 0;
  store<u32>(shred, next, NEXT_ENTRY);
  store<i32>(entry, leaf, LEAF);
  store<i32>(entry, levels, LEVELS);
  store<i32>(entry, start, START);
  store<i32>(entry, end, END);
  return entry;
}

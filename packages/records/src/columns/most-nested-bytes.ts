import type { FlatRows } from "../flat/flat-rows.ts";

/** What an entry takes beside its text: two levels, a code, and what a new text takes in a dictionary. */
const MOST_BYTES_OF_ENTRY = 24;

/** What chunks of texts may take beside the bytes that are put there. */
const MOST_BYTES_OF_CHUNKS = 131_072;
/** Chunks are at most twice as long as a text for which there was no room, and half full before. */
const TIMES_TEXTS = 8;

/**
 * The most bytes of memory that values with others inside may take of rows that lie in their bytes, as buffers count them, and
 * texts beside them that are not looked up.
 */
export function mostNestedBytes(flat: FlatRows, from: number, to: number): number {
  const { nested } = flat.plan;
  if (nested === undefined) return Number.POSITIVE_INFINITY;
  let entries = 0;
  for (const [field, plan] of nested.entries()) {
    if (plan === undefined) continue;
    for (let row = from, at = from * flat.width + field; row < to; row++, at += flat.width)
      entries +=
        (flat.starts[at] as number) < 0
          ? plan.leaves.length
          : (flat.numbers[at] as number) - (flat.hashes[at] as number);
  }
  // Texts are parts of their records, and none is longer than its bytes there.
  const texts = (flat.recordEnds[to - 1] as number) - (flat.recordStarts[from] as number);
  return entries * MOST_BYTES_OF_ENTRY + texts * TIMES_TEXTS + MOST_BYTES_OF_CHUNKS;
}

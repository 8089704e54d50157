/** What the hash of a text begins with. */
export const HASH_SEED = 0x811c9dc5 | 0;
const WORD_BYTES = 4;
const FACTOR = 0x9e3779b1 | 0;
const LAST_FACTOR = 0x85ebca6b | 0;

/** The hash of a text's bytes: of its words of four bytes, little-endian, and of its last four bytes where some are left. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let hash = HASH_SEED;
  let at = start;
  for (; at + WORD_BYTES <= end; at += WORD_BYTES) hash = mixed(hash, wordAt(bytes, at));
  if (at === end) return lastMixed(hash);
  if (length >= WORD_BYTES) return lastMixed(mixed(hash, wordAt(bytes, end - WORD_BYTES)));
  let word = 0;
  for (let i = length - 1; i >= 0; i--) word = (word << 8) | (bytes[start + i] as number);
  return lastMixed(mixed(hash, word));
}

/** The same of bytes that are read four at a time. */
export function hashIn(view: DataView, start: number, end: number): number {
  let hash = HASH_SEED;
  let at = start;
  for (; at + WORD_BYTES <= end; at += WORD_BYTES) hash = mixed(hash, view.getInt32(at, true));
  if (at === end) return lastMixed(hash);
  if (end - start >= WORD_BYTES)
    return lastMixed(mixed(hash, view.getInt32(end - WORD_BYTES, true)));
  let word = 0;
  for (at = end - 1; at >= start; at--) word = (word << 8) | view.getUint8(at);
  return lastMixed(mixed(hash, word));
}

/** A hash with the next word. */
export function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, FACTOR);
  return product ^ (product >>> 15);
}

/** A hash of all words, its low bits too, which choose the slot of a table. */
function lastMixed(hash: number): number {
  const product = Math.imul(hash ^ (hash >>> 16), LAST_FACTOR);
  return product ^ (product >>> 13);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

const WORD_BYTES = 4;

/** Bytes of texts, to be read some at a time. */
export function viewsOf(sources: readonly Uint8Array[]): readonly DataView[] {
  return sources.map(
    ({ buffer, byteOffset, byteLength }) => new DataView(buffer, byteOffset, byteLength),
  );
}

/** Whether as many bytes are the same in two places: four at a time, the last four also where they overlap those before. */
export function isSame(
  one: DataView,
  start: number,
  other: DataView,
  otherStart: number,
  length: number,
): boolean {
  const last = length - WORD_BYTES;
  if (last < 0) {
    for (let i = 0; i < length; i++)
      if (one.getUint8(start + i) !== other.getUint8(otherStart + i)) return false;
    return true;
  }
  for (let i = 0; i < last; i += WORD_BYTES)
    if (one.getInt32(start + i, true) !== other.getInt32(otherStart + i, true)) return false;
  return one.getInt32(start + last, true) === other.getInt32(otherStart + last, true);
}

/** Less than 0 where the bytes of the first place come before those of the second, more where they come behind them. */
export function compareBytes(
  one: DataView,
  start: number,
  length: number,
  other: DataView,
  otherStart: number,
  otherLength: number,
): number {
  const shorter = length < otherLength ? length : otherLength;
  let i = 0;
  for (; i + WORD_BYTES <= shorter; i += WORD_BYTES) {
    const word = one.getInt32(start + i, false);
    const otherWord = other.getInt32(otherStart + i, false);
    // The first byte of a word is its highest, without a sign.
    if (word !== otherWord) return word >>> 0 < otherWord >>> 0 ? -1 : 1;
  }
  for (; i < shorter; i++) {
    const difference = one.getUint8(start + i) - other.getUint8(otherStart + i);
    if (difference !== 0) return difference;
  }
  return length - otherLength;
}

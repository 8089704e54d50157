const WORD_BYTES = 4;

/** A few bytes in one place, and as many in another. */
interface TwoPlaces {
  readonly from: DataView;
  readonly start: number;
  readonly to: DataView;
  readonly at: number;
  readonly length: number;
}

/** Whether the bytes of both places are the same: four at a time, the last four also where they overlap those before. */
export function hasSameBytes({ from, start, to, at, length }: TwoPlaces): boolean {
  const last = length - WORD_BYTES;
  if (last < 0) {
    for (let i = 0; i < length; i++)
      if (from.getUint8(start + i) !== to.getUint8(at + i)) return false;
    return true;
  }
  for (let i = 0; i < last; i += WORD_BYTES)
    if (from.getInt32(start + i, true) !== to.getInt32(at + i, true)) return false;
  return from.getInt32(start + last, true) === to.getInt32(at + last, true);
}

/** Copy bytes to another place, in the same way; places of the same memory are the same or apart. */
export function copyBytes({ from, start, to, at, length }: TwoPlaces): void {
  const last = length - WORD_BYTES;
  if (last < 0) {
    for (let i = 0; i < length; i++) to.setUint8(at + i, from.getUint8(start + i));
    return;
  }
  for (let i = 0; i < last; i += WORD_BYTES)
    to.setInt32(at + i, from.getInt32(start + i, true), true);
  to.setInt32(at + last, from.getInt32(start + last, true), true);
}

import { firstHash } from "./key-hash.ts";

/** Slots of a table of keys, each a byte. */
export const KEY_SLOTS = 1_024;
/** Bits of a hash, of which those above a place choose the slot. */
const SHIFTS = 54;

/** A table in which each key has a slot of its own. */
export interface KeyPlaces {
  /** By slot, the number of its key; 0 where there is none. */
  readonly slots: Uint8Array;
  /** By how many bits hashes are shifted. */
  readonly shift: number;
}

/** A table of at most 256 keys by their first bytes; `undefined` where some of these are the same, or none was found. */
export function keyPlaces(keys: readonly Uint8Array[]): KeyPlaces | undefined {
  const hashes = keys.map(firstHash);
  for (let shift = 0; shift < SHIFTS; shift++) {
    const places = hashes.map((hash) => Number((hash >> BigInt(shift)) % BigInt(KEY_SLOTS)));
    if (new Set(places).size < keys.length) continue;
    const slots = new Uint8Array(KEY_SLOTS);
    for (const [key, place] of places.entries()) slots[place] = key;
    return { slots, shift };
  }
  return undefined;
}

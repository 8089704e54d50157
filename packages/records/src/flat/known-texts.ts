const SLOTS = 8_192;
const FEWEST_SLOTS = 256;
/** Longer texts are looked at each time. */
const LONGEST = 48;
/** Bytes that all columns of a contract may take together. */
const BUDGET_BYTES = 4 * 1024 * 1024;

/** Texts of a field that are known to fit: the last one of each hash, by its bytes. */
export class KnownTexts {
  readonly #mask: number;
  readonly #lengths: Uint8Array;
  readonly #bytes: Uint8Array;

  /** @param fields how many such fields there are */
  constructor(fields: number) {
    const slots = knownSlots(fields, LONGEST);
    this.#mask = slots - 1;
    this.#lengths = new Uint8Array(slots);
    this.#bytes = new Uint8Array(slots * LONGEST);
  }

  has(bytes: Uint8Array, start: number, end: number, hash: number): boolean {
    const slot = hash & this.#mask;
    const length = end - start;
    // An empty slot has the length 0, as an empty text has: that is looked at each time.
    if (length === 0 || this.#lengths[slot] !== length) return false;
    const known = this.#bytes;
    for (let i = 0, at = slot * LONGEST; i < length; i++, at++)
      if (known[at] !== bytes[start + i]) return false;
    return true;
  }

  add(bytes: Uint8Array, start: number, end: number, hash: number): void {
    const length = end - start;
    if (length > LONGEST) return;
    const slot = hash & this.#mask;
    this.#lengths[slot] = length;
    for (let i = 0, at = slot * LONGEST; i < length; i++, at++)
      this.#bytes[at] = bytes[start + i] as number;
  }
}

/** How many texts of each of so many fields are held, by the bytes that one takes. */
export function knownSlots(fields: number, bytes: number): number {
  let slots = SLOTS;
  while (slots > FEWEST_SLOTS && slots * bytes * fields > BUDGET_BYTES) slots /= 2;
  return slots;
}

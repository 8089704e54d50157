/** Texts that are numbered in the order in which they come, by their codes in a dictionary. */
export interface CodeNumbering {
  /** By code two words: the epoch of who numbered it last, and its number there. */
  readonly stamps: Int32Array;
  readonly epoch: number;
  /** Where texts of the dictionary are, by code. */
  readonly begins: Int32Array;
  readonly stops: Int32Array;
  /** The same by number. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** How many are different so far. */
  size: number;
}

/** Put numbers in the place of codes, from one to before another. */
export function numberCodes(
  numbering: CodeNumbering,
  codes: Int32Array,
  from: number,
  to: number,
): void {
  const { stamps, epoch, begins, stops, starts, ends } = numbering;
  let { size } = numbering;
  for (let i = from; i < to; i++) {
    const code = codes[i] as number;
    const stamp = code * 2;
    if (stamps[stamp] !== epoch) {
      stamps[stamp] = epoch;
      stamps[stamp + 1] = size;
      starts[size] = begins[code] as number;
      ends[size++] = stops[code] as number;
    }
    codes[i] = stamps[stamp + 1] as number;
  }
  numbering.size = size;
}

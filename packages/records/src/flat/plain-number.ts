const [MINUS, POINT, ZERO, NINE] = [0x2d, 0x2e, 0x30, 0x39] as const;
/** Numbers of so many digits are whole numbers and powers of ten that doubles hold, and their quotient is the nearest double. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);

/** Scans numbers of JSON that have few digits and no exponent. */
export class PlainNumber {
  /** The number that was scanned last. */
  value = 0;

  /** Where a number ends that begins at a place; -1 where there is none, or one that is not plain. */
  scan(bytes: Uint8Array, start: number): number {
    const first = bytes[start] === MINUS ? start + 1 : start;
    let at = first;
    let digits = 0;
    let byte = bytes[at] as number;
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
      digits = digits * 10 + (byte - ZERO);
    if (at === first || (bytes[first] === ZERO && at > first + 1)) return -1;
    let fraction = 0;
    if (byte === POINT) {
      const point = at;
      byte = bytes[++at] as number;
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
        digits = digits * 10 + (byte - ZERO);
      fraction = at - point - 1;
      if (fraction === 0) return -1;
    }
    if (at - first - (fraction > 0 ? 1 : 0) > MOST_DIGITS) return -1;
    const value = fraction === 0 ? digits : digits / (POWERS[fraction] as number);
    this.value = first > start ? -value : value;
    return at;
  }
}

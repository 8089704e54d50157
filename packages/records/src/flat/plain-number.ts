const [MINUS, ZERO] = [0x2d, 0x30] as const;
/** The point, as a digit is reckoned of a byte. */
const POINT_DIGIT = 0x2e ^ ZERO;
/** Numbers of so many digits are whole numbers and powers of ten that doubles hold, and their quotient is the nearest double. */
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);

/** So many digits make a whole number of 32 bits. */
const INTEGER_DIGITS = 9;

/** Scans numbers of JSON that have few digits and no exponent. */
export class PlainNumber {
  /** The number that was scanned last. */
  value = 0;

  /** Where a number ends that begins at a place; -1 where there is none, or one that is not plain. */
  scan(bytes: Uint8Array, start: number): number {
    const first = bytes[start] === MINUS ? start + 1 : start;
    let at = first;
    let digits = 0;
    let digit = (bytes[at] as number) ^ ZERO;
    for (; digit <= 9; digit = (bytes[++at] as number) ^ ZERO) digits = (digits * 10 + digit) | 0;
    if (at === first || (bytes[first] === ZERO && at > first + 1)) return -1;
    let fraction = 0;
    if (digit === POINT_DIGIT) {
      const point = at;
      digit = (bytes[++at] as number) ^ ZERO;
      for (; digit <= 9; digit = (bytes[++at] as number) ^ ZERO) digits = (digits * 10 + digit) | 0;
      fraction = at - point - 1;
      if (fraction === 0) return -1;
    }
    const count = at - first - (fraction > 0 ? 1 : 0);
    if (count > MOST_DIGITS) return -1;
    const whole = count > INTEGER_DIGITS ? digitsOf(bytes, first, at) : digits;
    const value = fraction === 0 ? whole : whole / (POWERS[fraction] as number);
    this.value = first > start ? -value : value;
    return at;
  }
}

/** All digits from one place to before another, without the point between them. */
function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) ^ ZERO;
    if (digit <= 9) digits = digits * 10 + digit;
  }
  return digits;
}

const [MINUS, POINT, ZERO] = [0x2d, 0x2e, 0x30] as const;
/** Digits by which every double that has so few is told from all others: they are the ones that JavaScript writes. */
const MOST_DIGITS = 15;
const MOST = 10 ** MOST_DIGITS;
/** A number below this is written with an exponent. */
const LEAST = 1e-6;
const POWERS = Array.from({ length: MOST_DIGITS }, (_, digits) => 10 ** digits);
/** Half of the digits: two halves are integers of 32 bits. */
const HALF = 1e8;

/** Write a number of at most 15 digits as JavaScript does; where it ends, or -1 where it has more, or is zero with a sign. */
export function writeNumber(bytes: Uint8Array, start: number, value: number): number {
  const size = Math.abs(value);
  if (size < LEAST || !(size < MOST)) return Object.is(value, 0) ? writeZero(bytes, start) : -1;
  const scale = scaleOf(size);
  if (scale < 0) return -1;
  let at = start;
  if (value < 0) bytes[at++] = MINUS;
  return writeScaled(bytes, at, Math.round(size * (POWERS[scale] as number)), scale);
}

function writeZero(bytes: Uint8Array, start: number): number {
  bytes[start] = ZERO;
  return start + 1;
}

/** How many digits it has behind the point; -1 where it has too many in all. */
function scaleOf(size: number): number {
  if (Number.isInteger(size)) return 0;
  for (let scale = 1; scale < MOST_DIGITS; scale++) {
    const power = POWERS[scale] as number;
    const digits = Math.round(size * power);
    if (digits >= MOST) return -1;
    if (digits / power === size) return scale;
  }
  return -1;
}

/** Write digits with a point before the last of them, from the last one to the first. */
function writeScaled(bytes: Uint8Array, start: number, digits: number, scale: number): number {
  const count = Math.max(digitsOf(digits), scale + 1);
  const end = start + count + (scale > 0 ? 1 : 0);
  const high = Math.floor(digits / HALF);
  let part = digits - high * HALF;
  let at = end;
  for (let place = 0; place < count; place++) {
    if (place === 8) part = high;
    if (place === scale && scale > 0) bytes[--at] = POINT;
    const next = (part / 10) | 0;
    bytes[--at] = ZERO + part - next * 10;
    part = next;
  }
  return end;
}

function digitsOf(value: number): number {
  let count = 1;
  for (; count < MOST_DIGITS && value >= (POWERS[count] as number); count++);
  return count;
}

/** The largest 32-bit float, of which every shorter number is beyond what a float holds. */
const LARGEST = 3.4028234663852886e38;

/** A short number that is the same 32-bit float: `0.1` of `0.10000000149011612`. */
export function shortFloat(text: string): number {
  const float = Math.fround(Number(text));
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return withinFloats(short);
  }
  return withinFloats(Number(float.toPrecision(9)));
}

/** A number as a 32-bit float can be: the largest is written as 3.4028235e38, which is more than it is. */
export function withinFloats(value: number): number {
  const isLargest = Math.abs(value) > LARGEST && Number.isFinite(Math.fround(value));
  return isLargest ? Math.sign(value) * LARGEST : value;
}

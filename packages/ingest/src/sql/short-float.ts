/** A short number that is the same 32-bit float: `0.1` of `0.10000000149011612`. */
export function shortFloat(text: string): number {
  const float = Math.fround(Number(text));
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(9));
}

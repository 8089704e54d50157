/** A double as text that SQL can cast back: the fewest digits that tell it, with a point or an exponent. */
export function doubleText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

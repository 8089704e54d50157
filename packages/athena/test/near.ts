import { expect } from "vitest";

/** A matcher for a number up to the last digits, which depend on the order of a sum; null only matches null. */
export function near(value: number | null, digits = 6): unknown {
  if (value === null) return null;
  return expect.closeTo(value, digits);
}

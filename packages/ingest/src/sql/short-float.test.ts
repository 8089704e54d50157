import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { shortFloat, withinFloats } from "./short-float.ts";
import { float32 } from "./sql-type.ts";

it("is the number that people wrote", () => {
  const texts = ["0.10000000149011612", "16777216", "1.401298464324817e-45"];
  expect(texts.map(shortFloat)).toEqual([0.1, 16_777_216, 1.4013e-45]);
});

it("is within what 32-bit floats hold, as servers write the largest beyond it", () => {
  const largest = 3.4028234663852886e38;
  for (const text of ["3.4028235e+38", "-3.4028235e+38", "3.4028234663852886e38"]) {
    const value = text.startsWith("-") ? -largest : largest;
    expect(shortFloat(text)).toBe(value);
    expect(float32.decode?.(text)).toBe(value);
    expect(z.float32().safeParse(float32.decode?.(text)).success).toBe(true);
  }
  expect([4e38, Number.NEGATIVE_INFINITY, Number.NaN].map(withinFloats)).toEqual([
    4e38,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ]);
});

it("is the same 32-bit float, whatever it is", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (float) => {
      expect(Math.fround(shortFloat(String(float)))).toBe(
        float === 0 ? Number(String(float)) : float,
      );
    }),
    { numRuns: propertyRuns(1000) },
  );
});

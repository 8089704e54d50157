import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { shortFloat } from "./short-float.ts";

it("is the number that people wrote", () => {
  const texts = [
    "0.10000000149011612",
    "16777216",
    "3.4028234663852886e38",
    "1.401298464324817e-45",
  ];
  expect(texts.map(shortFloat)).toEqual([0.1, 16_777_216, 3.4028235e38, 1.4013e-45]);
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

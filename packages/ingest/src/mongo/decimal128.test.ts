import * as fc from "fast-check";
import { expect, it } from "vitest";
import { decimalDigits, plainDecimal } from "./decimal128.ts";

it.each([
  ["1.10", "1.10", 1, 2],
  ["1E+3", "1000", 4, 0],
  ["-1.5E-7", "-0.00000015", 1, 8],
  ["0E-3", "0", 1, 0],
  ["12E0", "12", 2, 0],
  ["1E+6111", "1E+6111", 6112, 0],
])("writes %s as %s, with its digits", (text, plain, whole, scale) => {
  expect(plainDecimal(text)).toBe(plain);
  expect(decimalDigits(text)).toEqual({ whole, scale });
});

it("has no digits for what is no number", () => {
  expect(["NaN", "Infinity", "-Infinity"].map(decimalDigits)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(plainDecimal("NaN")).toBe("NaN");
});

it("keeps the value, and has the digits that the text has", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 34n }),
      fc.integer({ min: -30, max: 30 }),
      (digits, exponent) => {
        const plain = plainDecimal(`${digits}E${exponent}`);
        const [whole = "", fraction = ""] = plain.split(".");
        expect(BigInt(whole + fraction) * 10n ** 60n).toBe(
          digits * 10n ** BigInt(60 + exponent + fraction.length),
        );
        expect(decimalDigits(`${digits}E${exponent}`)).toEqual({
          whole: whole.length,
          scale: fraction.length,
        });
      },
    ),
  );
});

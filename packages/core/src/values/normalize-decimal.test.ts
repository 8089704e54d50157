import fc from "fast-check";
import { expect, it } from "vitest";
import { normalizeDecimal } from "./normalize-decimal.ts";

it("is the identity on its own results and keeps the number", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      fc.integer({ min: 0, max: 6 }),
      (unscaled, scale) => {
        const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
        const whole = digits.slice(0, digits.length - scale);
        const text = `${unscaled < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
        expect(normalizeDecimal(text, 20, scale)).toBe(text);
      },
    ),
  );
});

it.each([
  ["007.1", "7.10"],
  ["-0.00", "0.00"],
  ["1.200000", "1.20"],
  ["0", "0.00"],
  ["-12.3", "-12.30"],
  ["1.234", { fault: "scale" }],
  ["1234", { fault: "precision" }],
  ["1e2", "100.00"],
  ["1.5E-0001", "0.15"],
  ["123456e-5", { fault: "scale" }],
  ["1e3", { fault: "precision" }],
  ["1e99999999999999999999", { fault: "precision" }],
  ["-1e-99999999999999999999", { fault: "scale" }],
  ["0e99999999999999999999", "0.00"],
  ["1e", { fault: "format" }],
  ["+1", { fault: "format" }],
  ["", { fault: "format" }],
  [".5", { fault: "format" }],
  ["5.", { fault: "format" }],
])("makes of %j in decimal(5,2) %j", (text, expected) => {
  expect(normalizeDecimal(text, 5, 2)).toEqual(expected);
});

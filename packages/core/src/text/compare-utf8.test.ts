import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { compareUtf8 } from "./compare-utf8.ts";

it("orders as the UTF-8 bytes do", () => {
  const text = fc.string({ unit: anyCodePoint, maxLength: 5 });
  const rule = fc.property(text, text, (a, b) => {
    expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  });
  fc.assert(rule, { numRuns: propertyRuns(500) });
});

it("puts what lies past U+FFFF last, unlike the order of strings", () => {
  const keys = ["\u{1f600}", "\uffee"];
  expect(keys.toSorted()).toEqual(["\u{1f600}", "\uffee"]);
  expect(keys.toSorted(compareUtf8)).toEqual(["\uffee", "\u{1f600}"]);
});

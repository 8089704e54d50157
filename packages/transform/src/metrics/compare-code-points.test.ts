import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { compareCodePoints } from "./compare-code-points.ts";

it("orders well-formed text as its UTF-8 bytes", () => {
  const text = fc.string({ unit: anyCodePoint, maxLength: 8 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(
        Buffer.compare(Buffer.from(a), Buffer.from(b)),
      );
    }),
  );
});

it("puts a code point past U+FFFF after U+E000 to U+FFFF", () => {
  expect(compareCodePoints("\u{1F600}", "\uFFFD")).toBeGreaterThan(0);
});

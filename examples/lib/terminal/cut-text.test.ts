import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCodePoint } from "../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { cutEnd, cutMiddle } from "./cut-text.ts";
import { displayWidth } from "./display-width.ts";
import { printable } from "./printable.ts";

it("cuts the end or the middle, and nothing of what fits", () => {
  expect([cutEnd("abcdef", 4), cutEnd("abcd", 4), cutEnd("ab", 0)]).toEqual(["abc…", "abcd", ""]);
  expect([cutMiddle("abcdefghij", 7), cutMiddle("abcdefg", 7)]).toEqual(["abcd…ij", "abcdefg"]);
});

it("cuts no letter from its marks, no wide one in half, and nothing out of an escape of a URL", () => {
  expect(cutEnd("e\u0301e\u0301e\u0301", 2)).toBe("e\u0301…");
  expect(cutEnd("日本語", 4)).toBe("日…");
  expect(cutEnd("/%D8%B3%D9", 6)).toBe("/%D8…");
});

it("never exceeds the width, and keeps only what was there", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCodePoint }), fc.nat(30), (any, width) => {
      const text = printable(any);
      for (const cut of [cutEnd(text, width), cutMiddle(text, width)]) {
        expect(displayWidth(cut)).toBeLessThanOrEqual(Math.max(width, 0));
        const [head = "", tail = ""] = cut === text ? [text] : cut.split(/…(?!.*…)/s);
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      }
    }),
    { numRuns: propertyRuns(300) },
  );
});

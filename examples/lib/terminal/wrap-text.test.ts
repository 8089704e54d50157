import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCodePoint } from "../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { displayWidth } from "./display-width.ts";
import { printable } from "./printable.ts";
import { wrapLines, wrapText } from "./wrap-text.ts";

it("breaks between words, and indents all lines but the first", () => {
  expect(wrapText("upload     one two three", 16, "    ")).toEqual([
    "upload     one",
    "    two three",
  ]);
  expect(wrapText("  as it is", 10)).toEqual(["  as it is"]);
  expect(wrapLines("a\n\nb c", 2)).toBe("a\n\nb\nc");
});

it("breaks a word that is wider than a line", () => {
  expect(wrapText("in /a/very/long/path it is", 8, "  ")).toEqual([
    "in",
    "  /a/ver",
    "  y/long",
    "  /path",
    "  it is",
  ]);
});

it("gives lines that fit, and loses nothing but spaces", () => {
  const text = fc.string({ unit: fc.oneof(anyCodePoint, fc.constant(" ")) }).map(printable);
  fc.assert(
    fc.property(text, fc.integer({ min: 20, max: 60 }), fc.nat(11), (line, width, indent) => {
      const lines = wrapText(line, width, " ".repeat(indent));
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(" ", "")).toBe(line.replaceAll(" ", ""));
    }),
    { numRuns: propertyRuns(300) },
  );
});

import { expect, it } from "vitest";
import { bar, countOf, cut, formatBytes, formatCount, textTable } from "./text-table.ts";

it("aligns columns under their headings", () => {
  const lines = textTable(
    [
      { n: 1, s: "a" },
      { n: 100, s: "bcd" },
    ],
    [
      { heading: "s", text: ({ s }) => s },
      { heading: "n", text: ({ n }) => String(n), align: "right" },
    ],
  );
  expect(lines).toEqual(["s      n", "a      1", "bcd  100"]);
});

it("draws bars in eighths and never beyond the width", () => {
  expect([bar(0, 4), bar(0.5, 4), bar(1, 4), bar(2, 4), bar(1 / 32, 4)]).toEqual([
    "",
    "██",
    "████",
    "████",
    "▏",
  ]);
});

it("cuts text and hides control characters", () => {
  expect([cut("abcdef", 4), cut("a\nb\u0000", 9)]).toEqual(["abc…", "a·b·"]);
});

it("formats sizes and counts", () => {
  expect([
    formatBytes(512),
    formatBytes(1536),
    formatBytes(5 * 1024 ** 3),
    formatCount(1234567),
    countOf(1, "row"),
    countOf(1000, "row"),
  ]).toEqual(["512 B", "1.5 KiB", "5.0 GiB", "1,234,567", "1 row", "1,000 rows"]);
});

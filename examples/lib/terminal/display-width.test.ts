import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCodePoint } from "../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { showOn } from "../testing/headless-terminal.ts";
import { displayWidth, padTo } from "./display-width.ts";
import { printable } from "./printable.ts";

it("counts columns, not characters", () => {
  const texts = ["abc", "日本語", "e\u0301", "한국", "👍", "ｆｕｌｌ", "ﾊﾝｶｸ", ""];
  expect(texts.map(displayWidth)).toEqual([3, 6, 1, 4, 2, 8, 4, 0]);
  expect([padTo("日本", 6), padTo("日本", 6, "right"), padTo("abc", 2)]).toEqual([
    "日本  ",
    "  日本",
    "abc",
  ]);
});

it("is what a terminal takes, for the scripts that logs are written in", async () => {
  for (const text of [
    "/api/users?q=caf\u00e9",
    "/検索/商品",
    "/поиск",
    "/بحث",
    "/검색",
    "/👍/🚀",
    "/█▏…·",
  ])
    expect([text, (await showOn(80, printable(text))).column]).toEqual([text, displayWidth(text)]);
});

it("is never less than what a terminal takes, whatever the text, and nothing moves the cursor back", async () => {
  const property = fc.asyncProperty(
    fc.string({ unit: anyCodePoint, maxLength: 30 }),
    async (any) => {
      const text = printable(any);
      const { column, wrapped } = await showOn(200, text);
      expect(wrapped).toEqual([]);
      expect(column).toBeLessThanOrEqual(displayWidth(text));
      expect(column).toBeGreaterThanOrEqual(displayWidth(text) / 2);
    },
  );
  await fc.assert(property, { numRuns: propertyRuns(300) });
});

it("keeps apart what is different, as long as it can be seen", () => {
  expect(printable("a\u0000b\u0001\t\x1b[31m\x7f\x9b")).toBe("a␀b␁␉␛[31m␡·");
  expect(printable("\u202Eevil\u200B\uFEFF\uD800")).toBe("·evil··" + "·");
  expect(printable(`z${"\u0301".repeat(50)}`)).toBe(`z${"\u0301".repeat(3)}`);
  expect(printable("x".repeat(1_000_000))).toHaveLength(4_001);
});

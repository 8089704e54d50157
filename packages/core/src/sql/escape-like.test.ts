import { describe, expect, it } from "vitest";
import { escapeLike } from "./escape-like.ts";

describe("escapeLike", () => {
  it.each([
    ["plain", "\\", "plain"],
    ["50%", "\\", "50\\%"],
    ["a_b\\c", "\\", "a\\_b\\\\c"],
    ["a#b%", "#", "a##b#%"],
    ["😀%", "\\", "😀\\%"],
  ])("%j with %j", (text, escapeCharacter, pattern) => {
    expect(escapeLike(text, escapeCharacter)).toBe(pattern);
  });

  it.each([[""], ["ab"], ["%"], ["_"], ["'"], ["\0"], ["\ud800"], ["😀"]])(
    "refuses the escape character %j",
    (escapeCharacter) => {
      expect(() => escapeLike("a", escapeCharacter)).toThrow(RangeError);
    },
  );

  it("refuses text that can't stand in SQL", () => {
    expect(() => escapeLike("a\0")).toThrow(RangeError);
  });
});

import { describe, expect, it } from "vitest";
import { pythonPattern } from "./python-pattern.ts";

describe("what Python writes otherwise", () => {
  it.each([
    [/^[A-Z]-\d+$/, "^[A-Z]-\\d+\\Z"],
    [/a.b/s, "a.b"],
    [/a.b/, "a[^\\n\\r\\u2028\\u2029]b"],
    [/(?<year>\d{4})(?:-|\/)/, "(\\d{4})(?:-|\\/)"],
    [/(?<é>a)|(?<è>b)/, "(a)|(b)"],
    [/[[-a]/, "[\\[-a]"],
    [/[^[-a]/, "[^\\[-a]"],
    [/[^-a]/, "[^\\-a]"],
    [/^é😀$/, "^\\u00e9\\ud83d\\ude00\\Z"],
    [/^[é😀]$/u, "^[\\u00e9\\U0001f600]\\Z"],
    [/[[&a-c~|-]/, "[\\[\\&a-c\\~\\|\\-]"],
    [/[^\b\x41\u00e9]/, "[^\\x08\\x41\\u00e9]"],
    [
      /\S{2,}?$/,
      "[^\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]{2,}?\\Z",
    ],
    [/\0(?=a)(?!b)/, "\\x00(?=a)(?!b)"],
  ])("%s", (pattern, python) => {
    expect(pythonPattern(pattern)).toMatchObject({ pattern: python });
  });

  it("drops names of groups that are alike, which Node 22 has no pattern of", () => {
    const pattern = { source: "(?<é>a)|(?<é>b)", flags: "" } as RegExp;
    expect(pythonPattern(pattern)).toMatchObject({ pattern: "(a)|(b)" });
  });

  it("says whether texts are shown in code points, and whether case matters", () => {
    expect(pythonPattern(/^.$/u)).toMatchObject({ unicode: true, flags: 0 });
    expect(pythonPattern(/^get$/i)).toMatchObject({ unicode: false, flags: 2 });
  });
});

describe("what has no form in Python", () => {
  it.each([
    [/\p{L}/u, "\\p"],
    [/(a)\1/, "\\1"],
    [/(?<=a+)b/, "the group (?<="],
    [/é/i, "letters other than ASCII's in any case"],
    [/k/iu, "letters in any case by the flags i and u"],
    [/^\ud83d\ude00$/u, "\\ud83d, half of a character"],
    [/^a$/m, "the flag m, whose line ends are others"],
    [/a/y, "the flag y"],
    [new RegExp("[]"), "an empty class"],
    [/[\S]/, "\\S"],
    [/a{,3}/, "a bare {"],
    [/a]/, "a bare ]"],
    [/\u{1F600}/u, "\\u"],
    [/[\w-.]/, "a hyphen beside a class"],
  ])("%s", (pattern, reason) => {
    expect(pythonPattern(pattern)).toEqual({ reason });
  });
});

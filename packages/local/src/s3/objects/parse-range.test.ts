import fc from "fast-check";
import { expect, it } from "vitest";
import { parseRange } from "./parse-range.ts";

it("picks what slicing picks", () => {
  const bytes = Array.from({ length: 10 }, (_, i) => i);
  const rule = fc.property(fc.nat(9), fc.nat(30), (first, last) => {
    const range = parseRange(`bytes=${first}-${last}`, 10);
    const picked = range && bytes.slice(range.start, range.end);
    expect(picked).toEqual(last < first ? undefined : bytes.slice(first, last + 1));
  });
  fc.assert(rule);
});

it.each([
  ["bytes=0-", { start: 0, end: 10 }],
  ["bytes=-3", { start: 7, end: 10 }],
  ["bytes=-30", { start: 0, end: 10 }],
  ["bytes=", undefined],
  ["bytes=-", undefined],
  ["bytes=a-b", undefined],
  ["pages=1-2", undefined],
  ["bytes=0-1,3-4", undefined],
  [undefined, undefined],
])("%s", (header, range) => {
  expect(parseRange(header, 10)).toEqual(range);
});

it.each(["bytes=10-", "bytes=10-20", "bytes=-0"])("%s lies outside", (header) => {
  expect(() => parseRange(header, 10)).toThrow(
    expect.objectContaining({ code: "InvalidRange", status: 416 }),
  );
});

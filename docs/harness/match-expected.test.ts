import { expect, it } from "vitest";
import { matchesExpected } from "./match-expected.ts";

it.each<[unknown[], string]>([
  [["it's"], '"it\'s"'],
  [["plain text"], "plain text"],
  [[69, "text/csv"], "69 text/csv"],
  [[undefined], "undefined"],
  [[2n ** 60n], "1152921504606846976n"],
  [[{ a: 1, b: undefined }], "{ a: 1 }"],
  [[Object.freeze({ a: [1, 2] })], "{ a: [1, 2] }"],
  [[{ a: 1, b: 2 }], "{ a: 1, ... }"],
  [[{ a: 1, b: [{ c: 1, d: 2 }, 3] }], "{ b: [{ c: 1, ... }, ...], ... }"],
  [[{ a: 1 }], "{\n  a: 1,\n}"],
  [[true], "true\nand the next comment has nothing to do with it"],
])("%o fits %s", (values, text) => {
  expect(matchesExpected(values, text)).toBe(true);
});

it.each<[unknown[], string]>([
  [["its"], '"it\'s"'],
  [[1], "2"],
  [["1"], "1n"],
  [[{ a: 1, b: 2 }], "{ a: 1 }"],
  [[{ a: 1 }], "{ a: 1, b: 2, ... }"],
  [[[1, 2, 3]], "[1, 2]"],
  [[[1]], "[1, 2, ...]"],
  [[69, "text/plain"], "69 text/csv"],
  [[undefined], "null"],
])("%o does not fit %s", (values, text) => {
  expect(matchesExpected(values, text)).toBe(false);
});

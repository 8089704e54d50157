import { expect, it } from "vitest";
import { readToken, writeToken } from "./continuation-token.ts";

it("carries any key", () => {
  for (const key of ["a", "ü/\u{1f600}", "\n"]) expect(readToken(writeToken(key))).toBe(key);
});

it("refuses what it did not write", () => {
  for (const token of [
    "",
    "x",
    "bm90IG91cnM",
    `${writeToken("a")}x`,
    writeToken("a").slice(0, -2),
  ]) {
    expect(() => readToken(token)).toThrow("The continuation token provided is incorrect");
  }
});

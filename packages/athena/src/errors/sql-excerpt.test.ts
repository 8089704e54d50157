import { describe, expect, it } from "vitest";
import { positionIn, sqlExcerpt } from "./sql-excerpt.ts";

describe("positionIn", () => {
  it.each([
    ["SYNTAX_ERROR: line 12:345: no", { line: 12, column: 345 }],
    ["FAILED: ParseException line 1:489 cannot recognize", { line: 1, column: 489 }],
    ["baseline 1:2", undefined],
    ["no place", undefined],
  ])("%s", (message, position) => {
    expect(positionIn(message)).toEqual(position);
  });
});

describe("sqlExcerpt", () => {
  it.each([
    ["SELECT x\r\nFROM t", { line: 2, column: 6 }, "2 | FROM t\n  |      ^"],
    ["\tSELECT x", { line: 1, column: 2 }, "1 | \tSELECT x\n  | \t^"],
    ["SELECT", { line: 1, column: 99 }, "1 | SELECT\n  |       ^"],
    ["SELECT", { line: 1, column: 0 }, "1 | SELECT\n  | ^"],
    ["a\nb\nc\nd\ne\nf\ng\nh\ni\nj", { line: 10, column: 1 }, "10 | j\n   | ^"],
  ])("%j at %j", (sql, position, excerpt) => {
    expect(sqlExcerpt(sql, position)).toBe(excerpt);
  });

  it("cuts a long line around the place", () => {
    const [shown = "", caret = ""] = (
      sqlExcerpt(`${"a".repeat(500)}!${"b".repeat(500)}`, { line: 1, column: 501 }) ?? ""
    ).split("\n");
    expect(shown.length).toBeLessThanOrEqual(80);
    expect(shown[caret.indexOf("^")]).toBe("!");
  });

  it("is nothing past the end, or on a blank line", () => {
    expect(sqlExcerpt("SELECT", { line: 2, column: 1 })).toBeUndefined();
    expect(sqlExcerpt("SELECT\n\n", { line: 2, column: 1 })).toBeUndefined();
  });
});

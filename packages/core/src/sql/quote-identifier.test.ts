import { describe, expect, it } from "vitest";
import { quoteIdentifier } from "./quote-identifier.ts";

describe("quoteIdentifier", () => {
  it.each([
    ["timestamp", '"timestamp"', "`timestamp`"],
    ['a"b', '"a""b"', '`a"b`'],
    ["a`b", '"a`b"', "`a``b`"],
    ["a.b", '"a.b"', "`a.b`"],
    ['x"; DROP TABLE t; --', '"x""; DROP TABLE t; --"', '`x"; DROP TABLE t; --`'],
    ["naïve 表", '"naïve 表"', "`naïve 表`"],
  ])("%j", (name, query, ddl) => {
    expect(quoteIdentifier(name)).toBe(query);
    expect(quoteIdentifier(name, "query")).toBe(query);
    expect(quoteIdentifier(name, "ddl")).toBe(ddl);
  });

  it.each([
    ["", "can't be empty"],
    ["a\0b", "NUL character (at position 1)"],
    ["a\ud800", "unpaired surrogate"],
    ["é".repeat(128), "at most 255 bytes"],
  ])("refuses %j", (name, message) => {
    expect(() => quoteIdentifier(name)).toThrow(RangeError);
    expect(() => quoteIdentifier(name)).toThrow(message);
  });

  it("takes 255 bytes", () => {
    expect(quoteIdentifier("a".repeat(255))).toHaveLength(257);
  });

  it.each([[undefined], [null], [5], [{ toString: () => "x" }]])("refuses %j as a name", (name) => {
    expect(() => quoteIdentifier(name as unknown as string)).toThrow(TypeError);
  });

  it("refuses an unknown dialect", () => {
    expect(() => quoteIdentifier("a", "mysql" as "ddl")).toThrow(
      'dialect must be "query" or "ddl", not mysql',
    );
    expect(() => quoteIdentifier("a", "toString" as "ddl")).toThrow(TypeError);
  });
});

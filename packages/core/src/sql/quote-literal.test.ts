import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteLiteral } from "./quote-literal.ts";

/** Hive's own reading of a literal's escapes (BaseSemanticAnalyzer.unescapeSQLString), for those we write. */
function readAsHive(literal: string): string {
  const body = /^'((?:[^'\\]|\\[\s\S])*)'$/.exec(literal)?.[1];
  if (body === undefined) throw new Error(`not one Hive literal: ${literal}`);
  const named: Record<string, string> = {
    n: "\n",
    r: "\r",
    t: "\t",
    "0": "\0",
    b: "\b",
    Z: "\x1a",
  };
  return body.replaceAll(/\\([\s\S])/g, (_, character: string) => named[character] ?? character);
}

describe("quoteLiteral", () => {
  it.each([
    ["", "''", "''"],
    ["it's", "'it''s'", String.raw`'it\'s'`],
    [String.raw`a\b`, String.raw`'a\b'`, String.raw`'a\\b'`],
    [String.raw`\' OR 1=1 --`, String.raw`'\'' OR 1=1 --'`, String.raw`'\\\' OR 1=1 --'`],
    ["a\r\n\tb", "'a\r\n\tb'", String.raw`'a\r\n\tb'`],
    ["${x} ? 😀", "'${x} ? 😀'", "'${x} ? 😀'"],
  ])("%j", (text, query, ddl) => {
    expect(quoteLiteral(text)).toBe(query);
    expect(quoteLiteral(text, "ddl")).toBe(ddl);
  });

  it("is read back by Hive's rules", () => {
    const texts = fc.string({
      unit: fc.constantFrom(
        "'",
        "\\",
        "n",
        "0",
        "\n",
        "\r",
        "\t",
        "%",
        "_",
        "a",
        "é",
        '"',
        "`",
        ";",
      ),
    });
    fc.assert(fc.property(texts, (text) => readAsHive(quoteLiteral(text, "ddl")) === text));
  });

  it.each([["a\0"], ["\udfff"]])("refuses %j", (text) => {
    expect(() => quoteLiteral(text)).toThrow(RangeError);
    expect(() => quoteLiteral(text, "ddl")).toThrow(RangeError);
  });

  it("refuses what is not a string, and an unknown dialect", () => {
    expect(() => quoteLiteral(5 as unknown as string)).toThrow(
      "quoteLiteral: expected a string, not number.",
    );
    expect(() => quoteLiteral(null as unknown as string)).toThrow("not null");
    expect(() => quoteLiteral("a", "x" as "ddl")).toThrow(TypeError);
  });
});

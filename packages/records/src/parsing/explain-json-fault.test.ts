import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { explainJsonFault } from "./explain-json-fault.ts";

const pieces = fc.constantFrom(
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  '"a"',
  '"a":',
  "1",
  "0",
  "-",
  ".",
  "e",
  "+",
  "true",
  "nul",
  "null",
  " ",
  "\n",
  "\t",
  "\\",
  "\\n",
  "\\u00e9",
  "\\u12",
  "é",
  "\u0000",
  "\uFEFF",
  "'",
  "x",
  '{"a":1}',
  "[1]",
);
const soup = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("agreement with JSON.parse", () => {
  it("finds a fault in exactly the texts that JSON.parse refuses", () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(explainJsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: propertyRuns(5000) },
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(explainJsonFault(text)).toBeUndefined();
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it("calls every beginning of a JSON text cut, unless it is JSON itself", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const beginning = text.slice(0, at % text.length);
        expect(explainJsonFault(beginning)?.isCut ?? isJson(beginning)).toBe(true);
      }),
      { numRuns: propertyRuns(2000) },
    );
  });

  it("points at the character that can't be there", () => {
    fc.assert(
      fc.property(soup, (text) => {
        const fault = explainJsonFault(text);
        if (fault === undefined) return;
        const before = explainJsonFault(text.slice(0, fault.at));
        expect(before === undefined || before.isCut).toBe(true);
        expect(fault.isCut).toBe(fault.at === text.length);
      }),
      { numRuns: propertyRuns(5000) },
    );
  });

  it("reads 16 MiB in one string, and 100,000 nested arrays", () => {
    expect(explainJsonFault(`"${"x".repeat(16_777_216)}`)).toMatchObject({
      isCut: true,
      at: 16_777_217,
    });
    expect(explainJsonFault("[".repeat(100_000))).toMatchObject({ isCut: true });
    expect(explainJsonFault("1".repeat(1_000_000))).toBeUndefined();
  });
});

describe("messages", () => {
  it.each([
    ['{"a":1,}', 7, "a key in double quotes", "}", "JSON has no comma after the last one"],
    ["{'a':1}", 1, "a key in double quotes or }", "'", "strings and keys are in double quotes"],
    ["{a:1}", 1, "a key in double quotes or }", "a", "keys are written in double quotes"],
    ['{"a":NaN}', 5, "a value", "NaN", "JSON has no NaN and no Infinity; write null"],
    ['{"a":None}', 5, "a value", "None", "write null"],
    ['{"a":True}', 5, "a value", "True", "true and false are written in lower case"],
    [
      '{"a":007}',
      5,
      "a number as JSON writes it",
      "007",
      "JSON numbers have no leading zeros; write digits that are not a number as a string",
    ],
    ['{"a":+1}', 5, "a value", "+1", "JSON numbers have no plus sign"],
    ['{"a":.5}', 5, "a value", ".5", "a JSON number has a digit before the point"],
    [
      '{"a":1.}',
      5,
      "a number as JSON writes it",
      "1.",
      "a JSON number has a digit after the point",
    ],
    ['{"a":0x1F}', 5, "a number as JSON writes it", "0x1F", "JSON numbers are decimal"],
    ['{"a":1} // note', 8, "the end of the record", "/", "JSON has no comments"],
    [
      '{"a":"x\ty"}',
      7,
      "a closing quote or a character that may be in a string",
      "U+0009",
      "a tab inside a string is written \\t",
    ],
    [
      '{"a":"\\x"}',
      6,
      'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
      "\\",
      undefined,
    ],
    ['{"a" 1}', 5, ":", "1", undefined],
    [
      '{"a":1 "b":2}',
      7,
      ", or }",
      '"',
      "a comma is missing, or a quote inside a string is not escaped",
    ],
    ['{"a":“x”}', 5, "a value", "“", 'typographic quotes are not JSON; use "'],
    [
      '{"a":1}{"a":2}',
      7,
      "the end of the record",
      "{",
      "a line holds one record; write each record on a line of its own",
    ],
    ['{"a":1},', 7, "the end of the record", ",", "in JSON Lines no comma follows a record"],
    [
      '\uFEFF{"a":1}',
      0,
      "a value",
      "U+FEFF",
      "a byte order mark may only be at the start of a file; remove it",
    ],
  ])("%j", (text, at, expected, received, hint) => {
    expect(explainJsonFault(text)).toEqual({ at, isCut: false, expected, received, hint });
  });

  it.each([
    ["", "a value"],
    ['{"a":', "a value"],
    ['{"a', "a closing quote"],
    ['{"a":1', ", or }"],
    ['{"a":tr', "a value"],
    ['{"a":1.', "a number as JSON writes it"],
    ['{"a":"\\u00', "a closing quote"],
  ])("%j is cut, where %s was expected", (text, expected) => {
    expect(explainJsonFault(text)).toEqual({
      at: text.length,
      isCut: true,
      expected,
      received: "the end of the text",
      hint: undefined,
    });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { readArray, recordTexts } from "../../test/frame-whole.ts";

const blank = fc.constantFrom("", "", " ", "\n", "\r\n", "\t");
const pieces = fc.constantFrom(
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"a"',
  '"a":',
  '{"b":',
  "1",
  "tru",
  '"',
  "\n",
  '{"a":1}',
  "[2]",
  "},",
  "\\",
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("agreement with JSON.parse", () => {
  it("gives the elements of every JSON array, with any white space between", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(blank, fc.json(), blank), { maxLength: 6 }),
        fc.nat({ max: 3 }),
        (elements, indent) => {
          const texts = elements.map(
            ([before, json, after]) =>
              before + JSON.stringify(JSON.parse(json), null, indent) + after,
          );
          const text = `[${texts.join(",")}]`;
          const expected = JSON.parse(text) as unknown[];
          expect(readArray(text)).toEqual({ values: expected, codes: [] });
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it("finds something wrong in exactly the texts that JSON.parse refuses", () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 12 }).map((parts) => `[${parts.join("")}]`),
        (text) => {
          const codes = readArray(text).codes.filter((code) => code !== "duplicate_key");
          expect(codes.length === 0).toBe(isJson(text));
        },
      ),
      { numRuns: propertyRuns(1500) },
    );
  });

  it("finds something wrong in every beginning of an array", () => {
    fc.assert(
      fc.property(
        fc.array(fc.json({ maxDepth: 2 }), { maxLength: 3 }),
        fc.nat(),
        (elements, at) => {
          const text = `[${elements.join(",\n")}]`;
          expect(readArray(text.slice(0, 1 + (at % (text.length - 1)))).codes).toContain(
            "truncated_array",
          );
        },
      ),
    );
  });
});

describe("a faulty element does not take others with it", () => {
  const good = (n: number) => `{"n":${n}}`;
  const valuesOf = (text: string) => readArray(text).values.filter((value) => value !== undefined);

  it.each([
    [
      "an open string, a line each",
      `[\n${good(1)},\n{"a":"x\n${good(2)},\n${good(3)}\n]`,
      ["missing_comma", "invalid_json"],
    ],
    [
      "an open string, on one line",
      `[${good(1)},{"a":"x,"b":1},${good(2)},${good(3)}]`,
      ["invalid_json"],
    ],
    [
      "no value after a colon",
      `[\n${good(1)},\n{"a":\n${good(2)},\n${good(3)}\n]`,
      ["missing_comma", "invalid_json"],
    ],
    [
      "no closing brace, a line each",
      `[\n${good(1)},\n{"a":1,\n${good(2)},\n${good(3)}\n]`,
      ["invalid_json"],
    ],
    [
      "no closing brace, on one line",
      `[${good(1)},{"a":1,${good(2)},${good(3)}]`,
      ["invalid_json"],
    ],
    [
      "no closing bracket",
      `[\n${good(1)},\n{"a":[1,2,\n${good(2)},\n${good(3)}\n]`,
      ["invalid_json"],
    ],
    ["a key without quotes", `[${good(1)},{a:1},${good(2)},${good(3)}]`, ["invalid_json"]],
    [
      "nested, without a comma",
      `[${good(1)},{"a":{"b":[1 2]}},${good(2)},${good(3)}]`,
      ["invalid_json"],
    ],
    ["a word", `[${good(1)},nonsense,${good(2)},${good(3)}]`, ["invalid_json"]],
    ["a word against a brace", `[${good(1)},x{"a":1},${good(2)},${good(3)}]`, ["invalid_json"]],
    ["nothing between commas", `[${good(1)},,${good(2)},${good(3)}]`, ["extra_comma"]],
    ["a comma at the start", `[,${good(1)},${good(2)},${good(3)}]`, ["extra_comma"]],
    ["a comma at the end", `[${good(1)},${good(2)},${good(3)},]`, ["extra_comma"]],
    ["no comma", `[${good(1)} ${good(2)}\n${good(3)}]`, ["missing_comma"]],
    [
      "the last one cut",
      `[${good(1)},\n${good(2)},\n${good(3)},\n{"n":`,
      ["truncated_array", "truncated_record"],
    ],
    ["no closing bracket of the array", `[${good(1)},${good(2)},${good(3)}`, ["truncated_array"]],
    ["lines after the array", `[${good(1)}]\n${good(2)}\n${good(3)}`, ["text_after_array"]],
    [
      "a bracket too many",
      `[${good(1)},${good(2)},${good(3)}]]`,
      ["text_after_array", "invalid_json"],
    ],
  ])("%s", (_name, text, codes) => {
    expect(readArray(text).codes.sort()).toEqual(codes.sort());
    expect(valuesOf(text)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it.each([
    [
      "a list behind the fault",
      '[{"id":1 "u":[{"q":1},{"q":2}]},\n{"id":2},\n{"id":3}]',
      ['{"id":1 "u":[{"q":1},{"q":2}]}', '{"id":2}', '{"id":3}'],
    ],
    [
      "a list that is not closed, with records of the same key in it",
      '[{"id":1,"u":[{"id":5,"v":1},{"id":6,"v":1}]},{"id":2,"u":[{"id":7,"v":1},{"id":2,"u":[]},{"id":3,"u":[]}]',
      [
        '{"id":1,"u":[{"id":5,"v":1},{"id":6,"v":1}]}',
        '{"id":2,"u":[{"id":7,"v":1}',
        '{"id":2,"u":[]}',
        '{"id":3,"u":[]}',
      ],
    ],
    [
      "a bracket before a record",
      '[{"id":1},[{"id":2},{"id":3},{"id":4}]',
      ['{"id":1}', "[", '{"id":2}', '{"id":3}', '{"id":4}'],
    ],
    [
      "a bracket behind a record",
      '[{"id":1}],{"id":2},{"id":3}]',
      ['{"id":1}', "]", '{"id":2}', '{"id":3}'],
    ],
    [
      "no bracket at the start",
      '{"id":1},\n{"id":2},\n{"id":3}]',
      ['{"id":1}', '{"id":2}', '{"id":3}'],
    ],
    [
      "a record cut at its start",
      'x","u":[{"q":1},{"q":2}]},{"id":2},{"id":3}]',
      ['x","u":[{"q":1},{"q":2}]}', '{"id":2}', '{"id":3}'],
    ],
    [
      "nesting deeper than is read",
      `[{"id":1,"u":${"[".repeat(300)}${"]".repeat(300)}},{"id":2},{"id":3}]`,
      [`{"id":1,"u":${"[".repeat(300)}${"]".repeat(300)}}`, '{"id":2}', '{"id":3}'],
    ],
    [
      "nesting that is not closed",
      `[{"id":1,"u":${"[".repeat(300)}},{"id":2},{"id":3}]`,
      [`{"id":1,"u":${"[".repeat(300)}}`, '{"id":2}', '{"id":3}'],
    ],
    [
      "nesting less deep than is read, which is not a fault",
      `[{"id":1,"u":${"[".repeat(255)}${"]".repeat(255)}},{"id":2}]`,
      [`{"id":1,"u":${"[".repeat(255)}${"]".repeat(255)}}`, '{"id":2}'],
    ],
  ])("%s: each record is given as it stands", (_name, text, records) => {
    expect(recordTexts(text)).toEqual(records);
  });

  it("a record longer than is held, with others swallowed, ends before them", () => {
    const long = "x".repeat(2000);
    const good = (n: number) => `{"id":${n},"u":[{"q":1},{"q":2}]}`;
    const text = `[${good(1)},{"id":2,"u":[{"q":1},${good(3)},{"id":4,"u":"${long}"},${good(5)}]`;
    expect(recordTexts(text, 1000)).toEqual([
      good(1),
      '{"id":2,"u":[{"q":1}',
      good(3),
      `{"id":4,"u":"${long}`.slice(0, 1000),
      good(5),
    ]);
  });

  it("in time that grows with the file, whatever is left open", () => {
    for (const line of [
      '{"a":\n',
      '{"a":[\n',
      '{"a":1,\n',
      '{"a":"\n',
      "[\n",
      '{"a":{},\n',
      '},{"a":',
      "{[}]",
    ]) {
      const started = performance.now();
      readArray(`[${line.repeat(5000)}`);
      expect(performance.now() - started, line).toBeLessThan(4000);
    }
  });
});

import { nestedTextWalk, planOfColumns } from "@cloudapi/core/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { wholeRecord } from "../../test/frame-whole.ts";
import { JsonRecordParser } from "./json-record-parser.ts";

type Columns = Parameters<typeof planOfColumns>[0];

function parse(text: string | Buffer, columns: Columns = []) {
  return new JsonRecordParser(nestedTextWalk(planOfColumns(columns)), 256).parse(
    wholeRecord(Buffer.from(text as string)),
  );
}

function codeOf(text: string | Buffer): string | undefined {
  return parse(text).issues?.[0]?.code;
}

/** A key as JSON text, some of its characters written as escapes. */
const spelling = fc
  .tuple(fc.constantFrom("a", "b", "é", '"', "__proto__", "x\\y", ""), fc.boolean())
  .map(([key, escape]) =>
    escape
      ? `"${Array.from(key, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`
      : JSON.stringify(key),
  );
const value = fc.oneof(
  fc.constantFrom("1", "null", '"x"', '"\\""', '{"a":1,"a":2}', '["a",{"b":"}"}]', '"a\\\\"', '""'),
  fc.json({ maxDepth: 1 }),
);

describe("duplicate keys", () => {
  it("are found exactly where a key occurs twice, whatever it is written with", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(spelling, value), { maxLength: 5 }),
        fc.constantFrom("", " ", "\n "),
        (entries, blank) => {
          const text = `{${entries.map(([key, field]) => `${blank}${key}${blank}:${blank}${field}`).join(",")}}`;
          const keys = entries.map(([key]) => JSON.parse(key) as string);
          const twice = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
          const { record, issues } = parse(text);
          expect(new Set(issues?.map(({ code, path }) => `${code} ${path.join()}`))).toEqual(
            new Set(twice.map((key) => `duplicate_key ${key}`)),
          );
          expect(record).toEqual(twice.length === 0 ? JSON.parse(text) : undefined);
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
  });

  it("say which key and how often", () => {
    expect(parse('{"status_code":200,"a":1,"status_code":500}').issues).toEqual([
      {
        code: "duplicate_key",
        path: ["status_code"],
        expected: "each key once",
        received: "2 times",
        message:
          '"status_code": the key occurs 2 times in the record, so its value is ambiguous. Write each key once.',
      },
    ]);
  });

  it("of what the contract drops are none of ours", () => {
    expect(parse('{"a":{"b":1,"b":2},"b":3}').issues).toBeUndefined();
  });

  it("are looked for in 10,000 keys, and in a string of 10 MiB, at once", () => {
    const many = JSON.stringify(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [`key${index}`, { nested: [] }]),
      ),
    );
    const started = performance.now();
    expect(codeOf(`${many.slice(0, -1)},"key5000":1}`)).toBe("duplicate_key");
    expect(codeOf(`{"a":"${'\\"'.repeat(5_000_000)}","b":{}}`)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("exact numbers", () => {
  const exact: Columns = [{ name: "a", type: { kind: "int64" } }];

  it.each([
    ['{"a":9007199254740993}', 9007199254740993n],
    ['{"a":-9223372036854775808}', -9223372036854775808n],
    ['{"a":0.1234567890123456789}', "0.1234567890123456789"],
    ['{"a":1.00000000000000000001}', "1.00000000000000000001"],
    ['{"a":12345678901234567890123e-5}', "12345678901234567890123e-5"],
    ['{"a":5}', 5],
    ['{"a":1.5}', 1.5],
    ['{"a":"9007199254740993"}', "9007199254740993"],
    ['{"x":{"a":9007199254740993},"a":7}', 7],
    ['{"a":7,"x":{"a":9007199254740993}}', 7],
    ['{"b":9007199254740993,"a":1}', 1],
    ['{"a":5.0e0,"b":1.0}', 5],
    ['{"a":1E18}', 10n ** 18n],
    ['{"a":4503599627370497.5}', "4503599627370497.5"],
    ['{"a":1e-400}', "1e-400"],
    ['{"a":123456789012345e4}', 1234567890123450000n],
  ])("%s", (text, expected) => {
    expect((parse(text, exact).record as { a: unknown }).a).toBe(expected);
  });

  it("leaves numbers of other fields as JSON.parse reads them", () => {
    expect(parse('{"b":9007199254740993}', exact).record).toEqual({ b: 9007199254740992 });
  });

  it("does not spend minutes on an integer of a million digits", () => {
    const digits = "7".repeat(1_000_000);
    expect((parse(`{"a":${digits}}`, exact).record as { a: unknown }).a).toBe(digits);
  });
});

describe("bad text", () => {
  it.each([
    ['{"a":1', "truncated_record"],
    ['{"a":1,}', "invalid_json"],
    ['{"a":"\0"}', "nul_byte"],
    ["\0\0\0\0", "nul_byte"],
    [Buffer.from('{"a":"\xe9"}', "latin1"), "invalid_utf8"],
    [Buffer.from('{"a":"\xed\xa0\x80"}', "latin1"), "invalid_utf8"],
    [Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xf0, 0x9f])]), "truncated_record"],
    ["[1]", undefined],
  ])("case %#: %s", (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it("says where a byte is not valid UTF-8, past U+FFFD that is really there", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a":"é\uFFFD'),
      Buffer.from([0xe9]),
      Buffer.from('"}'),
    ]);
    expect(parse(bytes).issues?.[0]?.message).toBe(
      'Expected UTF-8, found byte 0xE9 at byte 12 of the record (offset 11). If the file is in another encoding (it is "é" in ISO-8859-1 and Windows-1252), convert it to UTF-8 (CSV: csvFormat({ encoding }) reads it); if not, it is damaged here.',
    );
  });

  it("says where JSON ends", () => {
    expect(parse('{"status_code": 200, "method": GET}\n').issues?.[0]?.message).toBe(
      "The record is not JSON: expected a value, found GET at column 32.",
    );
    expect(parse('{\n "a": 1\n "b": 2}').issues?.[0]?.message).toContain(
      'found " at column 2 of its line 3',
    );
  });

  it("keeps __proto__ a key like any other", () => {
    const { record } = parse('{"__proto__":{"polluted":true},"a":1}');
    expect(Object.keys(record as object)).toEqual(["__proto__", "a"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("a parser that has just met a bad record", () => {
  it("says the same of the next one as any other", () => {
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('{"a":1,"a":2}', "{", "\0", "[1]", ""),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parser = new JsonRecordParser(nestedTextWalk(planOfColumns([])), 256);
        parser.parse(wholeRecord(Buffer.from("nonsense")));
        expect(parser.parse(wholeRecord(Buffer.from(text)))).toEqual(parse(text));
      }),
      { numRuns: propertyRuns(1000) },
    );
  });
});

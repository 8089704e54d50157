import type { Column } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { rowEncoder } from "./row-encoder.ts";

const encode = rowEncoder([
  column("text", { kind: "string" }),
  column("real", { kind: "double" }),
  column("whole", { kind: "int64" }),
  column("exact", { kind: "decimal", precision: 38, scale: 19 }),
]);

function column(name: string, type: Column["type"]): Column {
  return { name, type, nullable: true } as Column;
}

it("writes text as JSON.stringify does, whatever its characters", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', "\\", "\n", "\u0000", "\u001F", "\u007F", "\u2028") }),
    fc.string({ unit: fc.constantFrom("\uD83D", "\uDE00", "é", "a") }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(encode({ text })).toBe(JSON.stringify({ text }));
    }),
    { numRuns: propertyRuns(500) },
  );
});

it("writes a double that is read back as the same, zero with its sign", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (real) => {
      expect(JSON.parse(encode({ real }))).toEqual({ real });
    }),
    { numRuns: propertyRuns(500) },
  );
  expect(encode({ real: -0 })).toBe('{"real":-0.0}');
  expect(encode({ real: Number.NEGATIVE_INFINITY })).toBe('{"real":"-Infinity"}');
});

it("writes a whole number up to 2^53 as a number, and as text beyond", () => {
  expect(encode({ whole: 9_007_199_254_740_991n })).toBe('{"whole":9007199254740991}');
  expect(encode({ whole: -9_007_199_254_740_992n })).toBe('{"whole":"-9007199254740992"}');
  expect(encode({ whole: 5 })).toBe('{"whole":5}');
});

it("writes a decimal as a number where its digits are those of a double, and as text otherwise", () => {
  const digit = fc.nat(9).map(String);
  const digits = fc.array(digit, { minLength: 1, maxLength: 19 }).map((each) => each.join(""));
  const fraction = fc.option(digits, { nil: undefined });
  fc.assert(
    fc.property(fc.boolean(), digits, fraction, (isNegative, front, back) => {
      const whole = front.replace(/^0+(?=\d)/, "");
      const exact = `${isNegative ? "-" : ""}${whole}${back === undefined ? "" : `.${back}`}`;
      const shortest = exact.includes(".") ? exact.replace(/0+$/, "").replace(/\.$/, "") : exact;
      const isNumber = String(Number(exact)) === shortest;
      expect(encode({ exact })).toBe(`{"exact":${isNumber ? shortest : `"${exact}"`}}`);
    }),
    { numRuns: propertyRuns(1000) },
  );
});

it("leaves out what a row lacks, and writes null as null", () => {
  expect(encode({ text: null, real: undefined })).toBe('{"text":null}');
  expect(encode({})).toBe("{}");
});

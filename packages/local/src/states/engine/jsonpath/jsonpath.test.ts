import { expect, it } from "vitest";
import { evaluateCall } from "./call.ts";
import { holdsRule } from "./choice-rule.ts";
import { type Roots, readPath, writePath } from "./path.ts";
import { fillTemplate } from "./template.ts";

const INPUT = {
  name: "ann",
  "a-b": { "c.d": 1 },
  list: [1, 2, 3, 4],
  orders: [{ id: 1, price: 5 }, { id: 2, price: 15 }, { price: 7 }],
  nothing: null,
  time: "2026-01-16T02:00:00Z",
  from: { x: 1, y: 2 },
  more: { y: 3 },
};
const ROOTS: Roots = {
  input: INPUT,
  context: { Execution: { Name: "run" } },
  variables: { day: "2026-01-15", at: { n: 2 } },
};

it.each([
  ["$", INPUT],
  ["$.name", "ann"],
  ["$['a-b']['c.d']", 1],
  ["$.a-b['c.d']", 1],
  ["$.list[0]", 1],
  ["$.list[-1]", 4],
  ["$.list[1:3]", [2, 3]],
  ["$.orders[*].id", [1, 2]],
  ["$..price", [5, 15, 7]],
  ["$.orders[?(@.price > 6)].price", [15, 7]],
  ["$.orders[*].none", []],
  ["$.none", undefined],
  ["$$.Execution.Name", "run"],
  ["$day", "2026-01-15"],
  ["$at.n", 2],
  ["$none", undefined],
  ["$.toString", undefined],
])("%s finds what it names", (path, value) => {
  expect(readPath(path, ROOTS)).toEqual(value);
});

it.each(["name", "$.list[(@.length-1)]", "$.orders[*]^", "$.orders[*]~"])(
  "%s is no path",
  (path) => {
    expect(() => readPath(path, ROOTS)).toThrow("Invalid path");
  },
);

it.each([
  ["States.Array(1, 'a', $.name, true, null)", [1, "a", "ann", true, null]],
  ["States.Array()", []],
  ["States.ArrayPartition($.list, 3)", [[1, 2, 3], [4]]],
  ["States.ArrayContains($.list, 3)", true],
  ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
  ["States.ArrayGetItem($.list, 3)", 4],
  ["States.ArrayLength($.orders[*].id)", 2],
  ["States.ArrayUnique(States.Array(1, 1, 'b'))", [1, "b"]],
  ["States.Base64Encode('Data to encode')", "RGF0YSB0byBlbmNvZGU="],
  ["States.Base64Decode('RGVjb2RlZCBkYXRh')", "Decoded data"],
  ["States.Hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
  ["States.JsonMerge($.from, $.more, false)", { x: 1, y: 3 }],
  ["States.StringToJson('{\"a\": [1]}')", { a: [1] }],
  ["States.JsonToString($.more)", '{"y":3}'],
  ["States.MathAdd(111, -1)", 110],
  ["States.MathAdd(1.4, 1)", 2],
  ["States.StringSplit('This.is+a,test=string', '.+,=')", ["This", "is", "a", "test", "string"]],
  ["States.StringSplit('/a//b/', '/')", ["a", "b"]],
  ["States.Format('Hello {}, {}', $.name, $.list[0])", "Hello ann, 1"],
  ["States.Format('\\{{}\\} it\\'s', $.more)", '{{"y":3}} it\'s'],
  ["States.Format('{}', 'a {\"b\\'')", "a {\"b'"],
  ["States.ArrayGetItem(States.StringSplit(States.Format('{}-{}', $day, 'x'), '-'), 3)", "x"],
])("%s", (call, value) => {
  expect(evaluateCall(call, ROOTS, "here")).toEqual(value);
});

it("makes other identifiers and numbers each time, within their bounds", () => {
  const [first, second] = [1, 2].map(() => evaluateCall("States.UUID()", ROOTS, "here"));
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(second).not.toBe(first);
  expect(evaluateCall("States.MathRandom(3, 4)", ROOTS, "here")).toBe(3);
});

it.each([
  ["States.Nothing()", "there is no function"],
  ["States.ArrayGetItem($.list, 9)", "no item 9"],
  ["States.ArrayRange(1, 5000, 1)", "1000"],
  ["States.MathAdd(3000000000, 1)", "32 bits"],
  ["States.Format('{} {}', 1)", "fewer values"],
  ["States.Format('{}', 1, 2)", "more values"],
  ["States.Format('{ }', 1)", "has a backslash"],
  ["States.StringToJson('x')", "JSON"],
  ["States.JsonMerge($.from, $.more, true)", "shallow"],
  ["States.Hash('a', 'CRC')", "the algorithm"],
  ["States.Array(1", "can't be read"],
  ["States.Array(1) 2", "follows"],
  [`${"States.Array(".repeat(11)}1${")".repeat(11)}`, "10 deep"],
])("%s fails by the name of its error", (call, why) => {
  expect(() => evaluateCall(call, ROOTS, "here")).toThrow(/^States\.IntrinsicFailure: /);
  expect(() => evaluateCall(call, ROOTS, "here")).toThrow(why);
});

it("a path that finds nothing names the field", () => {
  expect(() => fillTemplate({ a: { "b.$": "$.none" } }, ROOTS, "Parameters")).toThrow(
    "The JSONPath '$.none' specified for the field 'Parameters/a/b.$' could not be found",
  );
});

it("fills a template wherever its fields are", () => {
  const value = { a: [{ "b.$": "$.name" }], c: { "d.$": "States.MathAdd(1, 2)", "e.f": 1 } };
  expect(fillTemplate(value, ROOTS, "Parameters")).toEqual({
    a: [{ b: "ann" }],
    c: { d: 3, "e.f": 1 },
  });
});

it("puts a result at a path, objects made on the way", () => {
  expect(writePath("$.a.b", 1, { c: 2 })).toEqual({ a: { b: 1 }, c: 2 });
  expect(writePath("$", 1, { c: 2 })).toBe(1);
  expect(writePath("$.a[1].b", 9, { a: [0, {}] })).toEqual({ a: [0, { b: 9 }] });
  expect(() => writePath("$.a.b", 1, { a: 5 })).toThrow("States.ResultPathMatchFailure");
  expect(() => writePath("$.a[*]", 1, { a: [] })).toThrow("Invalid path");
});

it.each([
  [{ Variable: "$.name", StringEquals: "ann" }, true],
  [{ Variable: "$.name", StringLessThan: "b" }, true],
  [{ Variable: "$.name", StringGreaterThanEqualsPath: "$.time" }, true],
  [{ Variable: "$.name", StringMatches: "a*" }, true],
  [{ Variable: "$.name", StringMatches: "a\\*" }, false],
  [{ Variable: "$.list[0]", NumericEquals: 1 }, true],
  [{ Variable: "$.list[0]", NumericLessThanPath: "$.list[1]" }, true],
  [{ Variable: "$.list[0]", StringEquals: "1" }, false],
  [{ Variable: "$.time", TimestampEquals: "2026-01-16T03:00:00+01:00" }, true],
  [{ Variable: "$.time", TimestampGreaterThan: "2026-01-16T02:00:00Z" }, false],
  [{ Variable: "$.time", IsTimestamp: true }, true],
  [{ Variable: "$.name", IsTimestamp: false }, true],
  [{ Variable: "$.nothing", IsNull: true }, true],
  [{ Variable: "$.none", IsPresent: false }, true],
  [{ Variable: "$.list", IsNumeric: true }, false],
  [{ Not: { Variable: "$.name", IsString: true } }, false],
  [
    {
      And: [
        { Variable: "$.a", IsPresent: true },
        { Variable: "$.a.b", IsNull: true },
      ],
    },
    false,
  ],
  [
    {
      Or: [
        { Variable: "$.a", IsPresent: true },
        { Variable: "$.name", IsString: true },
      ],
    },
    true,
  ],
])("%j", (rule, holds) => {
  expect(holdsRule(rule, ROOTS)).toBe(holds);
});

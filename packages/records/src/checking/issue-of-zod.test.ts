import { decimal, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { compileRecordChecker } from "./compile-record-checker.ts";

it.each([
  [z.enum(["", "a, b", "GET"]), "x", 'a: expected one of "", "a, b", GET, received "x".'],
  [z.string().min(1), "", 'a: expected a text of at least 1 character, received "".'],
  [
    z
      .string()
      .nullable()
      .overwrite(() => undefined as never)
      .refine((value) => value !== undefined, { abort: true }),
    "x",
    "a: refused by a check of the contract, received nothing.",
  ],
  [z.string().length(2), "abc", 'a: expected a text of exactly 2 characters, received "abc".'],
  [z.string().min(2).max(5), "a", 'a: expected a text of at least 2 characters, received "a".'],
  [z.email("Ask the shop for its address."), "x", 'a: Ask the shop for its address, received "x".'],
  [z.email(), "x", 'a: expected an e-mail address, received "x".'],
  [z.string().refine(() => false, "not today"), "x", 'a: not today, received "x".'],
  [z.string().refine(() => false), "x", 'a: refused by a check of the contract, received "x".'],
  [z.iso.datetime("Say when."), "x", 'a: Say when, received "x".'],
  [
    z.iso.date({ error: () => "which day?" }),
    "2025-02-30",
    'a: which day?, received "2025-02-30".',
  ],
  [z.int32("a whole number"), "5", 'a: a whole number, received "5".'],
  [z.string("a name is needed"), null, "a: a name is needed, received nothing."],
  [
    z
      .string()
      .refine(() => false, "no")
      .optional(),
    "x",
    'a: no, received "x".',
  ],
  [
    z
      .string()
      .optional()
      .refine(() => false, "no"),
    "x",
    'a: no, received "x".',
  ],
  [
    z.iso.datetime(),
    "2025-01-15T10:30:45+01:00",
    'a: expected a date-time in UTC, ending in Z, received "2025-01-15T10:30:45+01:00".',
  ],
  [
    z.iso.datetime({ offset: true, precision: 3 }),
    "2025-01-15T10:30:45Z",
    'a: expected a date-time with 3 digits after the second, received "2025-01-15T10:30:45Z".',
  ],
  [
    decimal(5, 2),
    "1.234",
    'a: expected a decimal number of at most 5 digits, 2 of them after the point, received "1.234": it has more than 2 digits after the point.',
  ],
  [z.int32().overwrite((n) => n / 2), 5, "a: expected a 32-bit integer, received 2.5."],
  [
    z.string().overwrite(() => undefined as never),
    "x",
    "a: a value is required; the field is absent, null or empty.",
  ],
])("%#: says what was expected and what came", (schema, value, message) => {
  const dataset = defineDataset({ name: "t", schema: z.object({ a: schema }) });
  const result = compileRecordChecker(dataset).check({ a: value });
  expect(result.valid ? [] : result.issues.map((issue) => issue.message)).toEqual([message]);
});

it("has the contract's own words for what is wrong with a record as a whole", () => {
  const schema = z.strictObject({ a: z.string() }, { error: ({ code }) => `not so: ${code}` });
  const { check } = compileRecordChecker(defineDataset({ name: "t", schema }));
  const messages = [5, { a: "x", b: 1 }].map((record) => {
    const result = check(record);
    return result.valid ? "" : result.issues[0]?.message;
  });
  expect(messages).toEqual([
    "record: not so: invalid_type, received 5.",
    'record: not so: unrecognized_keys, received "b".',
  ]);
});

it("says all that is wrong, each field once, in the order of the fields", () => {
  const schema = z
    .strictObject({
      a: z.int32(),
      b: z.string().min(2).startsWith("x"),
      c: z.iso.date().optional(),
      d: decimal(4, 2),
    })
    .refine(() => false, { path: ["b"], error: "never", when: () => true });
  const { check } = compileRecordChecker(defineDataset({ name: "t", schema }));
  const result = check({ b: "a", c: "x", d: "12.345", e: 1 });
  expect(result.valid ? [] : result.issues.map(({ code, path }) => [path[0], code])).toEqual([
    ["a", "required"],
    ["b", "too_small"],
    ["b", "invalid_format"],
    ["b", "custom"],
    ["c", "invalid_format"],
    ["d", "invalid_format"],
    [undefined, "unrecognized_keys"],
  ]);
});

it("runs each check once for a record, so that a check may remember", () => {
  const seen = new Set<unknown>();
  const once = (value: unknown) => !seen.has(value) && seen.add(value).size > 0;
  const schema = z
    .object({ id: z.string().refine(once), n: z.int32().lte(5) })
    .refine((row) => once(row.n));
  const { check } = compileRecordChecker(defineDataset({ name: "t", schema }));
  const results = [
    { id: "a", n: 1 },
    { id: "b", n: 9 },
    { id: "b", n: 2 },
    { id: "c", n: 2 },
    { id: "c", n: 3 },
  ].map((record) => check(record).valid);
  expect(results).toEqual([true, false, false, false, false]);
});

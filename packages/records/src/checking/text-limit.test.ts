import { defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { compileRecordChecker } from "./compile-record-checker.ts";

function check(a: z.ZodType, value: string) {
  return compileRecordChecker(defineDataset({ name: "t", schema: z.object({ a }) })).check({
    a: value,
  });
}

function codes(a: z.ZodType, value: string): unknown[] {
  const result = check(a, value);
  return result.valid ? [] : result.issues.map(({ code }) => code);
}

/** Takes the square of the text's length where it fails, and more than a minute for a text of a megabyte. */
const square = /^\w*\w*$/;
const long = `${"a".repeat(1_000_000)}!`;

describe("a text is measured before a pattern of the contract looks at it", () => {
  it.each([
    [z.string().regex(square).max(100)],
    [z.string().max(100).regex(square)],
    [z.string().regex(square).length(100)],
    [z.string().regex(square)],
    [z.string().trim().regex(square)],
    [z.string().regex(square).optional()],
    [z.union([z.string().regex(square), z.literal("a")])],
  ] as [z.ZodType][])("case %#", (schema) => {
    const started = performance.now();
    expect(codes(schema, long)).toContain("too_big");
    expect(performance.now() - started).toBeLessThan(1000);
    expect(codes(schema, "a".repeat(100))).toEqual([]);
  });

  it("in code points, as zod does", () => {
    const schema = z.string().regex(/^\S*$/).max(100);
    expect(codes(schema, "\u{1F600}".repeat(100))).toEqual([]);
    expect(codes(schema, "\u{1F600}".repeat(101))).toEqual(["too_big"]);
    expect(codes(schema, "a".repeat(101))).toEqual(["too_big"]);
    expect(codes(schema, "a".repeat(1000))).toEqual(["too_big"]);
  });

  it("unless the contract says when the length counts, or changes the text before", () => {
    const never = z.string().check(z.maxLength(1, { when: () => false } as object));
    expect(codes(never, "abc")).toEqual([]);
    expect(codes(z.string().trim().max(1), `a${" ".repeat(100)}`)).toEqual([]);
  });

  it("and says what to do", () => {
    const result = check(z.string().regex(square), long);
    expect(result.valid ? "" : result.issues[0]?.message).toMatch(
      /^a: expected a text of at most 10000 characters, received "a+…: longer ones .* has a \.max\(\)/,
    );
    expect(codes(z.string().regex(square).max(1_000_000), "a".repeat(20_000))).toEqual([]);
  });
});

describe("a pattern that repeats a repetition", () => {
  it.each(["^(a+)+$", "^(?:[a-z]*)*x", "(\\d+){2,}", "^(.*?)*$"])("%s is refused", (source) => {
    expect(() => check(z.string().regex(new RegExp(source)), "a")).toThrow(
      "takes exponential time",
    );
    expect(() => check(z.string().or(z.string().regex(new RegExp(source))), "a")).toThrow(
      "use one",
    );
  });

  it.each(["^([a-z]+\\.)*[a-z]+$", "^(?:\\d{3},)*\\d+$", "(a+)?", "[(a+)+]", "\\(a+\\)+"])(
    "%s is none",
    (source) => {
      expect(() => check(z.string().regex(new RegExp(source)), "a")).not.toThrow();
    },
  );
});

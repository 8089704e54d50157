import { type Dataset, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { compileRecordChecker, type RecordCheck } from "../src/checking/compile-record-checker.ts";

const LONG = { timeout: 120_000 };

function check(schema: z.ZodType, value: unknown): RecordCheck {
  const dataset = defineDataset({ name: "t", schema: z.object({ a: schema }) });
  return compileRecordChecker(dataset as unknown as Dataset).check({ a: value });
}

function many<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function issuesOf(result: RecordCheck): readonly { code: string; message: string }[] {
  return result.valid ? [] : result.issues;
}

it("takes a million keys", LONG, () => {
  const value = Object.fromEntries(many(1_000_000, (i) => [`k${i}`, [i]] as const));
  const result = check(z.record(z.string(), z.array(z.int32()).max(1)), value);
  expect(result.valid && Object.keys(result.value["a"] as object)).toHaveLength(1_000_000);
});

it("takes a list of a hundred thousand structs", LONG, () => {
  const value = many(100_000, (i) => ({ b: i, c: null }));
  const result = check(z.array(z.object({ b: z.int32(), c: z.string().optional() })), value);
  expect(result.valid && result.value["a"]).toHaveLength(100_000);
});

it.each([
  ["of conversion", z.array(z.int32()), "x", 99_900],
  ["of nothing", z.array(z.string()), null, 99_900],
])("counts a hundred thousand faults %s", LONG, (_what, schema, value, more) => {
  const issues = issuesOf(
    check(
      schema,
      many(100_000, () => value),
    ),
  );
  expect(issues).toHaveLength(101);
  expect(issues.at(-1)?.message).toContain(`a: ${more} more of its values are not right`);
});

it.each([
  ["in a list", (value: unknown) => many(150_000, () => value), z.array(z.string().min(1)), ""],
  [
    "in a map",
    (value: unknown) => new Map(many(150_000, (i) => [`k${i}`, value] as const)),
    z.map(z.string(), z.string().min(1)),
    "",
  ],
] as const)("tells the first of what overflows zod %s", LONG, (_what, make, schema, value) => {
  const issues = issuesOf(check(z.object({ b: schema }), { b: make(value) }));
  expect(issues[0]?.message).toMatch(/^a\.b(\[0\]|\.k0): expected a text of at least 1 character/);
  expect(issues).toHaveLength(101);
});

it("takes time that grows with the number of faults, not with its square", LONG, () => {
  const schema = z.array(z.object({ b: z.array(z.strictObject({ c: z.int32() })) }));
  const timed = (count: number): number => {
    const value = many(count, () => ({ b: [{ c: "x", d: 1 }] }));
    const start = performance.now();
    expect(check(schema, value).valid).toBe(false);
    return performance.now() - start;
  };
  timed(1000);
  const [few, lots] = [timed(10_000), timed(80_000)];
  expect(lots).toBeLessThan(40 * Math.max(few, 5));
});

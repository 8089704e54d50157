import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { schemaRules } from "./schema-rules.ts";

const base = z.object({ n: z.int32().max(100) });

describe("the rules of a schema", () => {
  it("are the same for the same schema, made twice, whatever its messages and defaults are", () => {
    let calls = 0;
    const make = (message: string) =>
      z.object({
        n: z.int32().max(100, message),
        t: z
          .string()
          .regex(/^a+$/i, { error: () => message })
          .optional(),
        d: z.int32().default(() => calls++),
        u: z.enum(["a", "b"], message).nullable(),
      });
    expect(schemaRules(make("too much"))).toBe(schemaRules(make("less, please")));
  });

  it.each<[string, z.core.$ZodObject]>([
    ["a bound", z.object({ n: z.int32().max(10) })],
    ["a bound's edge", z.object({ n: z.int32().lt(100) })],
    ["no bound", z.object({ n: z.int32() })],
    ["a wrapper", z.object({ n: z.int32().max(100).optional() })],
    [
      "a check on a wrapper",
      z.object({
        n: z
          .int32()
          .max(100)
          .nullable()
          .refine((n) => n !== 5),
      }),
    ],
    ["a check on the object", base.refine(({ n }) => n !== 7)],
    ["a function as check", base.check(({ value }) => void value.n)],
    ["unknown fields refused", z.strictObject({ n: z.int32().max(100) })],
    ["another field", z.object({ n: z.int32().max(100), m: z.int32().optional() })],
  ])("differ by %s", (_, schema) => {
    expect(schemaRules(schema)).not.toBe(schemaRules(base));
  });

  it("differ by what a function says", () => {
    const even = schemaRules(base.refine(({ n }) => n % 2 === 0));
    expect(schemaRules(base.refine(({ n }) => n % 2 === 1))).not.toBe(even);
    expect(schemaRules(base.refine(({ n }) => n % 2 === 0))).toBe(even);
  });

  it("are seen in zod/mini, and in schemas that hold themselves", () => {
    const max = (most: number) => mini.object({ n: mini.int32().check(mini.maximum(most)) });
    expect(schemaRules(max(10))).not.toBe(schemaRules(max(100)));
    const shared = z.string().min(1);
    expect(schemaRules(z.object({ a: shared, b: shared }))).toContain("again");
  });

  it("are the same exactly when bounds, patterns and members are", () => {
    const parts = fc.record({
      min: fc.integer({ min: 0, max: 2 }),
      values: fc.subarray(["a", "b", "c"], { minLength: 1 }),
      pattern: fc.constantFrom("a", "b"),
    });
    const make = ({ min, values, pattern }: { min: number; values: string[]; pattern: string }) =>
      z.object({
        n: z.int32().min(min),
        e: z.enum(values).optional(),
        s: z.string().regex(new RegExp(pattern)),
      });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(schemaRules(make(a)) === schemaRules(make(b))).toBe(same);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

import { type DataType, defineDataset } from "@cloudapi/core";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { fastAccept } from "./fast-accept.ts";

const quick: readonly z.ZodType[] = [
  z.string(),
  z.string().startsWith("/"),
  z.string().min(1),
  z.string().min(3).max(5),
  z.number(),
  z.number().gte(-1).lt(1),
  z.number().gt(-1).lte(1),
  z.int(),
  z.int32().gte(100).lte(599),
  z.enum(["GET", "1"]),
  z.ipv4(),
  z.union([z.ipv4(), z.ipv6()]),
  z.float32(),
  z.string().min(1.5),
];

const value = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 7 }),
  fc.string({ maxLength: 6 }).map((text) => `/${text}`),
  fc.constantFrom("", "GET", "1", "\u{1F600}", "\u{1F600}\u{1F600}", "192.168.1.1", "::1", "1.2.3"),
  fc.ipV4(),
  fc.integer({ min: -2, max: 700 }),
  fc.double(),
  fc.constantFrom(
    3.4028234663852886e38,
    -3.402823466385289e38,
    2 ** 31,
    -(2 ** 31),
    2 ** 53,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    null,
  ),
);

function typeOf(schema: z.ZodType): DataType {
  const { columns } = defineDataset({ name: "t", schema: z.object({ a: schema }) });
  return columns[0]?.type ?? { kind: "string" };
}

it("says yes only to values that the schema takes as they are", () => {
  fc.assert(
    fc.property(fc.constantFrom(...quick), value, (schema, input) => {
      if (fastAccept(schema, typeOf(schema))?.(input) !== true) return;
      expect(schema.safeParse(input)).toStrictEqual({ success: true, data: input });
    }),
  );
});

it("says yes to what files are full of", () => {
  const texts = ["a", "/a", "a", "aaaaa"];
  const right = [...texts, 1.5, 0.5, 1, 7, 200, "GET", "10.0.0.1", "10.0.0.1", 0.1, "aaa"];
  expect(quick.map((schema, i) => fastAccept(schema, typeOf(schema))?.(right[i]))).toEqual(
    right.map(() => true),
  );
});

it("takes no text of fewer characters than a bound that is not whole", () => {
  const accepts = fastAccept(z.string().min(1.5), { kind: "string" });
  expect(["\u{1F600}", "\u{1F600}a", "aaa"].map((text) => accepts?.(text))).toEqual([
    false,
    true,
    true,
  ]);
});

it("leaves to the schema whatever it does not know", () => {
  const others = [
    z.string().trim(),
    z.string().transform((text) => text.length),
    z.string().refine((text) => text !== "a"),
    z.coerce.string(),
    z.url(),
    z.ipv6(),
    z.stringFormat("uuid", () => true),
    z.email().overwrite((text) => text),
    z.number().multipleOf(3),
    z.uint64(),
    z.enum(["a"]).refine(() => false),
    z
      .string()
      .optional()
      .refine(() => false),
    z.xor([z.literal("a"), z.string()]),
    z.union([z.string().trim(), z.string()]),
    z.union([z.string(), z.number()]).refine(() => false),
  ];
  for (const schema of others) expect(fastAccept(schema, { kind: "string" })).toBeUndefined();
});

import { describe, expect, it } from "vitest";
import * as z from "zod";
import { decimal } from "../types/decimal.ts";
import { formatDataType } from "../types/format-data-type.ts";
import { json } from "../types/json.ts";
import { typeLaw } from "../types/type-law.ts";
import type { ContractError } from "./contract-error.ts";
import { defineDataset } from "./define-dataset.ts";

const text = z.string();

function typeOf(schema: z.ZodType): string {
  const { columns } = defineDataset({ name: "t", schema: z.object({ a: schema }) });
  return columns.map(({ type, nullable }) => formatDataType(type) + (nullable ? "?" : "")).join();
}

function issuesOf(schema: z.ZodObject): string[] {
  try {
    defineDataset({ name: "t", schema });
    return [];
  } catch (error) {
    return (error as ContractError).issues.map(({ field, message }) => `${field}: ${message}`);
  }
}

describe("the type of", () => {
  it.each([
    ["struct<a:string,b?:int64>", z.object({ a: text, b: z.int64().optional() })],
    ["struct<a:string>?", z.strictObject({ a: text }).nullable()],
    ["struct<a:int32>", z.object({ a: z.int32().default(1) }).default({ a: 2 })],
    ["list<string>", z.array(text).min(1)],
    ["list<string?>?", z.array(text.nullable()).optional()],
    ["list<list<date>>", z.array(z.array(z.iso.date())).readonly()],
    ["list<double>", z.tuple([z.number(), z.number(), z.number()])],
    ["list<double>", z.tuple([z.number()], z.number())],
    ["list<string?>", z.tuple([text.nullable()])],
    ["map<string,double>", z.record(text, z.number())],
    ["map<string,double?>", z.record(text.min(1), z.number().nullish())],
    ["map<string,boolean>", z.record(z.enum(["a", "b"]), z.boolean())],
    ["map<string,boolean>", z.partialRecord(z.enum(["a", "b"]), z.boolean())],
    ["map<string,json>", z.map(text, json())],
    ["map<string,string>", z.record(z.iso.date(), text)],
    [
      "list<struct<sku:string,price:decimal(10,2),at?:timestamp,tags:map<string,list<string>>>>",
      z.array(
        z.object({
          sku: text,
          price: decimal(10, 2),
          at: z.iso.datetime({ offset: true }).optional(),
          tags: z.record(text, z.array(text)),
        }),
      ),
    ],
    [
      "struct<type:string,at:double,x?:double,y?:int32>",
      z.discriminatedUnion("type", [
        z.object({ type: z.literal("a"), at: z.number(), x: z.number() }),
        z.strictObject({ type: z.enum(["b", "c"]), at: z.number(), y: z.int32() }),
      ]),
    ],
    [
      "struct<ok:boolean,note?:string>",
      z.discriminatedUnion("ok", [
        z.object({ ok: z.literal(true), note: text }),
        z.object({ ok: z.literal(false), note: text.nullable() }),
      ]),
    ],
  ])("%s", (type, schema) => {
    expect(typeOf(schema)).toBe(type);
  });

  it("what is nested as deep as may be", () => {
    const nested = (depth: number) =>
      Array.from({ length: depth }).reduce<z.ZodType>((inside) => z.array(inside), text);
    expect(typeOf(nested(32))).toContain("list<list<");
    expect(issuesOf(z.object({ a: nested(33) }))).toEqual([
      expect.stringMatching(/^a: more than 32 structs, lists and maps are inside one another; use/),
    ]);
  });
});

it("is frozen at every level", () => {
  const { columns } = defineDataset({
    name: "t",
    schema: z.object({ a: z.array(z.object({ b: z.record(text, z.array(text)) })) }),
  });
  const isFrozen = (value: unknown): boolean =>
    typeof value !== "object" ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isFrozen));
  expect(isFrozen(columns)).toBe(true);
});

describe("what is wrong inside", () => {
  it("is told with its path, all of it", () => {
    const schema = z.object({
      items: z.array(
        z.object({
          price: z.bigint(),
          "unit-price": z.number(),
          SKU: text,
          sku: text,
          notes: z.record(text, z.object({ toString: text, at: z.date() })),
        }),
      ),
      customer: z.object({ name: z.any(), address: z.object({}) }).optional(),
    });
    expect(issuesOf(schema).map((issue) => issue.split(/[;:] /, 2).join(": "))).toEqual([
      "items[].price: z.bigint() has no bounds",
      "items[].unit-price: a column name is 1 to 255 letters, digits and underscores, as Athena's are",
      `items[].sku: Athena's column names ignore case, so it clashes with "SKU"`,
      "items[].notes[].toString: this name is JavaScript's own",
      "items[].notes[].at: z.date() can't be a column",
      "customer.name: z.any() can't be a column",
      "customer.address: no file format here holds a struct without fields",
    ]);
  });

  it.each([
    ["a[].b", z.array(z.object({ b: text.refine(async () => true) })), "asynchronous"],
    [
      "a",
      z.record(
        text.refine(async () => true),
        text,
      ),
      "asynchronous",
    ],
    ["a", z.array(text).refine(async () => true), "asynchronous"],
    ["a[].b", z.array(z.object({ b: text.regex(/(a+)+/) })), "repeats a repetition"],
    ["a", z.record(text.regex(/(a+)+/), text), "repeats a repetition"],
    ["a[]", z.array(text.default("x").optional()), "use only one of them"],
    [
      "a.b",
      z.discriminatedUnion("type", [
        z.object({ type: z.literal("a"), b: z.any() }),
        z.object({ type: z.literal("b"), b: z.any() }),
      ]),
      "json()",
    ],
    [
      "a",
      z.discriminatedUnion("type", [
        z.object({ type: z.literal("a"), b: text }),
        z.object({ type: z.literal("b"), b: z.int32() }),
      ]),
      'its variants have "b" as string and as int32',
    ],
  ])("at %s", (place, schema, message) => {
    const issues = issuesOf(z.object({ a: schema }));
    expect(issues).toEqual([expect.stringContaining(message)]);
    expect(issues[0]?.split(": ")[0]).toBe(place);
  });
});

it("says of JSON that what may be absent may be null", () => {
  const { columns } = defineDataset({
    name: "t",
    schema: z.object({
      a: z.object({
        b: z.array(text.nullable()),
        c: z.record(text, z.number().nullable()).optional(),
      }),
    }),
  });
  expect(columns.map(({ type }) => typeLaw(type).jsonSchema)).toEqual([
    {
      type: "object",
      required: ["b"],
      properties: {
        b: { type: "array", items: { type: ["string", "null"] } },
        c: {
          type: ["object", "null"],
          additionalProperties: { type: ["number", "null"], format: "double" },
        },
      },
    },
  ]);
});

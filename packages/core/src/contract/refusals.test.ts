import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { decimal } from "../types/decimal.ts";
import { defineDataset } from "./define-dataset.ts";

/** A schema that is refused, and what takes its place by the advice of the refusal. */
type Refusal = readonly [refused: z.ZodType, ...replacements: z.ZodType[]];

/** Zod has the word `int` and makes no definition of it. */
type TypeName = Exclude<z.core.$ZodTypeDef["type"], "int">;

const text = z.string();
const instant = z.iso.datetime({ offset: true });

/** By the type that zod gives a definition. */
const REFUSED = {
  array: [[z.array(text), text]],
  object: [[z.object({ a: text }), text]],
  record: [[z.record(text, text), text]],
  map: [[z.map(text, text), text]],
  set: [[z.set(text), text]],
  tuple: [[z.tuple([text, text]), text]],
  intersection: [[z.intersection(z.object({ a: text }), z.object({ b: text })), text]],
  date: [
    [z.date(), instant, z.iso.date()],
    [z.coerce.date(), instant, z.iso.date()],
  ],
  any: [[z.any(), text]],
  unknown: [[z.unknown(), text]],
  null: [[z.null(), text.nullable()]],
  undefined: [[z.undefined(), text.optional()]],
  void: [[z.void()]],
  never: [[z.never()]],
  nan: [[z.nan(), z.number()]],
  symbol: [[z.symbol(), text]],
  pipe: [
    [text.transform(Number), text.trim(), text.overwrite((value) => value.slice(1))],
    [z.pipe(text, text), text],
    [z.preprocess(String, text), text],
    [z.stringbool(), z.boolean()],
    [z.codec(text, z.number(), { decode: Number, encode: String }), z.number()],
  ],
  transform: [[z.transform(Number), z.number()]],
  prefault: [[text.prefault("x"), text.default("x")]],
  nonoptional: [[text.optional().nonoptional(), text]],
  catch: [[text.catch("x"), text]],
  success: [[z.success(text), z.boolean()]],
  promise: [[z.promise(text), text]],
  lazy: [[z.lazy(() => text), text]],
  custom: [
    [z.custom<string>(), text.refine((value) => value !== "")],
    [z.instanceof(Date), text.refine((value) => value !== "")],
  ],
  file: [[z.file(), text]],
  function: [[z.function() as unknown as z.ZodType]],
  bigint: [
    [z.bigint(), z.int64(), decimal(38, 0)],
    [z.uint64(), z.int64(), decimal(20, 0)],
    [z.coerce.bigint(), z.int64()],
  ],
  string: [
    [z.coerce.string(), text],
    [z.iso.datetime({ local: true }), instant],
    [z.iso.datetime({ precision: -1 }), instant],
  ],
  number: [[z.coerce.number(), z.number()]],
  boolean: [[z.coerce.boolean(), z.boolean()]],
  literal: [
    [z.literal(["a", 1]), z.literal("a")],
    [z.literal(null), text.nullable()],
    [z.literal(5n), z.literal(5)],
    [z.literal(2 ** 40), z.literal(5)],
  ],
  enum: [[z.enum({ a: 1.5 }), z.enum({ a: 1 })]],
  union: [
    [z.union([text, z.number()]), text.refine((value) => value !== "")],
    [z.union([instant, instant]), instant.refine((value) => value !== "")],
    [z.union([z.int(), z.int64()]), z.union([z.int64(), z.int64()])],
    [z.union([text.optional(), text]), z.union([text, text]).optional()],
    [z.union([text.nullable(), text]), z.union([text, text]).nullable()],
    [z.union([text.default("x"), text]), z.union([text, text]).default("x")],
    [z.union([text.readonly(), text]), z.union([text, text]).readonly()],
    [z.union([text, z.array(text)]), text],
  ],
  optional: [[text.default("x").optional(), text.default("x"), text.optional()]],
} satisfies Partial<Record<TypeName, readonly Refusal[]>>;

/** Types of which no schema is refused. */
const ACCEPTED = {
  nullable: text.nullable(),
  default: text.default("x"),
  readonly: text.readonly(),
  template_literal: z.templateLiteral(["a", text]),
} satisfies Partial<Record<TypeName, z.ZodType>>;

/** No type of zod's is left out: the compiler says so. */
const TRIED: Readonly<Record<TypeName, unknown>> = { ...ACCEPTED, ...REFUSED };

function refusalOf(schema: z.ZodType): string | undefined {
  try {
    defineDataset({ name: "t", schema: z.object({ bad: schema }) });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Schemas that a message spells out, made as a reader would make them. */
function schemasIn(message: string): z.ZodType[] {
  const code =
    /(?<![\w.])(?:z\.(?!union|coerce|object|strictObject)[a-z][\w.]*|decimal)\((?:\{[^}]*\}|[\d, ]*)\)(?:\.\w+\(\))*/g;
  const advice = message.slice(message.indexOf("; use"));
  return [...advice.matchAll(code)].map(
    ([found]) => runInNewContext(found, { z, decimal }) as z.ZodType,
  );
}

const cases: readonly Refusal[] = Object.values(REFUSED).flat() as Refusal[];

describe("what a refusal advises is accepted", () => {
  it.each(cases)("case %#", (refused, ...replacements) => {
    const message = refusalOf(refused) ?? "";
    expect(message).toMatch(/bad": .*[;,] (?:use|leave)/);
    for (const schema of [...replacements, ...schemasIn(message)])
      expect(refusalOf(schema), message).toBeUndefined();
  });

  it("and most of it is spelt out", () => {
    const spelt = cases.flatMap(([refused]) => schemasIn(refusalOf(refused) ?? ""));
    expect(spelt.length).toBeGreaterThan(25);
  });
});

it("has tried schemas of every type that zod has", () => {
  for (const [type, schema] of Object.entries(ACCEPTED)) {
    expect(refusalOf(schema)).toBeUndefined();
    expect(schema._zod.def.type).toBe(type);
  }
  for (const [type, refusals] of Object.entries(REFUSED))
    expect(refusals.map(([schema]) => schema._zod.def.type)).toContain(type);
  expect(Object.keys(TRIED).length).toBeGreaterThan(30);
});

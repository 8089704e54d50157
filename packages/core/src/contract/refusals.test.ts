import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { decimal } from "../types/decimal.ts";
import { json } from "../types/json.ts";
import { defineDataset } from "./define-dataset.ts";

/** A schema that is refused, and what takes its place by the advice of the refusal. */
type Refusal = readonly [refused: z.ZodType, ...replacements: z.ZodType[]];

/** Zod has the word `int` and makes no definition of it. */
type TypeName = Exclude<z.core.$ZodTypeDef["type"], "int">;

const text = z.string();
const list = z.array(text);
const struct = z.object({ a: text });
const point = z.object({ type: z.literal("point"), at: z.number() });
/** Is inside itself by a getter, as zod has recursion. */
const node = z.object({
  name: text,
  get next() {
    return node.optional();
  },
});
/** The same with another schema at each step, so that no schema is found twice. */
const endless = (): z.ZodType =>
  z.object({
    get next() {
      return endless();
    },
  });
/** Few schemas, each of which has the one before in it many times. */
const wide = Array.from({ length: 5 }).reduce<z.ZodType>(
  (inside) => z.object(Object.fromEntries("abcdefgh".split("").map((name) => [name, inside]))),
  text,
);
const instant = z.iso.datetime({ offset: true });

/** By the type that zod gives a definition. */
const REFUSED = {
  array: [
    [z.array(z.any()), z.array(json()), json()],
    [z.array(z.bigint()), z.array(z.int64()), json()],
    [z.array(z.array(z.date())), z.array(z.array(z.iso.date()))],
  ],
  object: [
    [z.object({}), struct, json()],
    [z.looseObject({ a: text }), struct, z.strictObject({ a: text }), z.record(text, text), json()],
    [z.object({ a: text }).catchall(text), struct, z.record(text, text), json()],
    [node, z.object({ name: text, next: json().optional() })],
    [endless() as z.ZodObject, json()],
    [wide as z.ZodObject, json()],
  ],
  record: [
    [z.record(z.number(), text), z.record(text, text), z.record(text.regex(/^\d+$/), text)],
    [z.looseRecord(text.startsWith("a"), text), z.record(text, text), json()],
    [z.record(text, z.unknown()), z.record(text, json()), json()],
  ],
  map: [[z.map(z.number(), text), z.map(text, text)]],
  set: [[z.set(text), list, list.refine((all) => new Set(all).size === all.length)]],
  tuple: [
    [z.tuple([text, z.number()]), z.object({ a: text, b: z.number() }), json()],
    [z.tuple([text, text.optional()]), list],
    [z.tuple([z.int(), z.int64()]), z.array(z.int64())],
    [z.tuple([]), json()],
  ],
  intersection: [[z.intersection(struct, z.object({ b: text })), z.object({ a: text, b: text })]],
  date: [
    [z.date(), instant, z.iso.date()],
    [z.coerce.date(), instant, z.iso.date()],
  ],
  any: [[z.any(), json()]],
  unknown: [[z.unknown(), json()]],
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
  lazy: [
    [z.lazy(() => text), text],
    [z.json(), json()],
  ],
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
    [z.union([text, list]), json()],
    [z.union([text, struct]), json()],
    [z.union([struct, point]), z.discriminatedUnion("type", [point]), json()],
    [
      z.discriminatedUnion("type", [point, z.object({ type: z.literal("line"), at: text })]),
      z.discriminatedUnion("type", [point, z.object({ type: z.literal("line"), to: text })]),
      json(),
    ],
    [
      z.discriminatedUnion("type", [point, z.object({ type: z.literal("b").optional() })]),
      z.discriminatedUnion("type", [point, z.object({ type: z.enum(["b", "c"]) })]),
    ],
    [
      z.discriminatedUnion("type", [
        point,
        z.discriminatedUnion("type", [z.object({ type: z.literal("b") })]),
      ]),
      z.discriminatedUnion("type", [point, z.object({ type: z.literal("b") })]),
    ],
    [
      z.discriminatedUnion("type", [point], { unionFallback: true }),
      z.discriminatedUnion("type", [point]),
    ],
  ],
  optional: [[text.default("x").optional(), text.default("x"), text.optional()]],
} satisfies Partial<Record<TypeName, readonly Refusal[]>>;

/** Types of which no schema is refused. */
const ACCEPTED = {
  array: z.array(text.nullable()),
  object: z.object({ a: z.strictObject({ b: text.default("x") }).nullable() }),
  record: z.record(z.enum(["a", "b"]), z.array(text)),
  map: z.map(text, z.map(text, text)),
  tuple: z.tuple([z.number(), z.number(), z.number()]),
  union: z.discriminatedUnion("type", [point, z.object({ type: z.literal("b"), c: text })]),
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
    /(?<![\w.])(?:z\.(?!union|coerce|object|strictObject)[a-z][\w.]*|decimal|json)\((?:\{[^}]*\}|[\d, ]*)\)(?:\.\w+\(\))*/g;
  const advice = message.slice(message.indexOf("; use"));
  return [...advice.matchAll(code)].map(
    ([found]) => runInNewContext(found, { z, decimal, json }) as z.ZodType,
  );
}

const cases: readonly Refusal[] = Object.values(REFUSED).flat() as Refusal[];

describe("what a refusal advises is accepted", () => {
  it.each(cases)("case %#", (refused, ...replacements) => {
    const message = refusalOf(refused) ?? "";
    expect(message).toMatch(/bad(?:\[\]|\.\w+)*": .*[;,] (?:use|leave)/);
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

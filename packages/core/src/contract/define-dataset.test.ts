import { describe, expect, it } from "vitest";
import * as z from "zod";
import { decimal } from "../types/decimal.ts";
import { parseTypeName } from "../types/parse-type-name.ts";
import { ContractError } from "./contract-error.ts";
import type { DatasetInput } from "./dataset.ts";
import { defineDataset } from "./define-dataset.ts";

const timestamp = z.iso.datetime({ offset: true });

function issuesOf(input: DatasetInput<z.ZodObject>): string[] {
  try {
    defineDataset(input);
  } catch (error) {
    if (error instanceof ContractError)
      return error.issues.map(({ field, message }) => `${field}: ${message}`);
    throw error;
  }
  return [];
}

describe("the type law's left-hand side", () => {
  it.each([
    ["string", z.string().min(1).max(5).regex(/a/)],
    ["string", z.email()],
    ["string", z.uuid()],
    ["string", z.url()],
    ["string", z.ipv6()],
    ["string", z.iso.time()],
    ["string", z.iso.duration()],
    ["string", z.enum(["a", "b"])],
    ["string", z.literal("a")],
    ["string", z.literal(["a", "b"])],
    ["string", z.union([z.ipv4(), z.ipv6()])],
    ["string", z.templateLiteral(["v", z.number()])],
    ["string", z.string().trim().toLowerCase()],
    ["string", z.string().brand("id")],
    ["string", z.string().readonly()],
    ["int32", z.int32()],
    ["int32", z.number().int().check(z.int32())],
    ["int32", z.literal([1, 2])],
    ["int64", z.int64()],
    ["int64", z.int()],
    ["int64", z.number().int()],
    ["int64", z.uint32()],
    ["float", z.float32()],
    ["double", z.float64()],
    ["double", z.number()],
    ["double", z.number().min(0)],
    ["boolean", z.boolean()],
    ["boolean", z.literal(true)],
    ["date", z.iso.date()],
    ["date", z.string().date()],
    ["timestamp", timestamp],
    ["timestamp", z.iso.datetime()],
    ["timestamp", z.string().datetime({ offset: true })],
    ["decimal(10,2)", decimal(10, 2)],
    ["decimal(38,0)", decimal(38, 0)],
    ["decimal(5,2)", decimal(5, 2).describe("a price").min(1)],
    ["decimal(5,2)", decimal(5, 2).register(z.globalRegistry, { title: "a price" })],
  ] as [string, z.ZodType][])("%s from zod (case %#)", (type, schema) => {
    const { columns } = defineDataset({ name: "t", schema: z.object({ a: schema }) });
    expect(columns).toEqual([{ name: "a", type: parseTypeName(type), nullable: false }]);
    const optional = defineDataset({ name: "t", schema: z.object({ a: schema.optional() }) });
    expect(optional.columns[0]).toEqual({ name: "a", type: parseTypeName(type), nullable: true });
  });

  it.each([
    ["z.iso.datetime", z.date()],
    ["z.array(...)", z.set(z.string())],
    ["without fields", z.object({})],
    ["keys of a map must be text", z.record(z.int(), z.string())],
    ["use json()", z.any()],
    ["use json()", z.unknown()],
    ["stored type", z.string().transform(Number)],
    ["stored type", z.pipe(z.string(), z.string())],
    ["stored type", z.stringbool()],
    ["z.int64()", z.bigint()],
    ["decimal(20, 0)", z.uint64()],
    ["z.number()", z.coerce.number()],
    ["offset: true", z.iso.datetime({ local: true })],
    ["one plain column type", z.union([z.string(), z.number()])],
    ["all strings", z.literal(["a", 1])],
    ["leave it out", z.string().catch("x")],
    [".default()", z.string().prefault("x")],
    ["recursive json()", z.lazy(() => z.string())],
    ["z.boolean()", z.success(z.string())],
    [".nullable()", z.null()],
  ] as [string, z.ZodType][])("refuses by name, saying %s (case %#)", (instead, schema) => {
    const [issue] = issuesOf({ name: "t", schema: z.object({ bad: schema }) });
    expect(issue).toMatch(/^bad: /);
    expect(issue).toContain(instead);
  });
});

describe("defineDataset", () => {
  it("names every issue at once", () => {
    const issues = issuesOf({
      name: "t",
      schema: z.object({
        id: z.string(),
        ID: z.string(),
        "a-b": z.string(),
        tags: z.set(z.string()),
      }),
      eventTime: "id",
      partition: {
        granularity: "week" as never,
        layout: "hive",
        range: { from: "2025-02-30", to: "x" },
      },
    });
    expect(issues).toHaveLength(6);
    expect(issues.join("\n")).toContain('clashes with "id"');
  });

  it.each([
    [{ name: "Orders", schema: z.object({ a: z.string() }) }, "lower-case"],
    [{ name: "t", schema: z.object({}) }, "no fields"],
    [{ name: "t", schema: z.looseObject({ a: z.string() }) }, "z.strictObject()"],
    [{ name: "t", schema: z.string() as never }, "must be a z.object()"],
    [{ name: "t", schema: z.object({}).readonly() as never }, "of zod 4, not z.readonly()"],
    [{ name: "t", schema: { a: "string" } as never }, "of zod 4"],
    [
      { name: "t", schema: z.object({ t: timestamp.optional() }), eventTime: "t" },
      "must be a required",
    ],
    [
      { name: "t", schema: z.object({ t: timestamp }), eventTime: "u" as never },
      "does not name a column",
    ],
    [
      {
        name: "t",
        schema: z.object({ t: timestamp }),
        partition: { granularity: "day", layout: "hive" },
      },
      "needs eventTime",
    ],
    [
      {
        name: "t",
        schema: z.object({ t: z.iso.date() }),
        eventTime: "t",
        partition: { granularity: "hour", layout: "plain" },
      },
      "no hour",
    ],
    [
      {
        name: "t",
        schema: z.object({ t: timestamp, year: z.int32() }),
        eventTime: "t",
        partition: { granularity: "day", layout: "hive" },
      },
      "partition column",
    ],
    [
      { name: "t", schema: z.object({ a: z.string().default("x").optional() }) },
      "use only one of them",
    ],
    [{ name: "t", schema: z.object({ a: z.int32().min(5).default(1) }) }, "does not pass"],
    [{ name: "t", schema: z.object({ ["__proto__"]: z.string() }) }, "JavaScript's own"],
    [{ name: "t", schema: z.object({ toString: z.string().optional() }) }, "JavaScript's own"],
  ] as [DatasetInput<z.ZodObject>, string][])("refuses case %# with %s", (input, message) => {
    expect(() => defineDataset(input)).toThrow(message);
  });

  it.each([
    [undefined, "defineDataset: pass { name, schema }"],
    [null, "defineDataset: options must be an object, not null."],
    [{ partition: "day" }, 'partition must be { granularity, layout }, not "day"'],
    [{ partition: null }, "partition must be { granularity, layout }, not null"],
    [
      { partition: { granularity: "day", layout: "hive", range: "2025" } },
      'partition range must be { from, to }, not "2025"',
    ],
    [{ eventTime: ["t"] }, "eventTime must be the name of a column"],
  ])("refuses %j where something else is expected", (given, message) => {
    const good = { name: "t", schema: z.object({ t: timestamp }), eventTime: "t" };
    const input = given && { ...good, ...given };
    expect(() => defineDataset(input as never)).toThrow(message);
  });

  it("refuses a misspelt option", () => {
    expect(() =>
      defineDataset({ name: "t", schema: z.object({ a: z.string() }), eventime: "a" } as never),
    ).toThrow('Did you mean "eventTime"?');
  });

  it("is frozen and strict only for strictObject", () => {
    const dataset = defineDataset({ name: "t", schema: z.strictObject({ a: z.string() }) });
    expect(dataset.strict).toBe(true);
    expect(
      Object.isFrozen(dataset) &&
        Object.isFrozen(dataset.columns) &&
        Object.isFrozen(dataset.columns[0]),
    ).toBe(true);
  });
});

describe("contractHash", () => {
  const base = {
    name: "t",
    schema: z.object({ t: timestamp, a: z.string() }),
    eventTime: "t",
    partition: { granularity: "day", layout: "hive" },
  } as const;
  const hash = defineDataset(base).contractHash;

  it("does not change from release to release", () => {
    expect(hash).toBe("58656c944f2c250ca8c98ecc2b74b4be");
  });

  it("ignores checks, defaults and the name", () => {
    expect(
      defineDataset({
        ...base,
        name: "u",
        schema: z.object({ t: timestamp, a: z.string().min(3).default("abc") }),
      }).contractHash,
    ).toBe(hash);
  });

  it.each([
    { ...base, schema: z.object({ t: timestamp, a: z.string().optional() }) },
    { ...base, schema: z.object({ t: timestamp, a: z.int32() }) },
    { ...base, schema: z.object({ a: z.string(), t: timestamp }) },
    { ...base, partition: { granularity: "hour", layout: "hive" } },
    { ...base, partition: { granularity: "day", layout: "plain" } },
  ] as DatasetInput<z.ZodObject>[])(
    "changes with columns and partition rule (case %#)",
    (input) => {
      expect(defineDataset(input).contractHash).not.toBe(hash);
    },
  );
});

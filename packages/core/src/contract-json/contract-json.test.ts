import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { apiLogs } from "../api-logs/api-logs.ts";
import { ContractError } from "../contract/contract-error.ts";
import type { Dataset } from "../contract/dataset.ts";
import { defineDataset } from "../contract/define-dataset.ts";
import { decimal } from "../types/decimal.ts";
import { json } from "../types/json.ts";
import { datasetFromJson } from "./dataset-from-json.ts";
import { datasetToJson } from "./dataset-to-json.ts";

function define(shape: z.core.$ZodLooseShape): Dataset {
  return defineDataset({ name: "t", schema: z.object(shape) }) as unknown as Dataset;
}

function columnOf(schema: z.core.$ZodType) {
  return datasetToJson(define({ a: schema }));
}

/** Schemas whose checks JSON says in full, each with values near the edges of what it accepts. */
const SAID: readonly (readonly [z.core.$ZodType, ...unknown[]])[] = [
  [z.string()],
  [z.string().min(2).max(3), "a", "ab", "abc", "abcd"],
  [z.string().length(2), "a", "ab", "abc"],
  [z.string().regex(/^a+$/i), "AA", "b"],
  [z.string().regex(/b/).regex(/c/), "b", "bc"],
  [z.string().startsWith("/").endsWith("."), "/", "/.", "."],
  [z.string().includes("x"), "axb", "ab"],
  [z.string().lowercase(), "a", "A"],
  [z.email(), "a@b.co", "a"],
  [z.string().email(), "a@b.co", "a"],
  [z.email({ pattern: z.regexes.html5Email }), "a@b", "a@b.co", "a"],
  [z.uuid(), "01234567-89ab-4def-8123-456789abcdef", "x"],
  [z.uuidv7(), "01234567-89ab-4def-8123-456789abcdef", "01234567-89ab-7def-8123-456789abcdef"],
  [z.ipv4(), "1.2.3.4", "1.2.3"],
  [z.ipv6(), "::1", "1.2.3.4"],
  [z.url(), "https://a.b", "a"],
  [z.base64(), "YQ==", "YQ="],
  [z.iso.time(), "10:00:00", "10"],
  [z.enum(["a", "b"]), "a", "c"],
  [z.literal("a"), "a", "b"],
  [z.literal([1, 2]), 1, 3],
  [z.literal(true), true, false],
  [z.templateLiteral(["a", z.string()]), "ab", "b"],
  [z.union([z.literal("a"), z.string().min(3)]), "a", "b", "abc"],
  [z.union([z.int32().max(0), z.int32().min(5)]), 0, 3, 5],
  [z.string().min(-1).max(2.5), "", "ab", "abc"],
  [z.array(z.string()).max(Number.POSITIVE_INFINITY), [], ["a"]],
  [z.boolean(), true, "true"],
  [z.number(), 1.5, 1e300, "1"],
  [z.number().gt(0).lt(1), 0, 0.5, 1],
  [z.number().min(0).min(1).max(3).max(2), 0, 1, 2, 3],
  [z.number().multipleOf(0.5), 0.5, 0.7],
  [z.number().min(Number.NEGATIVE_INFINITY).max(Number.POSITIVE_INFINITY), 0, 1e300],
  [z.float32(), 1.5, 1e300],
  [z.int32().min(-1), -1, -2, 2 ** 31],
  [z.int(), 2 ** 53 - 1, 2 ** 53, 1.5],
  [z.uint32(), 0, -1, 2 ** 32 - 1, 2 ** 32],
  [z.int64().min(-5n).lt(9_223_372_036_854_775_807n), -5n, -6n, 9_223_372_036_854_775_807n],
  [z.int64().multipleOf(3n), 3n, 4n],
  [z.int64().multipleOf(-3n), 3n, -3n, 4n],
  [json(), '{"a":1}', "{a:1}"],
  [json({ maxBytes: 3 }), "[1]", "[1,2]"],
  [z.object({ a: z.int32(), b: z.string().max(2).optional() }), { a: 1 }, { a: 1, b: "abc" }, {}],
  [z.strictObject({ a: z.int64() }), { a: 1n }, { a: 1n, b: 2 }],
  [z.array(z.string().min(1)).min(1).max(2), [], ["a"], [""], ["a", "b", "c"]],
  [z.array(z.object({ n: decimal(5, 2).nullable() })), [{ n: "1.00" }], [{ n: null }], [{}]],
  [z.tuple([z.number(), z.number()]), [1], [1, 2], [1, 2, 3]],
  [z.record(z.string().min(2), z.int32().max(9)), { ab: 1 }, { a: 1 }, { ab: 10 }],
  [z.record(z.enum(["x", "y"]), z.int32()), { x: 1 }, { x: 1, y: 2 }, { z: 1 }],
  [z.partialRecord(z.enum(["x", "y"]), z.int32()), { x: 1 }, { x: 1, y: 2 }, { z: 1 }],
  [z.map(z.string(), z.boolean()).max(1), new Map([["a", true]]), new Map([["a", 1]])],
  [
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), n: z.int32() }),
      z.object({ kind: z.literal("b"), t: z.string() }),
    ]),
    { kind: "a", n: 1 },
    { kind: "b", n: 1 },
    { kind: "c" },
  ],
  [decimal(5, 2), "123.45", "1234.5", "1.234"],
  [z.iso.date(), "2025-02-28", "2025-02-30"],
  [z.iso.datetime(), "2025-01-15T10:30:45Z", "2025-01-15T10:30:45+01:00"],
  [z.iso.datetime({ offset: true }), "2025-01-15T10:30:45+01:00", "2025-01-15T10:30Z"],
  [z.iso.datetime({ precision: 3 }), "2025-01-15T10:30:45.123Z", "2025-01-15T10:30:45Z"],
];

const wrappers = fc.constantFrom<(schema: z.ZodType) => z.ZodType>(
  (schema) => schema,
  (schema) => schema.optional(),
  (schema) => schema.nullable(),
  (schema) => schema.nullish(),
  (schema) => schema.describe("what it is"),
  (schema) => schema.readonly(),
);

const fields = fc.record({
  schema: fc.constantFrom(...SAID.map(([schema]) => schema as z.ZodType)),
  wrap: wrappers,
});

it("keeps the names that columns have in sources", () => {
  const schema = z.object({ a: z.string() });
  const dataset = defineDataset({ name: "t", schema, alias: { a: ["b", "c.d"] } });
  const text = JSON.stringify(datasetToJson(dataset as never));
  expect(datasetFromJson(text).alias).toEqual({ a: ["b", "c.d"] });
  expect(datasetToJson(define({ a: z.string() }))).not.toHaveProperty("alias");
});

describe("a contract as JSON", () => {
  it("is what a reader expects", () => {
    const { contractHash } = apiLogs;
    expect(datasetToJson(apiLogs)).toEqual({
      contractVersion: 1,
      name: "api_logs",
      contractHash,
      columns: [
        { name: "timestamp", type: "timestamp", offset: true },
        { name: "endpoint", type: "string", startsWith: ["/"] },
        expect.objectContaining({ name: "method", optional: true }),
        expect.objectContaining({ name: "status_code", type: "int32", minimum: 100, maximum: 599 }),
        { name: "response_time_ms", type: "double", minimum: 0, optional: true },
        { name: "user_id", type: "string", minLength: 1, optional: true },
        expect.objectContaining({ name: "ip_address", type: "string", optional: true }),
      ],
      eventTime: "timestamp",
      partition: apiLogs.partition,
      unsaid: [],
    });
  });

  it("gives the same contract again: columns, hash, JSON, and verdicts", () => {
    fc.assert(
      fc.property(
        fc.array(fields, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (parts, strict) => {
          const shape = Object.fromEntries(
            parts.map(({ schema, wrap }, i) => [`f${i}`, wrap(schema)]),
          );
          const schema = strict ? z.strictObject(shape) : z.object(shape);
          const dataset = defineDataset({ name: "t", schema }) as unknown as Dataset;
          const said = datasetToJson(dataset);
          const again = datasetFromJson(JSON.stringify(said));
          expect(said.unsaid).toEqual([]);
          expect(again.columns).toEqual(dataset.columns);
          expect(again.contractHash).toBe(dataset.contractHash);
          expect(again.strict).toBe(strict);
          expect(datasetToJson(again)).toEqual(said);
          const values = [undefined, null, "", ...SAID.flatMap(([, ...each]) => each)];
          for (const name of Object.keys(shape)) {
            const [was, is] = [shape[name], again.schema._zod.def.shape[name] as z.ZodType];
            for (const value of values)
              expect(is.safeParse(value).success).toBe(was?.safeParse(value).success);
          }
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  it.each(SAID.map((each) => [each] as const))(
    "says all of %# and accepts the same",
    ([schema, ...values]) => {
      const said = columnOf(schema);
      expect(said.unsaid).toEqual([]);
      const again = datasetFromJson(said).schema._zod.def.shape["a"] as z.ZodType;
      for (const value of values)
        expect([value, again.safeParse(value).success]).toEqual([
          value,
          (schema as z.ZodType).safeParse(value).success,
        ]);
    },
  );

  it.each<[z.ZodType, unknown]>([
    [z.string().default("x"), "x"],
    [z.int64().default(9_007_199_254_740_993n), "9007199254740993"],
    [z.int().default(5), 5],
    [decimal(5, 2).default("1.50"), "1.50"],
    [z.boolean().default(false), false],
    [z.array(z.int64()).default([5n]), ["5"]],
    [z.object({ a: z.int64() }).default({ a: 5n }), { a: "5" }],
    [z.map(z.string(), z.int32()).default(new Map([["a", 1]])), { a: 1 }],
  ])("has the default of %#", (schema, said) => {
    const contract = columnOf(schema);
    expect(contract.columns[0]?.default).toEqual(said);
    const again = datasetFromJson(contract).schema._zod.def.shape["a"] as z.ZodType;
    expect(again.parse(undefined)).toEqual(schema.parse(undefined));
  });

  it.each<[string, z.core.$ZodLooseShape, string, string]>([
    ["a function", { a: z.string().refine((text) => text !== "") }, "a", "a check by a function"],
    ["another", { a: z.string().check(({ value }) => void value) }, "a", "a check by a function"],
    ["one behind a wrapper", { a: z.string().optional().refine(Boolean) }, "a", "a check by a"],
    ["a change", { a: z.string().trim() }, "a", "a function that changes the value"],
    [
      "a place of text",
      { a: z.string().includes("x", { position: 2 }) },
      "a",
      "text at a position",
    ],
    ["an integer past every type", { a: z.int64().max(10n ** 50n) }, "a", "JSON has no number for"],
    ["a bound of nothing", { a: z.number().min(Number.POSITIVE_INFINITY) }, "a", "no number for"],
    ["a length of nothing", { a: z.string().max(-1) }, "a", "no number for"],
    ["a multiple of nothing", { a: z.number().multipleOf(Number.NaN) }, "a", "no number for"],
    ["digits of seconds", { a: z.iso.datetime({ precision: 12 }) }, "a", "more than 9 digits"],
    ["options of a format", { a: z.url({ hostname: /^a$/ }) }, "a", "the format url"],
    ["a format of one's own", { a: z.stringFormat("x", /x/) }, "a", "the format x"],
    [
      "a default by a function",
      { a: z.string().default(() => crypto.randomUUID()) },
      "a",
      "a default",
    ],
  ])("lists what it can't say: %s", (_, shape, path, what) => {
    const { unsaid } = datasetToJson(define(shape));
    expect(unsaid).toMatchObject([{ path }]);
    expect(unsaid[0]?.what).toContain(what);
    const again = datasetFromJson(
      JSON.stringify(datasetToJson(define({ b: z.string(), ...shape }))),
    );
    expect(datasetToJson(again).unsaid).toEqual(unsaid);
  });

  it.each<[object]>([
    [{ by: ["tenant"] }],
    [{ by: ["tenant", { column: "on_day", range: { from: "2025-01-01", to: "2025-12-31" } }] }],
    [{ by: [{ column: "free", projection: "injected" }], granularity: "day", layout: "hive" }],
  ])("has the partition rule %j", (partition) => {
    const schema = z.object({
      at: z.iso.datetime(),
      tenant: z.enum(["a", "b"]),
      on_day: z.iso.date(),
      free: z.string(),
    });
    const input = {
      name: "t",
      schema,
      partition,
      ...("granularity" in partition && { eventTime: "at" }),
    };
    const dataset = defineDataset(input as never) as unknown as Dataset;
    const again = datasetFromJson(JSON.stringify(datasetToJson(dataset)));
    expect(again.partition).toEqual(dataset.partition);
    expect(again.contractHash).toBe(dataset.contractHash);
  });

  it("lists a check of the whole record", () => {
    const schema = z.object({ a: z.string() }).refine(({ a }) => a !== "b");
    const dataset = defineDataset({ name: "t", schema });
    expect(datasetToJson(dataset as unknown as Dataset).unsaid).toEqual([
      { path: "", what: "a check by a function" },
    ]);
  });
});

describe("what is not the JSON of a contract is refused", () => {
  const good = datasetToJson(define({ a: z.string() }));
  const column = (change: object) => ({
    contractVersion: 1,
    name: "t",
    columns: [{ name: "a", type: "string", ...change }],
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "it is not the JSON of a contract"],
    ["null", null, "it is not the JSON of a contract"],
    ["a number", 5, "it is not the JSON of a contract"],
    ["a list", [], "it is not the JSON of a contract"],
    ["text that is not JSON", "{", "its text is not JSON"],
    ["JSON of something else", { name: "t" }, "it is not the JSON of a contract"],
    ["a later version", { ...good, contractVersion: 2 }, "its contractVersion is 2"],
    ["an unknown key", { ...good, colums: [] }, 'Unrecognized key: "colums"'],
    ["an unknown type", column({ type: "text" }), "columns[0].type"],
    ["an unknown check", column({ maxlength: 5 }), "columns[0]"],
    ["an unknown format", column({ formats: [{ format: "x" }] }), "columns[0].formats[0].format"],
    ["a bound that is no number", column({ type: "int64", minimum: "x" }), "columns[0].minimum"],
    ["a bound with a fraction", column({ type: "int64", minimum: 1.5 }), "can't be made"],
    ["a pattern that is none", column({ patterns: [{ source: "(" }] }), "can't be made"],
    ["a scale past the precision", column({ type: "decimal", precision: 2, scale: 3 }), "can't be"],
    ["a bad name", column({ name: "a-b" }), "a column name is"],
    ["a bad default", column({ type: "int32", default: "x" }), "its default"],
    ["a column twice", { ...column({}), columns: [...good.columns, ...good.columns] }, "twice"],
    ["another hash", { ...good, contractHash: "0".repeat(32) }, "leave contractHash out"],
    ["a bad partition", { ...good, contractHash: undefined, partition: {} }, "granularity"],
    ["a partition by nothing", { ...column({}), partition: { by: [null] } }, "name a column"],
    ["no columns", { ...good, columns: [] }, "schema has no fields"],
  ])("%s", (_, value, message) => {
    const failed = (() => {
      try {
        return datasetFromJson(value);
      } catch (error) {
        return error;
      }
    })();
    expect(failed).toBeInstanceOf(ContractError);
    expect((failed as Error).message).toContain(message);
  });

  it("a depth bomb", () => {
    let field: object = { type: "string" };
    for (let depth = 0; depth < 100_000; depth++) field = { type: "list", element: field };
    const bomb = { contractVersion: 1, name: "t", columns: [{ name: "a", ...field }] };
    expect(() => datasetFromJson(bomb)).toThrow("inside one another");
  });
});

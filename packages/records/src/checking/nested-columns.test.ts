import { decimal, defineDataset, json } from "@cloudapi/core";
import { JsonText } from "@cloudapi/core/internal";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { compileRecordChecker, type RecordCheck } from "./compile-record-checker.ts";

const instant = z.iso.datetime({ offset: true });

const orders = defineDataset({
  name: "orders",
  schema: z.object({
    id: z.int64(),
    customer: z.object({
      name: z.string().min(1),
      since: z.iso.date().nullable(),
      address: z.strictObject({ zip: z.string().regex(/^\d+$/) }).optional(),
    }),
    items: z.array(
      z.object({
        sku: z.string(),
        price: decimal(10, 2),
        quantity: z.int32().min(1).default(1),
        at: instant.optional(),
      }),
    ),
    tags: z.record(z.string(), z.string()).default({}),
    extra: json().optional(),
  }),
});

const ORDER = {
  id: 1,
  customer: { name: "Ada", since: null },
  items: [{ sku: "a", price: 1.5 }],
  tags: { "http.url": "/x" },
};

function check(record: unknown, dataset: { schema: unknown } = orders): RecordCheck {
  return compileRecordChecker(dataset as typeof orders).check(record);
}

function told(record: unknown, dataset?: { schema: unknown }): string[] {
  const result = check(record, dataset);
  return result.valid ? [] : result.issues.map(({ message }) => message);
}

function datasetOf(schema: z.ZodType) {
  return defineDataset({ name: "t", schema: z.object({ a: schema }) });
}

describe("a nested row", () => {
  it("has every value as its column has it, and defaults in place", () => {
    const at = "2025-01-15t10:30:45.123456z";
    const record = {
      ...ORDER,
      items: [{ sku: "a", price: "2", quantity: null, at }],
      extra: { b: [1n] },
    };
    expect(check(record)).toMatchObject({
      valid: true,
      truncatedTimestamps: 1,
      value: {
        id: 1n,
        customer: { name: "Ada", since: null },
        items: [{ sku: "a", price: "2.00", quantity: 1, at }],
        tags: { "http.url": "/x" },
        extra: '{"b":[1]}',
      },
    });
  });

  it("shares nothing with its record, which stays as it was", () => {
    const record = structuredClone(ORDER);
    const result = check(record);
    expect(record).toEqual(ORDER);
    expect(result.valid && result.value["customer"]).not.toBe(record.customer);
  });

  it("has the text of JSON as it stood", () => {
    const text = '{"b":1.10,"a":12345678901234567890}';
    const result = check({ ...ORDER, extra: new JsonText(text) });
    expect(result).toMatchObject({ valid: true, value: { extra: text } });
  });

  it("has a Map where the contract says z.map, and an object where it says z.record", () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({ m: z.map(z.string(), z.int64()), r: z.record(z.string(), z.int64()) }),
    });
    const entries = [["a", 1]] as const;
    for (const given of [new Map(entries), Object.fromEntries(entries)])
      expect(check({ m: given, r: given }, dataset)).toMatchObject({
        valid: true,
        value: { m: new Map([["a", 1n]]), r: { a: 1n } },
      });
  });

  it("has the fields of its variant, whatever others hold nothing", () => {
    const dataset = datasetOf(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("circle"), radius: z.number() }),
        z.object({ type: z.enum(["box", "cube"]), side: decimal(5, 1) }),
      ]),
    );
    const circle = { type: "circle", radius: 1, side: null };
    expect(check({ a: circle }, dataset)).toMatchObject({
      value: { a: { type: "circle", radius: 1 } },
    });
    expect(check({ a: { type: "cube", side: 2 } }, dataset)).toMatchObject({
      value: { a: { type: "cube", side: "2.0" } },
    });
    expect(told({ a: { ...circle, side: 1 } }, dataset)).toEqual([
      'a: expected only the contract\'s fields, received object: it does not know "side".',
    ]);
    expect(told({ a: { type: "line" } }, dataset)).toEqual([
      'a.type: expected one of circle, box, cube, received "line".',
    ]);
    expect(told({ a: {} }, dataset)).toEqual([
      "a.type: a value is required; the field is absent, null or empty.",
    ]);
  });
});

it("gives what was read back from a table the shape of the contract", () => {
  const dataset = defineDataset({
    name: "t",
    schema: z.object({
      shapes: z.array(
        z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("circle"), radius: z.number() }),
          z.strictObject({ kind: z.literal("box"), side: z.number(), name: z.string().nullable() }),
        ]),
      ),
      index: z.map(z.string(), z.object({ n: z.int64().optional() })),
      tags: z.record(z.string(), z.string().nullable()).optional(),
    }),
  });
  const row = {
    shapes: [
      { kind: "circle", radius: 1 },
      { kind: "box", side: 2, name: null },
    ],
    index: new Map([
      ["a", { n: 1n }],
      ["b", {}],
    ]),
  };
  const stored = {
    shapes: [
      { kind: "circle", radius: 1, side: null, name: null },
      { kind: "box", radius: null, side: 2, name: null },
    ],
    index: { a: { n: 1n }, b: { n: null } },
    tags: null,
  };
  for (const given of [row, stored]) {
    const result = check(given, dataset);
    expect(result.valid && result.value).toStrictEqual(row);
    expect(result.unknownFields).toEqual([]);
  }
});

describe("what is wrong inside", () => {
  it("is told with its path, all of it", () => {
    const record = {
      id: "x",
      customer: { name: "", address: { zip: "a", code: 1 } },
      items: [
        { sku: 1, price: "1.234", quantity: 0 },
        null,
        "b",
        [],
        { sku: "a", price: 1, at: "2025" },
      ],
      tags: { "a b": 1, c: null },
    };
    expect(told(record)).toEqual([
      'id: expected a 64-bit integer, as a number or as text, received "x".',
      `customer.address: expected only the contract's fields, received object: it does not know "code".`,
      'customer.name: expected a text of at least 1 character, received "".',
      'customer.address.zip: expected text that matches /^\\d+$/, received "a".',
      'items[0].price: expected a decimal number of at most 10 digits, 2 of them after the point, received "1.234": it has more than 2 digits after the point.',
      "items[1]: a value is required; the field is absent, null or empty.",
      'items[2]: expected an object, received "b".',
      "items[3]: expected an object, received array.",
      'items[4].at: expected an RFC 3339 date-time with Z or an offset, like 2025-01-15T10:30:45Z, received "2025".',
      "items[0].sku: expected a string, received 1.",
      "items[0].quantity: expected at least 1, received 0.",
      "tags.c: a value is required; the field is absent, null or empty.",
      'tags["a b"]: expected a string, received 1.',
    ]);
  });

  it("is told of wrong containers", () => {
    expect(told({ ...ORDER, items: {}, customer: [], tags: "x" })).toEqual([
      "customer: expected an object, received array.",
      "items: expected a list, received object.",
      'tags: expected an object of values by name, received "x".',
    ]);
    expect(told({ ...ORDER, customer: new Date(0), tags: [["a", "b"]] })).toEqual([
      "customer: expected an object, received Date.",
      "tags: expected an object of values by name, received array.",
    ]);
  });

  it("is told of JSON that is text, with what takes it", () => {
    const text = '[{"sku":"a","price":1}]';
    expect(told({ ...ORDER, items: text })).toEqual([
      `items: expected a list, received ${JSON.stringify(text)}: JSON inside a text is not taken apart; json() keeps it as it is.`,
    ]);
    expect(told({ a: text }, datasetOf(json()))).toEqual([]);
  });

  it("is told in the contract's own words", () => {
    const dataset = datasetOf(
      z
        .array(
          z.strictObject(
            { n: z.int32("no number of ours"), at: instant.optional() },
            { error: ({ code }) => (code === "unrecognized_keys" ? "nothing but n" : undefined) },
          ),
        )
        .min(1, "at least one, please"),
    );
    expect(told({ a: [{ n: "x", m: 1 }] }, dataset)).toEqual([
      'a[0].n: no number of ours, received "x".',
      "a[0]: nothing but n, received object.",
    ]);
    expect(told({ a: [] }, dataset)).toEqual(["a: at least one, please, received array."]);
    const others = datasetOf(
      z
        .array(z.string())
        .min(2)
        .refine((list) => list[0] !== "a"),
    );
    expect(told({ a: ["a"] }, others)).toEqual([
      "a: expected a list of at least 2 elements, received array.",
      "a: refused by a check of the contract.",
    ]);
    expect(told({ a: ["a", "b"] }, others)).toEqual(["a: refused by a check of the contract."]);
    const lists = datasetOf(z.object({ b: z.array(z.string(), "a list, please") }));
    expect(told({ a: { b: {} } }, lists)).toEqual(["a.b: a list, please, received object."]);
  });

  it("is counted past the first hundred", () => {
    const items = Array.from({ length: 1500 }, (_, i) => ({ sku: i, price: "x" }));
    const issues = told({ ...ORDER, items });
    expect(issues).toHaveLength(101);
    expect(issues.at(-1)).toBe(
      "items: 1400 more of its values are not right; only the first 100 are told.",
    );
  });

  it("is not said where a check throws", () => {
    const dataset = datasetOf(
      z.array(
        z.string().refine(() => {
          throw new RangeError("mine");
        }),
      ),
    );
    expect(() => check({ a: ["x"] }, dataset)).toThrow("threw (RangeError");
  });
});

describe("fields that the contract does not know", () => {
  it("are dropped and counted by a path without numbers", () => {
    const items = [1, 2].map((note) => ({ sku: "a", price: 1, note, "x y": null }));
    const result = check({ ...ORDER, items, customer: { ...ORDER.customer, zip: 1 }, other: 1 });
    expect(result).toMatchObject({
      valid: true,
      unknownFields: ["other", "customer.zip", "items[].note", "items[].x y"],
    });
    expect(result.droppedInside?.get("items[].note")).toBe(1);
  });

  it("are dropped under __proto__ too", () => {
    const record = JSON.parse(
      '{"a":[{"__proto__":{"b":1},"b":"x"}],"m":{"__proto__":"x","constructor":"y"}}',
    ) as object;
    const dataset = defineDataset({
      name: "t",
      schema: z.object({
        a: z.array(z.object({ b: z.string() })),
        m: z.record(z.string(), z.string()),
      }),
    });
    const result = check(record, dataset);
    expect(result).toMatchObject({
      valid: true,
      unknownFields: ["a[].__proto__", "m[].__proto__"],
      value: { a: [{ b: "x" }], m: { constructor: "y" } },
    });
  });

  it("are dropped under __proto__ from what an overwrite puts into a record too", () => {
    const schema = z
      .object({ a: z.record(z.string(), z.boolean()), b: z.map(z.string(), z.int()) })
      .check(z.overwrite((row) => ({ ...row, a: row.b as never })));
    const record = { a: { b: true }, b: new Map([["__proto__", 1]]) };
    expect(check(record, defineDataset({ name: "t", schema }))).toMatchObject({
      valid: true,
      value: { a: {}, b: record.b },
    });
  });
});

describe("bounds", () => {
  it("shows no long text to a pattern, nor a long key", () => {
    const slow = /^(?:a|b|ab)*c$/;
    const long = "ab".repeat(20_000);
    const dataset = datasetOf(z.array(z.record(z.string().regex(slow), z.string().regex(slow))));
    const issues = told({ a: [{ [long]: long }, { c: long }] }, dataset);
    expect(issues).toHaveLength(2);
    for (const issue of issues)
      expect(issue).toContain("expected a text of at most 10000 characters");
    const limited = datasetOf(z.array(z.string().max(5).regex(slow)));
    expect(told({ a: [long] }, limited)[0]).toContain("a text of at most 5 characters");
  });
});

it("takes elements that a check puts behind the last place of a tuple, if the column has them", () => {
  const of = (more: unknown) =>
    datasetOf(z.tuple([z.string()]).overwrite((list) => [...list, more] as never));
  expect(check({ a: ["x"] }, of("y"))).toMatchObject({ valid: true, value: { a: ["x", "y"] } });
  expect(told({ a: ["x"] }, of({ b: 1 }))).toEqual(["a[1]: expected text, received object."]);
  expect(check({ a: ["x", "y"] }, datasetOf(z.tuple([z.string()])))).toMatchObject({
    valid: false,
  });
});

import { expect, it } from "vitest";
import * as z from "zod";
import { defineDataset } from "../contract/define-dataset.ts";
import { datasetToJsonSchema } from "./dataset-to-json-schema.ts";

function propertyOf(schema: z.ZodType): unknown {
  const dataset = defineDataset({ name: "t", schema: z.object({ v: schema }) });
  const { properties } = datasetToJsonSchema(dataset as never);
  return (properties as Record<string, unknown>)["v"];
}

const keys = z.enum(["a", "b"]);
const integer = { type: "integer" };
const both = { a: integer, b: integer };

it.each<[string, z.ZodType, object]>([
  ["all of a record", z.record(keys, z.int32()), { properties: both, required: ["a", "b"] }],
  ["some", z.partialRecord(keys, z.int32()), { properties: both, required: [] }],
  ["those of a Map", z.map(keys, z.int32()), { properties: both, required: [] }],
  ["with defaults", z.record(keys, z.int32().default(1)), { required: [] }],
])("has the keys of an enum: %s", (_, schema, expected) => {
  expect(propertyOf(schema)).toMatchObject({ ...expected, additionalProperties: false });
});

it("has the size of a map", () => {
  expect(propertyOf(z.map(z.string().min(3), z.int32()).min(1).max(5))).toMatchObject({
    additionalProperties: integer,
    propertyNames: { type: "string", minLength: 2 },
    minProperties: 1,
    maxProperties: 5,
  });
});

it.each<[z.ZodType, readonly string[], readonly string[]]>([
  [z.iso.datetime(), ["00:00Z", "00:00.123456Z"], ["00:00+01:00"]],
  [z.iso.datetime({ precision: 3 }), ["00:00.123Z"], ["00:00Z", "00:00.12Z", "00:00.123+01:00"]],
  [
    z.iso.datetime({ precision: 0, offset: true }),
    ["00:00Z", "00:00-03:00"],
    ["00:00.1Z", "00:00"],
  ],
])("has the zone and the digits of a time", (schema, good, bad) => {
  const { pattern } = propertyOf(schema) as { pattern: string };
  const fits = (time: string) => new RegExp(pattern, "u").test(`2025-01-15T10:${time}`);
  expect([good.filter(fits), bad.filter(fits)]).toEqual([good, []]);
});

it("leaves a time of any zone and digits to the format", () => {
  expect(propertyOf(z.iso.datetime({ offset: true }))).toEqual({
    type: "string",
    format: "date-time",
  });
});

import { type Dataset, decimal, defineDataset, json } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";
import type { LoadMode } from "../../src/load/load-mode.ts";

const NAMES = [
  "a",
  "Total",
  "order",
  "user",
  "select",
  "group",
  "x_1",
  "Table",
  "_id",
  "9lives",
  "end",
];

const anyType = fc.oneof(
  fc.constant(z.string()),
  fc.integer({ min: 1, max: 50_000 }).map((most) => z.string().max(most)),
  fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
    .map((values) => z.enum(values as [string, ...string[]])),
  fc.constantFrom(z.int32(), z.int64(), z.float32(), z.number(), z.boolean()),
  fc.constantFrom(z.iso.date(), z.iso.datetime({ offset: true })),
  fc
    .integer({ min: 1, max: 38 })
    .chain((precision) =>
      fc
        .integer({ min: 0, max: Math.min(37, precision) })
        .map((scale) => decimal(precision, scale)),
    ),
  fc.constant(json()),
  fc.constant(z.array(z.object({ b: z.string(), c: z.int32().optional() }))),
  fc.constant(z.record(z.string(), z.number())),
);

const anyField = fc
  .tuple(anyType, fc.constantFrom("required", "optional", "nullable"))
  .map(([type, how]) => {
    if (how === "required") return type;
    return how === "optional" ? type.optional() : type.nullable();
  });

const anyPartition = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(
    { granularity: "day", layout: "hive" } as const,
    { granularity: "hour", layout: "hive-date" } as const,
    { granularity: "month", layout: "plain" } as const,
    { by: ["tenant"] } as const,
    { by: ["tenant"], granularity: "day" } as const,
  ),
);

/** Contracts of all types and partition rules, with a key, a time and a column to partition by. */
export const anyContract: fc.Arbitrary<Dataset> = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9_]{1,20}$/),
    fc.dictionary(fc.constantFrom(...NAMES), anyField, { maxKeys: 8, noNullPrototype: true }),
    anyPartition,
  )
  .map(([name, fields, partition]) => {
    const schema = z.object({
      key: z.string().max(40),
      at: z.iso.datetime({ offset: true }),
      tenant: z.enum(["acme", "globex"]),
      version: z.int64().optional(),
      ...withoutCase(fields),
    });
    const by = partition === undefined ? {} : { partition };
    return defineDataset({ name, schema, eventTime: "at", ...by }) as unknown as Dataset;
  });

/** Names of columns have no case. */
function withoutCase(fields: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    new Map(Object.entries(fields).map((field) => [field[0].toLowerCase(), field])).values(),
  );
}

/** Modes that fit these contracts. */
export function modesOf({ partition }: Dataset): LoadMode[] {
  return [
    { mode: "append" },
    ...(partition === undefined ? [] : [{ mode: "overwritePartition" } as const]),
    { mode: "upsert", keys: ["key", "tenant"] },
    { mode: "upsert", keys: ["key", "version"], latestBy: "at" },
    { mode: "scd2", keys: ["key"], validFrom: "at" },
  ];
}

import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";
import { DAYS_OF_TWENTIES } from "./days-of-twenties.ts";

/** A contract with columns of many kinds. */
export const MIXED = defineDataset({
  name: "mixed",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    born: z.iso.date().optional(),
    name: z.string().min(2).max(8),
    kind: z.enum(["a", "b"]),
    small: z.int32().min(-5).max(5).optional(),
    real: z.number().nonnegative().lt(1_000).optional(),
    short: z.float32().max(100).optional(),
    whole: z.int().positive().optional(),
    part: z.uint32().lte(70).optional(),
    big: z.int64().optional(),
    amount: decimal(6, 2).optional(),
    flag: z.boolean().optional(),
    chosen: z.string().default("none"),
    said: z.string("must be said").optional(),
    mail: z.email().nullish(),
    code: z
      .string()
      .regex(/^x[a-z]*\d+$/)
      .startsWith("x")
      .max(5)
      .optional(),
    only: z.literal("one").optional(),
    spelled: z
      .string()
      .regex(/^[a-z]+$/, "letters only")
      .optional(),
    number: z
      .number()
      .max(10, { error: ({ input }) => `${String(input)} is too much` })
      .optional(),
  }),
  eventTime: "at",
  partition: DAYS_OF_TWENTIES,
}) as unknown as Dataset;
/** A contract that refuses fields it does not know. */
export const STRICT = defineDataset({
  name: "strict",
  schema: z.strictObject({ id: z.string().min(1), count: z.int32().optional() }),
}) as unknown as Dataset;

const values = fc.oneof(
  fc.constantFrom(
    '"2025-01-15T10:30:45.123Z"',
    '"2025-01-15T10:30:45Z"',
    '"2025-01-15T25:30:45Z"',
    '"2035-01-15T10:30:45Z"',
    '"2025-01-15T10:30:45+01:00"',
    '"2025-01-15"',
    '"2025-02-30"',
    "null",
    "true",
    "false",
    '""',
    '"a"',
    '"c"',
    '"name"',
    '"a longer name"',
    '"with \\"escape\\""',
    '"ä"',
    "[]",
    "{}",
    "tru",
    "",
  ),
  fc.constantFrom("0", "-0", "5", "6", "-6", "2.5", "0.3", "-1", "11", "01", "1e3", "1234567.5"),
  fc.constantFrom("2147483648", "100000000.000001", "9007199254740993", "99999999999999.9"),
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.double({ min: -2_000, max: 2_000, noNaN: true }).map((number) => number.toFixed(2)),
  fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }).map(String),
  fc.date({ noInvalidDate: true }).map((date) => `"${date.toISOString().slice(0, 19)}"`),
  fc.string({ maxLength: 130 }).map((text) => JSON.stringify(text)),
  fc.stringMatching(/^x?[a-z]{0,3}[0-9]{0,3}@?[a-z]{0,2}$/).map((text) => JSON.stringify(text)),
  fc.string({ unit: "grapheme", maxLength: 4 }).map((text) => JSON.stringify(text)),
);

/** Lines of a contract's fields, of which few fit it. */
export function badLines({ columns }: Dataset): fc.Arbitrary<string> {
  const names = columns.map(({ name }) => name);
  const pair = fc.tuple(fc.constantFrom(...names, ...names, ...names, "other"), values);
  return fc
    .tuple(fc.array(pair, { maxLength: 14 }), fc.constantFrom("once", "once", "once", "often"))
    .map(([pairs, how]) => (how === "once" ? [...new Map(pairs)] : pairs))
    .map((pairs) => `{${pairs.map(([name, value]) => `"${name}":${value}`).join()}}`);
}

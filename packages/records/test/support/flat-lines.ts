import { apiLogs, type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import * as z from "zod";
import { DAYS_OF_TWENTIES } from "./days-of-twenties.ts";

/** A dataset with a column of each type. */
export const EVERY_KIND = defineDataset({
  name: "kinds",
  schema: z.object({
    at: z.iso.datetime({ offset: true }),
    later: z.iso.datetime({ offset: true }).nullish(),
    seconds: z.iso.datetime({ precision: 0 }).optional(),
    date: z.iso.date().nullable(),
    text: z.string().max(60),
    word: z
      .string()
      .regex(/^[a-z]+$/)
      .optional(),
    kind: z.enum(["a", "b"]).optional(),
    small: z.int32().min(-5).optional(),
    real: z.number().optional(),
    big: z.int64().optional(),
    amount: decimal(12, 2).optional(),
    flag: z.boolean().optional(),
    chosen: z.string().default("none"),
  }),
  eventTime: "at",
  partition: DAYS_OF_TWENTIES,
}) as unknown as Dataset;
/** Columns that are no texts, with bounds and spellings of their own. */
export const TYPED = defineDataset({
  name: "typed",
  schema: z.object({
    on: z.iso.date(),
    utc: z.iso.datetime().optional(),
    millis: z.iso.datetime({ precision: 3, offset: true }).nullish(),
    micros: z.iso.datetime({ precision: 6 }).nullish(),
    whole: z.iso.datetime({ precision: 0 }).optional(),
    zoned: z.iso.datetime({ offset: true }).nullable(),
    big: z.int64().optional(),
    bounded: z.int64().gt(-10n).max(10n).nullish(),
    safe: z.int().optional(),
    natural: z.int().positive().max(9.5).optional(),
    unsigned: z.uint32().optional(),
    price: decimal(9, 2).optional(),
    share: decimal(18, 18).nullish(),
    count: decimal(18, 0).optional(),
    wide: decimal(20, 1).optional(),
    flag: z.boolean().nullable().optional(),
    yes: z.literal(true).optional(),
  }),
  eventTime: "on",
  partition: DAYS_OF_TWENTIES,
}) as unknown as Dataset;
export const LOGS = apiLogs as unknown as Dataset;

const times = fc.constantFrom(
  '"2025-01-15T10:30:45Z"',
  '"2025-01-15T10:30:45.123Z"',
  '"2025-01-15T10:30:45.1Z"',
  '"2025-01-15T10:30:45.1239Z"',
  '"2025-01-15T23:59:60Z"',
  '"2025-01-15T23:59:59.999Z"',
  '"2025-01-15T24:00:00Z"',
  '"2025-02-29T00:00:00Z"',
  '"2024-02-29T00:00:00.000Z"',
  '"2025-01-15t10:30:45z"',
  '"2025-01-15T10:30:45+01:00"',
  '"2035-01-15T10:30:45Z"',
  '"0000-01-01T00:00:00Z"',
  '"2025-01-15T10:30:4:Z"',
  '"2025-01-15"',
  '"2025-01-15T10:30:45.120000Z"',
  '"2025-01-15T10:30:45.123456Z"',
  '"2025-01-15T10:30:45.12+05:30"',
  '"2025-01-15T10:30:45.1200000-00:00"',
  '"2025-01-15T10:30:45+24:00"',
  '"2025-01-15T10:30:45+0100"',
  '"2025-01-15T10:30:45"',
  '"2025-01-15T10:30:45.Z"',
  '"2025-01-15T10:30Z"',
  '"0001-01-01T00:00:00+01:00"',
  '"9999-12-31T23:59:59.999-00:01"',
  '"2024-02-29"',
  '"2025-02-29"',
  '"2035-02-28"',
  '"2025-1-15"',
);
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(fc.nat({ max: 999_999_999 }), fc.nat({ max: 999_999 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(6, "0")}`),
  fc.constantFrom("0", "-0", "-0.0", "00", "01", "1.", ".5", "-", "1e5", "1E-2", "0.1", "-0.1"),
  fc.constantFrom("999999999999999", "9999999999999999", "9007199254740993", "0.30000000000000004"),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map((value) => `"${value}"`),
  fc.constantFrom("9223372036854775807", "9223372036854775808", "-9223372036854775808"),
  fc.constantFrom("-9223372036854775809", "9007199254740991", "9007199254740992", "4294967296"),
  fc.constantFrom(
    '"9223372036854775807"',
    '"-9223372036854775808"',
    '"-0"',
    '"007"',
    '"+7"',
    '"7.0"',
  ),
  fc.constantFrom(
    "-10",
    "-9",
    "9",
    "10",
    "11",
    "1.0",
    '"1e3"',
    '"12.50"',
    '"-0.00"',
    '"0.125"',
    '"7 "',
  ),
  fc.constantFrom(
    '"9999999.99"',
    '"10000000.00"',
    "0.1",
    '"0.123456789012345678"',
    '"1.0"',
    '".5"',
  ),
  fc.constantFrom("99999999999999.9", "9999999999999.99", "123456789.123456", "2147483648", "1.50"),
);
const texts = fc
  .oneof(
    fc.constantFrom("/", "/api/users", "GET", "POST", "a", "b", "", "x".repeat(61), "y".repeat(40)),
    fc.constantFrom(
      "1.2.3.4",
      "256.1.1.1",
      "::1",
      "12.50",
      "12",
      "9223372036854775808",
      "2025-01-15",
    ),
    fc.string({ maxLength: 12 }),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  )
  .map((text) => JSON.stringify(text));
const values = fc.oneof(
  times,
  numbers,
  texts,
  fc.constantFrom("null", "true", "false", "nul", "tru", "[]", "{}", '"\\/api"', '"\\u0041"', ""),
);

/** Lines of a dataset: mostly in order and mostly right, so that many are taken and many just not. */
export function linesOf(
  dataset: Dataset,
  right: Readonly<Record<string, string>>,
): fc.Arbitrary<string> {
  const names = dataset.columns.map(({ name }) => name);
  const changes = fc.array(fc.tuple(fc.constantFrom(...names, "other"), values), { maxLength: 2 });
  const without = fc.array(fc.constantFrom(...names), { maxLength: 2 });
  const spelling = fc.constantFrom("plain", "plain", "plain", "spaced", "reversed", "twice", "cut");
  return fc
    .tuple(changes, without, spelling, fc.nat({ max: 200 }))
    .map(([made, left, how, cut]) => {
      const all: Record<string, string> = { ...right, ...Object.fromEntries(made) };
      const kept = Object.entries(all).filter(
        ([name]) => made.length === 0 || !left.includes(name),
      );
      const pairs = kept.map(([name, value]) => `${JSON.stringify(name)}:${value}`);
      if (how === "reversed") pairs.reverse();
      if (how === "twice" && pairs[0] !== undefined) pairs.push(pairs[0]);
      const line = how === "spaced" ? `{ ${pairs.join(" , ")} }` : `{${pairs.join(",")}}`;
      return how === "cut" ? line.slice(0, cut) : line;
    });
}

/** Values of a record of each that fits, as JSON. */
export const RIGHT_LOG = {
  timestamp: '"2025-01-15T10:30:45.123Z"',
  endpoint: '"/api/users"',
  method: '"GET"',
  status_code: "200",
  response_time_ms: "12.5",
  user_id: '"user_1"',
  ip_address: '"1.2.3.4"',
};
export const RIGHT_KINDS = {
  at: '"2025-01-15T10:30:45.123Z"',
  seconds: '"2025-01-15T10:30:45Z"',
  later: "null",
  date: '"2025-01-15"',
  text: '"some text"',
  word: '"word"',
  kind: '"a"',
  small: "-3",
  real: "0.25",
  big: "123456789012",
  amount: "12.5",
  flag: "true",
  chosen: '"one"',
};
export const RIGHT_TYPED = {
  on: '"2025-01-15"',
  utc: '"2025-01-15T10:30:45Z"',
  millis: '"2025-01-15T10:30:45.123Z"',
  micros: "null",
  whole: '"2025-01-15T10:30:45Z"',
  zoned: '"2025-01-15T10:30:45.120Z"',
  big: "-123456789012345678",
  bounded: '"-9"',
  safe: "9007199254740991",
  natural: "9",
  unsigned: "4294967295",
  price: "12.5",
  share: '"0.123456789012345678"',
  count: '"123456789012345678"',
  wide: '"12"',
  flag: "false",
  yes: "true",
};

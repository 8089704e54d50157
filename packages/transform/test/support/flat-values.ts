import { decimal } from "@cloudapi/core";
import * as z from "zod";
import type { RandomChoice } from "./random-choice.ts";

/** A schema of a field, and values as JSON writes them, most of which fit. */
export interface ValueKind {
  readonly schema: (random: RandomChoice) => z.ZodType;
  /** @param odd how often a value is from the edge of the type, or beyond */
  readonly token: (random: RandomChoice, odd: number) => string;
}

const words = (text: string) => text.split(" ");
const ODD_NUMBERS = words(
  "-0 0 -0.0 1.0 1e400 1E2 1e-7 0.0000001 00 01 -01 1. .5 +1 - 1e 1e-400 9007199254740991 9007199254740992 -9007199254740993 123456789012345678901234567890 " +
    "2147483647 2147483648 -2147483648 -2147483649 9223372036854775807 9223372036854775808 999999999999999 -999999999999999 1234567890123456 " +
    "0.100000000000000 0.12345678901234 0.123456789012345 12345678901234.5 123456789012345.6 1.00000000000000 1.000000000000000 5e-324 3.5e38 NaN 0x10 1.10 99999999.99 99999999.999 0.005 1.2.3 1-2 --1",
);
const ODD_TIMES = words(
  "2025-01-15T10:30:45.1Z 2025-01-15T10:30:45.123Z 2025-01-15T10:30:45.1234Z 2025-01-15T10:30:45.123000Z 2025-01-15T10:30:45.123456789012Z 2025-01-15t10:30:45Z 2025-01-15T10:30:45.123z " +
    "2016-12-31T23:59:60Z 2016-12-31T23:59:60.500Z 2016-12-31T23:58:60Z 2016-12-31T15:59:60-08:00 2025-01-15T24:00:00Z 2025-01-15T23:60:00Z 0000-01-01T00:00:00Z 0001-01-01T00:00:00Z 0001-01-01T00:00:00+01:00 " +
    "9999-12-31T23:59:59.999Z 9999-12-31T23:59:59-01:00 10000-01-01T00:00:00Z +2025-01-15T10:30:45Z 2025-02-29T00:00:00Z 2024-02-29T00:00:00Z 2025-13-01T00:00:00Z 2025-01-00T00:00:00Z 1900-02-29T00:00:00.000Z " +
    "2025-01-15T10:30:45+14:00 2025-01-15T10:30:45-14:01 2025-01-15T10:30:45+24:00 2025-01-15T10:30:45-00:00 2025-01-15T10:30:45+0100 2025-01-15T10:30Z 2025-01-15T10:30:45 2025-01-15T10:30:45,123Z " +
    "2025-01-15T10:30:45.Z 2025-01-15T1a:30:45Z 2025-01-15T10:30:45.12aZ 202a-01-15T10:30:45Z 1969-12-31T23:59:59.999Z",
);
const ODD_DATES = words(
  "2025-02-29 2024-02-29 0000-01-01 0001-01-01 9999-12-31 2025-1-1 2025-01-15T00:00:00Z 20250115",
);
const ODD_TEXTS = [
  ...'\\n \\u0061 \\u00e9 \\ud800 \\ud83d\\ude00 é 😀 😀😀 \u007f \u0001 \t \u0000 \\/ \\\\ \\" \\x {} },{ ": ::1 10.0.0.256 \u2028 \uFEFF \uFFFD null'.split(
    " ",
  ),
  "",
  " ",
  ...[47, 48, 49, 64, 65].map((length) => "x".repeat(length)),
];

const quoted = (text: string) => `"${text}"`;

function or(values: readonly string[], good: (random: RandomChoice) => string): ValueKind["token"] {
  return (random, odd) => (random.chance(odd) ? random.of(values) : good(random));
}

const whole = (random: RandomChoice) =>
  `${random.chance(0.3) ? "-" : ""}${random.below(10 ** random.below(7))}`;
const integer = or(ODD_NUMBERS, whole);
const real = or(ODD_NUMBERS, (random) => `${whole(random)}.${random.below(100_000)}`);
const long = or(
  ODD_NUMBERS,
  (random) => `${whole(random)}.${random.below(10 ** 9)}${random.below(10 ** random.below(9))}`,
);
const time = or(ODD_TIMES.map(quoted), (random) => {
  const two = (end: number) => String(random.below(end)).padStart(2, "0");
  const ms = random.chance(0.5) ? `.${100 + random.below(900)}` : "";
  const zone = random.chance(0.95) ? "Z" : "+02:00";
  return quoted(`2025-01-1${random.below(3)}T${two(24)}:${two(60)}:${two(60)}${ms}${zone}`);
});
const date = or(ODD_DATES.map(quoted), (random) => quoted(`2025-01-1${random.below(10)}`));
const text = or(ODD_TEXTS.map(quoted), (random) =>
  quoted(random.chance(0.3) ? `u${random.below(100_000)}` : random.of(["a", "b", "/api/users"])),
);

const textOf = (good: (random: RandomChoice) => string) =>
  or(ODD_TEXTS.map(quoted), (random) => quoted(good(random)));

/** What is an event time. */
export const TIMES: readonly ValueKind[] = [
  { schema: () => z.iso.datetime({ offset: true }), token: time },
  { schema: () => z.iso.date(), token: date },
];

/** Fields that may be told by their bytes. */
export const KINDS: readonly ValueKind[] = [
  ...TIMES,
  { schema: () => z.iso.datetime({ precision: 3 }), token: time },
  { schema: () => z.iso.datetime(), token: time },
  { schema: () => z.string(), token: text },
  {
    schema: (random) =>
      z
        .string()
        .min(1)
        .max(random.of([6, 10, 48, 60])),
    token: text,
  },
  { schema: () => z.string().regex(/^[A-Za-z/0-9.]*$/), token: text },
  {
    schema: () => z.string().startsWith("/api"),
    token: textOf((random) => `/api/${random.below(300)}`),
  },
  { schema: () => z.ipv4(), token: textOf((random) => `10.0.0.${random.below(257)}`) },
  { schema: () => z.enum(["GET", "POST"]), token: textOf((random) => random.of(["GET", "POST"])) },
  { schema: () => z.int32(), token: integer },
  { schema: () => z.int32().min(-1_000), token: integer },
  { schema: () => z.int().max(1_000_000), token: integer },
  {
    schema: () => z.int64(),
    token: (random, odd) =>
      random.chance(0.2) ? quoted(integer(random, odd)) : integer(random, odd),
  },
  { schema: () => z.number(), token: real },
  { schema: () => z.number(), token: long },
  { schema: () => decimal(38, 9), token: real },
  { schema: () => decimal(15, 5), token: real },
  // 32 bits hold the first two, and 64 the others.
  { schema: (random) => decimal(random.of([8, 9, 10, 18]), 5), token: real },
  { schema: () => decimal(15, 0), token: integer },
  {
    schema: () => z.boolean(),
    token: or(words('tru True "true" 1'), (random) => random.of(["true", "false"])),
  },
];

/** Fields of which only zod can tell. */
export const SLOW_KINDS: readonly ValueKind[] = [
  { schema: () => z.string().trim(), token: text },
  { schema: () => z.string().regex(/a/g), token: text },
  { schema: () => z.string().refine((value) => value.length !== 2), token: text },
  { schema: () => z.float32(), token: real },
];

import type { Kind } from "./reference-values.ts";

const TEXTS = [
  "a",
  "abc",
  "A",
  "ab",
  " a ",
  "",
  "  ABCDE",
  "a@b.co",
  "10.0.0.1",
  "::1",
  "\ud800",
  "\u{1F600}\u{1F600}",
  "x/y",
  "12",
  "https://a.b/Z",
];

const INSTANTS = [
  "2025-01-15T10:30:45Z",
  "2025-01-15T10:30:45.120Z",
  "2025-01-16T23:30:45-05:00",
  "2025-01-15T10:30:45.1239+01:00",
  "2025-01-15t10:30:45z",
  " 2025-01-15T10:30:45Z ",
  "2025-01-15 10:30:45Z",
  "2016-12-31T23:59:60Z",
  "2017-01-01T01:59:60.5+02:00",
  "2016-12-31T22:59:60Z",
  "2025-02-30T10:30:45Z",
  "2025-01-15T10:30Z",
  "2025-01-15T10:30:45",
  "0000-01-15T10:30:45Z",
  "1890-01-15T10:30:45Z",
  "0001-01-01T00:00:00+01:00",
];

const DAYS = [
  "2025-01-15",
  "2024-02-29",
  "2025-06-06",
  " 2025-01-15",
  "2025-02-29",
  "0000-01-01",
  "2025-1-5",
  "1890-01-01",
];

const NUMBERS = [
  5,
  7,
  100,
  110,
  0,
  1,
  99,
  600,
  -0,
  -1,
  1.5,
  0.1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 - 1,
  1e39,
  -1e39,
  1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  5n,
  -7n,
  2n ** 63n,
  2n ** 63n - 1n,
  2n ** 53n + 1n,
];

const NUMERALS =
  "5|5.0|-7|1E3|1.0e0002|0.5|1.234|007|1e-400|1e400|9223372036854775808|9223372036854775807.0|123456.78|12345678|+5|.5|5.|0x5| 5|0e999999|-0.00|1e".split(
    "|",
  );

const OWN: Readonly<Record<Kind, readonly unknown[]>> = {
  string: TEXTS,
  timestamp: INSTANTS,
  date: DAYS,
  boolean: [true, false],
  int32: NUMBERS,
  integer: NUMBERS,
  double: NUMBERS,
  float: NUMBERS,
  int64: [...NUMBERS, ...NUMERALS],
  decimal: [...NUMBERS, ...NUMERALS],
};

const ANY = [...TEXTS, ...INSTANTS, ...DAYS, ...NUMBERS, ...NUMERALS, true, false, {}, []];

/** A value for a column of a kind: mostly one that is right, or nearly so. */
export function pickValue(kind: Kind, random: () => number): unknown {
  if (random() < 0.07) return pick(ANY, random);
  // The first values of each kind are those that most checks let pass.
  return random() < 0.75 ? pick(OWN[kind].slice(0, 4), random) : pick(OWN[kind], random);
}

export function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)] as T;
}

import { canonicalZone, localToEpochMs } from "./zone.ts";

const DAY_MS = 86_400_000;

/** Days since 1970 of a calendar day; `undefined` when it doesn't exist. */
export function daysOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const same =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.getTime() / DAY_MS : undefined;
}

/** Trino's DATE text, `2025-01-15`, as days since 1970. */
export function parseDateText(text: string): number | undefined {
  const match = /^\s*([+-]?\d{4,})-(\d{1,2})-(\d{1,2})\s*$/.exec(text);
  return match === null ? undefined : daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

export interface TimestampText {
  /** Microseconds since 1970: of the instant when a zone is written, of the wall clock otherwise. */
  readonly micros: bigint;
  /** Of the wall clock as written. */
  readonly localMicros: bigint;
  readonly precision: number;
  readonly zone: string | undefined;
}

const TIMESTAMP =
  /^([-+]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*([^\s\d][\s\S]*)?)?$/;

/** Trino's TIMESTAMP text, `2025-01-15 10:30:45.123 Europe/Paris`; digits finer than `digits` are rounded. */
export function parseTimestampText(text: string, digits = 6): TimestampText | undefined {
  const match = TIMESTAMP.exec(text.trim());
  if (match === null) return undefined;
  const days = daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const [hour, minute, second] = [
    Number(match[4] ?? 0),
    Number(match[5] ?? 0),
    Number(match[6] ?? 0),
  ];
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = match[7] ?? "";
  const local =
    BigInt(days * 86_400 + hour * 3600 + minute * 60 + second) * 1_000_000n +
    roundFraction(fraction, digits);
  if (match[8] === undefined)
    return { micros: local, localMicros: local, precision: fraction.length, zone: undefined };
  const zone = canonicalZone(match[8]);
  if (zone === undefined) return undefined;
  return { micros: toInstant(local, zone), localMicros: local, precision: fraction.length, zone };
}

/** Microseconds as the nearest millisecond; halves go up. */
export function nearestMillis(micros: bigint): number {
  const raised = micros + 500n;
  return Number((raised - (((raised % 1000n) + 1000n) % 1000n)) / 1000n);
}

/** Microseconds on a zone's wall clock → microseconds since 1970 in UTC. */
export function toInstant(localMicros: bigint, zone: string): bigint {
  const millis = localMicros / 1000n - (localMicros % 1000n < 0n ? 1n : 0n);
  const rest = localMicros - millis * 1000n;
  return BigInt(localToEpochMs(zone, Number(millis))) * 1000n + rest;
}

/** The digits after the point as microseconds, rounded half up at `digits`. */
function roundFraction(fraction: string, digits: number): bigint {
  if (fraction.length <= digits) return BigInt(fraction.padEnd(6, "0").slice(0, 6) || "0");
  const kept = BigInt(fraction.slice(0, digits) || "0") + (Number(fraction[digits]) >= 5 ? 1n : 0n);
  return kept * 10n ** BigInt(6 - digits);
}

/** An interval literal as milliseconds, or as months; digits finer than milliseconds are cut. */
export function parseIntervalText(
  text: string,
  unit: string,
  to: string | undefined,
): { amount: bigint; months: boolean } | undefined {
  const months = MONTH_UNITS.some(([name]) => name === unit);
  const scale = months ? MONTH_UNITS : CLOCK_UNITS;
  const first = scale.findIndex(([name]) => name === unit);
  const last = to === undefined ? first : scale.findIndex(([name]) => name === to);
  if (first < 0 || last < first) return undefined;
  const units = scale.slice(first, last + 1);
  const match = new RegExp(`^([+-]?)${units.map(partPattern).join("")}$`).exec(text.trim());
  if (match === null) return undefined;
  const whole = units.reduce(
    (sum, [, amount], i) => sum + BigInt(match[i + 2] ?? 0) * BigInt(amount),
    0n,
  );
  const fraction = BigInt((match[units.length + 2] ?? "").padEnd(3, "0").slice(0, 3));
  return { amount: (match[1] === "-" ? -1n : 1n) * (whole + fraction), months };
}

type Unit = readonly [name: string, amount: number, before: string];

const MONTH_UNITS: readonly Unit[] = [
  ["year", 12, ""],
  ["month", 1, "-"],
];

const CLOCK_UNITS: readonly Unit[] = [
  ["day", DAY_MS, ""],
  ["hour", 3_600_000, " "],
  ["minute", 60_000, ":"],
  ["second", 1000, ":"],
];

/** One number of an interval's text, with what parts it from the number before. */
function partPattern([name, , before]: Unit, index: number): string {
  const number = name === "second" ? "(\\d+)(?:\\.(\\d+))?" : "(\\d+)";
  return (index === 0 ? "" : before) + number;
}

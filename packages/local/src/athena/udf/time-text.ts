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
  /^([-+]?\d{4,})-(\d{1,2})-(\d{1,2})(?: (?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?)?\s*(.+)?)?$/;

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

const UNITS: Record<string, { amount: number; months: boolean }> = {
  second: { amount: 1000, months: false },
  minute: { amount: 60_000, months: false },
  hour: { amount: 3_600_000, months: false },
  day: { amount: DAY_MS, months: false },
  week: { amount: 7 * DAY_MS, months: false },
  month: { amount: 1, months: true },
  year: { amount: 12, months: true },
};

/** An interval literal as milliseconds, or as months. */
export function parseIntervalText(
  text: string,
  unit: string,
  to: string | undefined,
): { amount: bigint; months: boolean } | undefined {
  const found = UNITS[unit];
  if (found === undefined) return undefined;
  if (to === undefined) return simpleInterval(text, unit, found);
  if (unit === "year" && to === "month") {
    const match = /^(-?)(\d+)-(\d+)$/.exec(text.trim());
    return match === null
      ? undefined
      : {
          amount: sign(match[1]) * (BigInt(match[2] ?? 0) * 12n + BigInt(match[3] ?? 0)),
          months: true,
        };
  }
  if (unit !== "day" || to !== "second") return undefined;
  const match = /^(-?)(\d+) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const seconds =
    Number(match[2]) * 86_400 + Number(match[3]) * 3600 + Number(match[4]) * 60 + Number(match[5]);
  return {
    amount: sign(match[1]) * BigInt(seconds * 1000 + Number((match[6] ?? "").padEnd(3, "0"))),
    months: false,
  };
}

function sign(text: string | undefined): bigint {
  return text === "-" ? -1n : 1n;
}

function simpleInterval(
  text: string,
  unit: string,
  found: { amount: number; months: boolean },
): { amount: bigint; months: boolean } | undefined {
  const match = (unit === "second" ? /^(-?)(\d+)(?:\.(\d{1,3}))?$/ : /^(-?)(\d+)$/).exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const whole = BigInt(match[2] ?? 0) * BigInt(found.amount);
  return {
    amount: sign(match[1]) * (whole + BigInt((match[3] ?? "").padEnd(3, "0"))),
    months: found.months,
  };
}

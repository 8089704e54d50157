import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { daysOf, toInstant } from "../../types/text/time-text.ts";
import { canonicalZone, zoneOffsetSeconds } from "../../types/text/zone.ts";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

const DATE =
  /^(?:([+-]?\d{4,9})(?:-(\d{2})(?:-(\d{2}))?)?|(\d{4})-W(\d{2})(?:-(\d))?|(\d{4})-(\d{3}))$/;
const TIME = /^(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** Days since 1970 of an ISO 8601 date: calendar, week or ordinal. */
function isoDays(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month = "1", day = "1", weekYear, week, weekday = "1", ordinalYear, ordinal] =
    match;
  if (year !== undefined) return daysOf(Number(year), Number(month), Number(day));
  if (ordinalYear !== undefined) return ordinalDays(Number(ordinalYear), Number(ordinal));
  return weekDays(Number(weekYear), Number(week), Number(weekday));
}

function ordinalDays(year: number, ordinal: number): number | undefined {
  const first = daysOf(year, 1, 1);
  const next = daysOf(year + 1, 1, 1);
  if (first === undefined || next === undefined || ordinal < 1 || first + ordinal > next)
    return undefined;
  return first + ordinal - 1;
}

function weekDays(year: number, week: number, weekday: number): number | undefined {
  const fourth = daysOf(year, 1, 4);
  if (fourth === undefined || week < 1 || week > 53 || weekday < 1 || weekday > 7) return undefined;
  const monday = fourth - ((fourth + 3) % 7);
  return monday + (week - 1) * 7 + weekday - 1;
}

/** `from_iso8601_timestamp`: micros of the instant and its zone; digits finer than milliseconds are cut. */
function isoTimestamp(text: string): string {
  const refuse = () => new TrinoError("INVALID_FUNCTION_ARGUMENT", `Invalid format: "${text}"`);
  const [date = "", time, ...rest] = text.split("T");
  const days = isoDays(date);
  if (days === undefined || rest.length > 0) throw refuse();
  const match = time === undefined || time === "" ? undefined : TIME.exec(time);
  if (match === null) throw refuse();
  const [hour, minute, second] = [1, 2, 3].map((i) => Number(match?.[i] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) throw refuse();
  const zone = canonicalZone(match?.[5] ?? "UTC");
  if (zone === undefined) throw refuse();
  const millis = Number((match?.[4] ?? "").padEnd(3, "0").slice(0, 3));
  const local =
    BigInt(days * 86_400 + hour * 3600 + minute * 60 + second) * 1_000_000n + BigInt(millis * 1000);
  return `${toInstant(local, zone)} ${zone}`;
}

function isoDate(text: string): number {
  const days = isoDays(text);
  if (days === undefined)
    throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `Invalid format: "${text}"`);
  return days;
}

function zoneOf(text: string): string {
  const zone = canonicalZone(text);
  if (zone === undefined)
    throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `'${text}' is not a valid time zone`);
  return zone;
}

function offsetText(epochMs: bigint, zone: string): string {
  const seconds = zoneOffsetSeconds(zone, Number(epochMs));
  const minutes = Math.trunc(seconds / 60);
  if (seconds % 60 !== 0)
    throw new TrinoError(
      "INVALID_ARGUMENTS",
      `The offset of ${zone} is not a whole number of minutes then: ${seconds} seconds`,
    );
  if (minutes === 0) return "Z";
  const total = Math.abs(minutes);
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(total / 60))}:${pad(total % 60)}`;
}

/** ISO 8601 and time zones. */
export const ISO_UDFS: readonly Udf[] = [
  udf("trino_iso8601_timestamp", ["VARCHAR"], "VARCHAR", isoTimestamp),
  udf("trino_iso8601_days", ["VARCHAR"], "INTEGER", isoDate),
  udf("trino_zone", ["VARCHAR"], "VARCHAR", zoneOf),
  udf("trino_to_instant", ["BIGINT", "VARCHAR"], "BIGINT", toInstant),
  udf("trino_offset_minutes", ["BIGINT", "VARCHAR"], "BIGINT", (epochMs: bigint, zone: string) =>
    BigInt(Math.trunc(zoneOffsetSeconds(zone, Number(epochMs)) / 60)),
  ),
  udf("trino_offset_seconds", ["BIGINT", "VARCHAR"], "BIGINT", (epochMs: bigint, zone: string) =>
    BigInt(zoneOffsetSeconds(zone, Number(epochMs))),
  ),
  udf("trino_offset_text", ["BIGINT", "VARCHAR"], "VARCHAR", offsetText),
];

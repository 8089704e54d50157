import { floorDivided, floorRest } from "../values/floor-divided.ts";
import { hashValue } from "../values/hash-value.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import type { PrimitiveType } from "../values/primitive-type.ts";
import type { TimeTransform, Transform } from "./transform.ts";

const DAY_MICROS = 86_400_000_000n;
const HOUR_MICROS = 3_600_000_000n;
const DAY_MS = 86_400_000;
const FIRST_YEAR = 1970;
const CYCLE_YEARS = 400;
const CYCLE_DAYS = 146_097;

/** What a transform makes of a value (Iceberg specification, Partition Transforms); null stays null. */
export function applyTransform(
  transform: Transform,
  type: PrimitiveType,
  value: IcebergValue | null,
): IcebergValue | null {
  if (value === null || transform.kind === "void") return null;
  switch (transform.kind) {
    case "identity":
      return value;
    case "bucket":
      return (hashValue(type, value) & 0x7fffffff) % transform.n;
    case "truncate":
      return truncated(type, value, transform.n);
    default:
      return partOfTime(transform.kind, type, value);
  }
}

/** Past the least number of a type it goes on with the greatest, as everywhere. */
function truncated({ kind }: PrimitiveType, value: IcebergValue, width: number): IcebergValue {
  if (typeof value === "number") return (value - (((value % width) + width) % width)) | 0;
  if (typeof value === "bigint") {
    const less = value - floorRest(value, BigInt(width));
    return kind === "long" ? BigInt.asIntN(64, less) : less;
  }
  return typeof value === "string"
    ? firstCodePoints(value, width)
    : (value as Uint8Array).slice(0, width);
}

/** The first so many code points of a text. */
export function firstCodePoints(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken++)
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

function partOfTime(kind: TimeTransform, type: PrimitiveType, value: IcebergValue): number {
  if (kind === "hour") return Number(floorDivided(microseconds(type, value), HOUR_MICROS));
  const days =
    type.kind === "date"
      ? (value as number)
      : Number(floorDivided(microseconds(type, value), DAY_MICROS));
  if (kind === "day") return days;
  // The calendar repeats every 400 years, and a Date does not hold every day that Iceberg has.
  const cycles = Math.floor(days / CYCLE_DAYS);
  const date = new Date((days - cycles * CYCLE_DAYS) * DAY_MS);
  const years = date.getUTCFullYear() - FIRST_YEAR + cycles * CYCLE_YEARS;
  return kind === "year" ? years : years * 12 + date.getUTCMonth();
}

function microseconds({ kind }: PrimitiveType, value: IcebergValue): bigint {
  const time = value as bigint;
  return kind.endsWith("_ns") ? floorDivided(time, 1000n) : time;
}

import { parseDate, parseTimestamp } from "@cloudapi/core";
import { normalizeDecimal } from "@cloudapi/core/internal";

/** A value turned into the row's value, or what is wrong with it. */
export type Conversion =
  | typeof AS_IS
  | { readonly value: unknown; readonly epochMs?: number; readonly truncated?: boolean }
  | Refusal;

/** The value itself is the row's value; one object for all, since most values are such. */
export const AS_IS = Object.freeze({ asIs: true });

/** Why a value has no place in its column. */
export interface Refusal {
  readonly code: string;
  readonly expected: string;
  readonly hint?: string;
}

const TIMESTAMP = "an RFC 3339 date-time with Z or an offset, like 2025-01-15T10:30:45Z";
const DATE = "a calendar date like 2025-01-15";
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** Text that is an RFC 3339 instant; kept as written. */
export function convertTimestamp(
  value: unknown,
  zulu: boolean,
  precision: number | undefined,
): Conversion {
  if (typeof value !== "string") return { code: "invalid_type", expected: TIMESTAMP };
  const parsed = parseTimestamp(value);
  if (parsed === undefined)
    return { code: "invalid_format", expected: TIMESTAMP, ...timestampHint(value) };
  if (zulu && !/[Zz]$/.test(value)) {
    return {
      code: "invalid_format",
      expected: "a date-time in UTC, ending in Z",
      hint: "the contract takes no offset; write { offset: true } to take any",
    };
  }
  if (precision !== undefined && fractionDigits(value) !== precision) {
    return {
      code: "invalid_format",
      expected: `a date-time with ${precision} digits after the second`,
    };
  }
  return { value, epochMs: parsed.epochMs, truncated: parsed.truncated };
}

function fractionDigits(text: string): number {
  return /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
}

function timestampHint(text: string): { hint?: string } {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/i.test(text))
    return { hint: "it has no Z and no offset, so no instant is meant" };
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d/.test(text))
    return { hint: "date and time are joined by T, not by a space" };
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { hint: "it has a date and no time" };
  if (/:60(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text))
    return { hint: "a leap second is 23:59:60 in UTC and no other" };
  const date = /^(\d{4}-\d\d-\d\d)[Tt]/.exec(text)?.[1];
  if (date !== undefined && parseDate(date) === undefined)
    return { hint: `${date} is not in the calendar` };
  return {};
}

/** Text that is a day of the calendar; kept as written. */
export function convertDate(value: unknown): Conversion {
  if (typeof value !== "string") return { code: "invalid_type", expected: DATE };
  const days = parseDate(value);
  if (days === undefined) return { code: "invalid_format", expected: DATE };
  return { value, epochMs: days * 86_400_000 };
}

/** Text that UTF-8 can hold: half of a surrogate pair can't be written and read back. */
export function convertText(value: unknown): Conversion {
  if (typeof value !== "string" || value.isWellFormed()) return AS_IS;
  return {
    code: "invalid_format",
    expected: "Unicode text",
    hint: "it has half of a surrogate pair, which UTF-8 can't hold",
  };
}

/** A number; a bigint (how long integers are read) becomes the nearest one, and zod's bounds decide. */
export function convertNumber(
  value: unknown,
  expected: "a finite number" | "an integer",
): Conversion {
  if (typeof value === "number") return AS_IS;
  if (typeof value === "bigint") return { value: Number(value) };
  return { code: "invalid_type", expected };
}

/** A bigint from a bigint, an integer number that is exact, or integer text. */
export function convertInt64(value: unknown): Conversion {
  const integer = toBigInt(value);
  if (integer === undefined)
    return { code: "invalid_type", expected: "a 64-bit integer, as a number or as text" };
  if (integer === "inexact") {
    return {
      code: "invalid_type",
      expected: "an exact 64-bit integer",
      hint: "a JavaScript number past 2^53 has lost digits; pass a bigint or text",
    };
  }
  if (integer > INT64_MAX) return { code: "too_big", expected: `at most ${INT64_MAX}` };
  if (integer < INT64_MIN) return { code: "too_small", expected: `at least ${INT64_MIN}` };
  return { value: integer };
}

function toBigInt(value: unknown): bigint | "inexact" | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "string") return /^-?\d{1,100}$/.test(value) ? BigInt(value) : undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) return undefined;
  return Number.isSafeInteger(value) ? BigInt(value) : "inexact";
}

/** Decimal text with exactly the type's scale, from text or a number. */
export function convertDecimal(
  value: unknown,
  { precision, scale }: { precision: number; scale: number },
): Conversion {
  const expected = `a decimal number of at most ${precision} digits, ${scale} of them after the point`;
  if (
    typeof value !== "string" &&
    typeof value !== "bigint" &&
    !(typeof value === "number" && Number.isFinite(value))
  ) {
    return { code: "invalid_type", expected };
  }
  const normal = normalizeDecimal(plainText(value), precision, scale);
  if (typeof normal === "string") return { value: normal };
  if (normal.fault === "format") return { code: "invalid_format", expected };
  if (normal.fault === "precision") return { code: "too_big", expected };
  return {
    code: "invalid_format",
    expected,
    hint: `it has more than ${scale} digits after the point`,
  };
}

/** Numbers in plain notation: 1e-7 is 0.0000001. */
function plainText(value: string | number | bigint): string {
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  const exponent = Number(match[4]);
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits}${"0".repeat(point - digits.length)}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

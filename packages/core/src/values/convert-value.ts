import { normalizeDecimal } from "./normalize-decimal.ts";
import { integerOf } from "./numeral.ts";
import { parseDate } from "./parse-date.ts";
import { parseTimestamp } from "./parse-timestamp.ts";

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
  /** The value inside that it is about. */
  readonly inside?: { readonly path: readonly (string | number)[]; readonly value: unknown };
}

const TIMESTAMP = "an RFC 3339 date-time with Z or an offset, like 2025-01-15T10:30:45Z";
const DATE = "a calendar date like 2025-01-15";
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const [LOWER_T, LOWER_Z, SIX] = [116, 122, 54] as const;

/**
 * Text that is an RFC 3339 instant, in the spelling that zod knows: `T` and `Z` are capital, and a leap
 * second is the last millisecond before it.
 */
export function convertTimestamp(value: unknown): Conversion {
  if (typeof value !== "string") return { code: "invalid_type", expected: TIMESTAMP };
  const parsed = parseTimestamp(value);
  if (parsed === undefined)
    return { code: "invalid_format", expected: TIMESTAMP, ...timestampHint(value) };
  return { value: plainTimestamp(value), epochMs: parsed.epochMs, truncated: parsed.truncated };
}

function plainTimestamp(text: string): string {
  const isLower = text.charCodeAt(10) === LOWER_T || text.charCodeAt(text.length - 1) === LOWER_Z;
  const plain = isLower ? text.toUpperCase() : text;
  return plain.charCodeAt(17) === SIX ? plain.replace(/:60(?:\.\d+)?/, ":59.999") : plain;
}

function timestampHint(text: string): { hint?: string } {
  const start = text.slice(0, 40);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/i.test(start))
    return { hint: "it has no Z and no offset, so no instant is meant" };
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d/.test(start))
    return { hint: "date and time are joined by T, not by a space" };
  if (/^\d{4}-\d\d-\d\d$/.test(start)) return { hint: "it has a date and no time" };
  if (/:60(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(start))
    return { hint: "a leap second is 23:59:60 in UTC and no other" };
  const date = /^(\d{4}-\d\d-\d\d)[Tt]/.exec(start)?.[1];
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

/** A bigint from a bigint, an integer number that is exact, or the text of an integer. */
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
  if (typeof value === "string") {
    const integer = integerOf(value);
    if (integer !== "huge") return integer;
    return value.startsWith("-") ? INT64_MIN - 1n : INT64_MAX + 1n;
  }
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
  const normal = normalizeDecimal(String(value), precision, scale);
  if (typeof normal === "string") return { value: normal };
  if (normal.fault === "format") return { code: "invalid_format", expected };
  if (normal.fault === "precision") return { code: "too_big", expected };
  return {
    code: "invalid_format",
    expected,
    hint: `it has more than ${scale} digits after the point`,
  };
}

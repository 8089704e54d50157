import {
  checkOptionNames,
  daysFromCivil,
  instantsOf,
  isCalendarDate,
  type TimeZone,
  timeZone,
} from "@cloudapi/core/internal";
import { type Issue, previewValue } from "../../report/issue.ts";
import {
  type MonthNames,
  type TimePattern,
  timePattern,
  type WrittenTime,
} from "./time-pattern.ts";

/** Formats that have a name. */
export type TimestampFormatName =
  | "rfc3339"
  | "sql"
  | "apache"
  | "epoch_s"
  | "epoch_ms"
  | "epoch_us"
  | "epoch_ns";

/** How a column's times are written: a name, a pattern of strptime such as `%d.%m.%Y`, or either with its zone. */
export type TimestampFormat = TimestampFormatName | `${string}%${string}` | TimestampFormatOptions;

/** A format and what it leaves open. */
export interface TimestampFormatOptions {
  /** A name, or a pattern of strptime. */
  readonly format: TimestampFormatName | `${string}%${string}`;
  /** The zone of times without an offset: a name such as `Europe/Berlin`, an offset such as `+01:00`, or `UTC`. */
  readonly zone?: string | undefined;
  /** The twelve names of months for `%b` (their first three letters, too) and `%B`; English when left out. */
  readonly months?: MonthNames | undefined;
  /** Which is meant of two instants with the same local time, when clocks are put back; they are refused when left out. */
  readonly fold?: "earlier" | "later" | undefined;
}

/** Reads a value as RFC 3339 text, or for a date as a day; what is wrong with it otherwise. */
export type ReadTime = (value: unknown) => string | TimeFault;

/** Why a value is not a time of its format. */
export type TimeFault = Pick<Issue, "code"> & { readonly expected: string; readonly hint?: string };

const EPOCH_DIGITS: Readonly<Record<string, number>> = {
  epoch_s: 0,
  epoch_ms: 3,
  epoch_us: 6,
  epoch_ns: 9,
};
const NAMES = ["rfc3339", "sql", "apache", ...Object.keys(EPOCH_DIGITS)];
const APACHE = "%d/%b/%Y:%H:%M:%S %z";
const SQL =
  /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;
const DAY_MS = 86_400_000;
/** Years 0001 to 9999. */
const [FIRST_MS, LAST_MS] = [-62_135_596_800_000, 253_402_300_799_999] as const;

/**
 * A format made ready for a column.
 *
 * @throws {TypeError} {@link RangeError} saying what the format leaves open, and what to do
 */
export function timeReader(
  format: TimestampFormat,
  kind: "timestamp" | "date",
): ReadTime | undefined {
  const options = typeof format === "string" ? { format } : format;
  if (typeof options !== "object" || options === null)
    throw new TypeError("it must be the name of a format, a pattern, or { format, zone }");
  checkOptionNames("timestamps", options, ["format", "zone", "months", "fold"]);
  const { format: name, fold } = options;
  if (typeof (name as unknown) !== "string" || !(NAMES.includes(name) || name.includes("%")))
    throw new TypeError(
      `${previewValue(name)} is no format; there are ${NAMES.join(", ")}, and patterns such as "%d.%m.%Y %H:%M:%S"`,
    );
  if (fold !== undefined && fold !== "earlier" && fold !== "later")
    throw new TypeError('fold must be "earlier" or "later"');
  if (name === "rfc3339") {
    if (Object.values(options).filter((value) => value !== undefined).length > 1)
      throw new TypeError("rfc3339 has an offset of its own; leave zone and the others out");
    return undefined;
  }
  const zone = zoneOf(options);
  const rules: Rules = { kind, zone, fold, expected: expectedOf(name, options.zone) };
  if (Object.hasOwn(EPOCH_DIGITS, name)) return epochReader(EPOCH_DIGITS[name] ?? 0, rules);
  if (name === "sql") {
    if (kind === "timestamp" && zone === undefined) throw noZone(name);
    return textReader(sqlReader(), rules);
  }
  const pattern = timePattern(name === "apache" ? APACHE : name, monthsOf(options));
  checkPattern(name, pattern, rules);
  const read = name === "apache" ? readApache(pattern) : pattern.read;
  return textReader(read, rules);
}

interface Rules {
  readonly kind: "timestamp" | "date";
  readonly zone: TimeZone | undefined;
  readonly fold: "earlier" | "later" | undefined;
  readonly expected: string;
}

function expectedOf(name: string, zone: string | undefined): string {
  const shown = name.includes("%")
    ? `a time written ${JSON.stringify(name)}`
    : `a time in the format ${name}`;
  return zone === undefined ? shown : `${shown} (zone ${zone})`;
}

function zoneOf({ zone: name }: TimestampFormatOptions): TimeZone | undefined {
  if (name === undefined) return undefined;
  const zone = typeof (name as unknown) === "string" ? timeZone(name) : undefined;
  if (zone === undefined)
    throw new TypeError(
      `${previewValue(name)} is no zone; pass a name such as "Europe/Berlin", an offset such as "+01:00", or "UTC"`,
    );
  return zone;
}

function monthsOf({ months }: TimestampFormatOptions): MonthNames | undefined {
  const isRight =
    months === undefined ||
    (Array.isArray(months) &&
      new Set(months.map((name) => String(name).toLowerCase())).size === 12 &&
      months.length === 12 &&
      months.every((name) => typeof name === "string" && name !== ""));
  if (!isRight) throw new TypeError("months must be twelve different names");
  return months;
}

function noZone(name: string): TypeError {
  return new TypeError(
    `times in the format ${JSON.stringify(name)} have no offset, so no instant is meant; say their zone: { format: ${JSON.stringify(name)}, zone: "Europe/Berlin" }`,
  );
}

function checkPattern(name: string, { hasOffset, hasTime }: TimePattern, rules: Rules): void {
  const { kind, zone } = rules;
  if (kind === "date") {
    if (zone !== undefined)
      throw new TypeError("a date as it is written has no zone; leave zone out");
    return;
  }
  if (!hasTime) throw new TypeError(`${JSON.stringify(name)} has no time of day (%H:%M)`);
  if (!hasOffset && zone === undefined) throw noZone(name);
  if (hasOffset && zone !== undefined)
    throw new TypeError(`${JSON.stringify(name)} has an offset of its own; leave zone out`);
}

const EPOCH = /^(-?)(\d{1,21})(?:\.(\d{1,40}))?$/;

/** `1.736935845E9`, as Java writes it, with its point where the exponent says; other text as it is. */
function withoutExponent(text: string): string {
  const match = /^(-?)(\d{1,21})(?:\.(\d{1,30}))?[eE]([+-]?\d{1,2})$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", decimals = "", exponent] = match;
  const shift = Number(exponent);
  const digits = "0".repeat(Math.max(0, 1 - shift - whole.length)) + whole + decimals;
  const point = digits.length - decimals.length + shift;
  const padded = digits.padEnd(point, "0");
  const fraction = padded.slice(point);
  return `${sign}${padded.slice(0, point).replace(/^0+(?=\d)/, "")}${fraction && `.${fraction}`}`;
}

/** Numbers since 1970-01-01T00:00:00Z, or their text, exact whatever their size. */
function epochReader(digits: number, { kind, zone, expected }: Rules): ReadTime {
  if (kind === "date" && zone === undefined)
    throw new TypeError(
      'which day an instant lies in depends on the zone; say it: { format: "epoch_ms", zone: "UTC" }',
    );
  if (kind === "timestamp" && zone !== undefined)
    throw new TypeError("an epoch is in UTC; leave zone out");
  return (value) => {
    const text = ["number", "bigint"].includes(typeof value) ? String(value) : value;
    const match = typeof text === "string" ? EPOCH.exec(withoutExponent(text)) : null;
    if (match === null) return { code: "invalid_format", expected };
    const [, sign = "", whole = "", rest = ""] = match;
    const fraction = rest.padEnd(9, "0");
    // Whole nanoseconds; what is finer is cut, towards the past.
    const finer = BigInt(fraction.slice(0, 9 - digits) || "0");
    const absolute = BigInt(whole) * 10n ** BigInt(9 - digits) + finer;
    const isFiner = /[1-9]/.test(fraction.slice(9 - digits));
    const nanos = sign === "-" ? -absolute - (isFiner ? 1n : 0n) : absolute;
    const seconds = nanos >= 0n ? nanos / 10n ** 9n : -((-nanos + 10n ** 9n - 1n) / 10n ** 9n);
    const left = String(nanos - seconds * 10n ** 9n).padStart(9, "0");
    return formatTime(
      Number(seconds) * 1000 + (zone?.offsetMs(Number(seconds) * 1000) ?? 0),
      left,
      {
        kind,
        expected,
      },
    );
  };
}

function textReader(read: (text: string) => WrittenTime | undefined, rules: Rules): ReadTime {
  const { kind, zone, fold, expected } = rules;
  return (value) => {
    const written = typeof value === "string" ? read(value.trim()) : undefined;
    if (written === undefined) return { code: "invalid_format", expected };
    const { year, month, day, hour, minute, second, fraction, offsetMs } = written;
    if (!isCalendarDate(year, month, day))
      return { code: "invalid_format", expected, hint: "the day is not in the calendar" };
    if (hour > 23 || minute > 59 || second > 60 || Number.isNaN(offsetMs))
      return { code: "invalid_format", expected, hint: "there is no such time of day" };
    const localMs =
      daysFromCivil(year, month, day) * DAY_MS +
      ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000;
    const digits = second === 60 ? "999" : fraction;
    if (kind === "date") return formatTime(localMs, "", { kind, expected });
    const instants =
      offsetMs === undefined ? instantsOf(localMs, zone as TimeZone) : [localMs - offsetMs];
    const instant = fold === "later" ? instants.at(-1) : instants[0];
    if (instant === undefined)
      return {
        code: "nonexistent_time",
        expected,
        hint: `clocks in ${zone?.name} were put forward past it`,
      };
    if (instants.length > 1 && fold === undefined)
      return {
        code: "ambiguous_time",
        expected,
        hint: `clocks in ${zone?.name} were put back, so it was there twice; write an offset, or choose one by fold: "earlier" or "later"`,
      };
    if (second === 60 && new Date(instant).toISOString().slice(11, 19) !== "23:59:59")
      return {
        code: "invalid_format",
        expected,
        hint: "a leap second is 23:59:60 in UTC and no other",
      };
    return formatTime(instant, digits, { kind, expected });
  };
}

function formatTime(
  epochMs: number,
  fraction: string,
  { kind, expected }: Pick<Rules, "kind" | "expected">,
): string | TimeFault {
  if (!(epochMs >= FIRST_MS && epochMs <= LAST_MS))
    return { code: "invalid_format", expected, hint: "it lies outside the years 0001 to 9999" };
  const text = new Date(epochMs).toISOString();
  if (kind === "date") return text.slice(0, 10);
  let length = fraction.length;
  while (fraction[length - 1] === "0") length--;
  const digits = fraction.slice(0, length);
  return `${text.slice(0, 19)}${digits === "" ? "" : `.${digits}`}Z`;
}

/** The date and time of SQL: a space or T between them, seconds or none, an offset or none. */
function sqlReader(): TimePattern["read"] {
  const pattern = timePattern("%Y-%m-%d %H:%M:%S %z");
  return (text) => {
    const [, date, clock, seconds = ":00", fraction = "", zone] = SQL.exec(text) ?? [];
    if (date === undefined) return undefined;
    const offset = zone === undefined || /^utc$/i.test(zone) ? "Z" : zone;
    const written = pattern.read(`${date} ${clock}${seconds} ${offset}`);
    return (
      written && {
        ...written,
        fraction,
        offsetMs: zone === undefined ? undefined : written.offsetMs,
      }
    );
  };
}

function readApache(pattern: TimePattern): TimePattern["read"] {
  return (text) =>
    pattern.read(text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text);
}

import { TrinoError } from "../sql/trino-error.ts";
import { MONTH_NAMES } from "./month-names.ts";
import { daysOf, toInstant } from "./time-text.ts";
import { dayOfYear, isoWeek } from "./week.ts";
import { canonicalZone, zoneOffsetMinutes } from "./zone.ts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** The pieces of a Joda pattern: runs of one letter, or literal text. */
function pieces(pattern: string): { letter: string | undefined; text: string }[] {
  const found: { letter: string | undefined; text: string }[] = [];
  for (const match of pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)) {
    const [text, quoted, letter] = match;
    if (letter !== undefined) found.push({ letter, text });
    else
      found.push({
        letter: undefined,
        text: quoted === undefined ? text : text === "''" ? "'" : quoted.replaceAll("''", "'"),
      });
  }
  return found;
}

function unsupported(pattern: string, piece: string): TrinoError {
  return new TrinoError(
    "INVALID_FUNCTION_ARGUMENT",
    `The embedded Athena does not support '${piece}' in the date pattern '${pattern}' (see docs/local-athena.md)`,
  );
}

/** `format_datetime`: Joda's pattern over an instant in a zone; "" is no zone, which `Z` then can't name. */
export function formatJoda(micros: bigint, zone: string, pattern: string): string {
  const instant = Number(micros / 1000n - (micros % 1000n < 0n ? 1n : 0n));
  const offset = zone === "" ? 0 : zoneOffsetMinutes(zone, instant);
  const date = new Date(instant + offset * 60_000);
  return pieces(pattern)
    .map(({ letter, text }) =>
      letter === undefined ? text : write(letter, text, date, offset, zone, pattern),
    )
    .join("");
}

function write(
  letter: string,
  text: string,
  date: Date,
  offset: number,
  zone: string,
  pattern: string,
): string {
  const width = text.length;
  const pad = (value: number, least = width) => String(value).padStart(least, "0");
  const hour = date.getUTCHours();
  switch (letter) {
    case "y":
    case "Y":
      return width === 2 ? pad(date.getUTCFullYear() % 100, 2) : pad(date.getUTCFullYear());
    case "M":
      return width >= 4
        ? (MONTH_NAMES[date.getUTCMonth()] ?? "")
        : width === 3
          ? (MONTH_NAMES[date.getUTCMonth()] ?? "").slice(0, 3)
          : pad(date.getUTCMonth() + 1);
    case "d":
      return pad(date.getUTCDate());
    case "D":
      return pad(dayOfYear(date));
    case "w":
      return pad(isoWeek(date).week);
    case "x":
      return width === 2 ? pad(isoWeek(date).year % 100, 2) : pad(isoWeek(date).year);
    case "E":
      return width >= 4 ? weekday(date) : weekday(date).slice(0, 3);
    case "e":
      return pad(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    case "a":
      return hour < 12 ? "AM" : "PM";
    case "H":
      return pad(hour);
    case "k":
      return pad(hour === 0 ? 24 : hour);
    case "h":
      return pad(hour % 12 === 0 ? 12 : hour % 12);
    case "K":
      return pad(hour % 12);
    case "m":
      return pad(date.getUTCMinutes());
    case "s":
      return pad(date.getUTCSeconds());
    case "S":
      return String(date.getUTCMilliseconds()).padStart(3, "0").padEnd(width, "0").slice(0, width);
    case "Z":
      if (zone === "")
        throw new TrinoError(
          "INVALID_FUNCTION_ARGUMENT",
          "format_datetime for TIMESTAMP type, use 'Z' token not allowed",
        );
      return width >= 3 ? zone : offsetText(offset, width === 2);
    default:
      throw unsupported(pattern, text);
  }
}

function weekday(date: Date): string {
  return DAYS[(date.getUTCDay() + 6) % 7] ?? "";
}

function offsetText(minutes: number, colon: boolean): string {
  const total = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(total / 60))}${colon ? ":" : ""}${two(total % 60)}`;
}

const READERS: Record<string, string> = {
  y: "[+-]?\\d{1,9}",
  Y: "[+-]?\\d{1,9}",
  d: "\\d{1,2}",
  H: "\\d{1,2}",
  k: "\\d{1,2}",
  h: "\\d{1,2}",
  K: "\\d{1,2}",
  m: "\\d{1,2}",
  s: "\\d{1,2}",
  S: "\\d{1,9}",
  a: "[AaPp][Mm]",
  E: "[A-Za-z]+",
  Z: "Z|[+-]\\d{2}:?\\d{2}",
};

/** `parse_datetime`: micros of the instant, and its zone. */
export function parseJoda(text: string, pattern: string): string {
  const values = readJoda(text, pattern);
  const number = (letter: string, otherwise: number) =>
    values.has(letter) ? Number(values.get(letter)) : otherwise;
  const pm = values.get("a")?.toLowerCase() === "pm" ? 12 : 0;
  const hour = values.has("H")
    ? number("H", 0)
    : values.has("k")
      ? number("k", 0) % 24
      : (number("h", number("K", 0)) % 12) + pm;
  const days = daysOf(number("y", number("Y", 1970)), number("M", 1), number("d", 1));
  const [minute, second] = [number("m", 0), number("s", 0)];
  const zone = canonicalZone(values.get("Z") ?? "UTC");
  if (days === undefined || hour > 23 || minute > 59 || second > 59 || zone === undefined) {
    throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `Cannot parse "${text}": value out of range`);
  }
  const millis = Number((values.get("S") ?? "").padEnd(3, "0").slice(0, 3));
  const local =
    BigInt(days * 86_400 + hour * 3600 + minute * 60 + second) * 1_000_000n + BigInt(millis * 1000);
  return `${toInstant(local, zone)} ${zone}`;
}

function readJoda(text: string, pattern: string): Map<string, string> {
  const letters: string[] = [];
  const source = pieces(pattern)
    .map(({ letter, text: piece }) => {
      if (letter === undefined) return piece.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
      letters.push(letter === "M" && piece.length >= 3 ? "MMM" : letter);
      const read =
        letter === "M" ? (piece.length >= 3 ? "[A-Za-z]+" : "\\d{1,2}") : READERS[letter];
      if (read === undefined) throw unsupported(pattern, piece);
      return `(${read})`;
    })
    .join("");
  const match = new RegExp(`^${source}$`).exec(text);
  if (match === null)
    throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `Invalid format: "${text}"`);
  const values = new Map<string, string>();
  for (const [i, letter] of letters.entries()) {
    const value = match[i + 1] ?? "";
    if (letter === "MMM")
      values.set(
        "M",
        String(
          MONTH_NAMES.findIndex((name) =>
            name.toLowerCase().startsWith(value.toLowerCase().slice(0, 3)),
          ) + 1,
        ),
      );
    else values.set(letter, value);
  }
  return values;
}

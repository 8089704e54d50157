import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { escapeRegExp } from "../../types/text/escape-regexp.ts";
import { daysOf, nearestMillis, toInstant } from "../../types/text/time-text.ts";
import { canonicalZone, zoneOffsetSeconds } from "../../types/text/zone.ts";
import { MONTH_NAMES } from "./month-names.ts";
import { dayOfYear, isoWeek } from "./week.ts";

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
  const instant = nearestMillis(micros);
  const seconds = zone === "" ? 0 : zoneOffsetSeconds(zone, instant);
  const offset = Math.trunc(seconds / 60);
  const date = new Date(instant + seconds * 1000);
  return pieces(pattern)
    .map(({ letter, text }) => {
      if (letter === undefined) return text;
      const writer = WRITERS[letter];
      if (writer === undefined) throw unsupported(pattern, text);
      return writer({ date, width: text.length, offset, zone });
    })
    .join("");
}

/** What one run of a letter is written from. */
interface Run {
  readonly date: Date;
  /** How often the letter stands. */
  readonly width: number;
  /** Minutes east of UTC. */
  readonly offset: number;
  readonly zone: string;
}

const pad = (value: number, width: number) =>
  (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(width, "0");

/** A number, in at least as many digits as the letter stands. */
const digits =
  (of: (date: Date) => number) =>
  ({ date, width }: Run): string =>
    pad(of(date), width);

/** A year; its last two digits where the letter stands twice. */
const years =
  (of: (date: Date) => number) =>
  ({ date, width }: Run): string =>
    width === 2 ? pad(Math.abs(of(date)) % 100, 2) : pad(of(date), width);

/** A name, or its first three letters where the letter stands less than four times. */
const named = (name: string, width: number) => (width >= 4 ? name : name.slice(0, 3));

const WRITERS: Readonly<Record<string, (run: Run) => string>> = {
  y: years((date) => date.getUTCFullYear()),
  Y: years((date) => date.getUTCFullYear()),
  x: years((date) => isoWeek(date).year),
  G: ({ date }) => (date.getUTCFullYear() > 0 ? "AD" : "BC"),
  M: (run) =>
    run.width < 3
      ? pad(run.date.getUTCMonth() + 1, run.width)
      : named(MONTH_NAMES[run.date.getUTCMonth()] ?? "", run.width),
  d: digits((date) => date.getUTCDate()),
  D: digits(dayOfYear),
  w: digits((date) => isoWeek(date).week),
  E: ({ date, width }) => named(weekday(date), width),
  e: digits((date) => (date.getUTCDay() === 0 ? 7 : date.getUTCDay())),
  a: ({ date }) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  H: digits((date) => date.getUTCHours()),
  k: digits((date) => date.getUTCHours() || 24),
  h: digits((date) => date.getUTCHours() % 12 || 12),
  K: digits((date) => date.getUTCHours() % 12),
  m: digits((date) => date.getUTCMinutes()),
  s: digits((date) => date.getUTCSeconds()),
  S: ({ date, width }) => pad(date.getUTCMilliseconds(), 3).padEnd(width, "0").slice(0, width),
  Z: zoneText,
};

function zoneText({ zone, width, offset }: Run): string {
  if (zone === "")
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      "format_datetime for TIMESTAMP type, use 'Z' token not allowed",
    );
  return width >= 3 ? zone : offsetText(offset, width === 2);
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
      if (letter === undefined) return escapeRegExp(piece);
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

/** A time as it is written: local, or with an offset. */
export interface WrittenTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits of the second's fraction. */
  readonly fraction: string;
  /** How far the clock is ahead of UTC, where that is written. */
  readonly offsetMs: number | undefined;
}

/** Reads a text by a pattern; `undefined` where it is not written so. */
export interface TimePattern {
  readonly read: (text: string) => WrittenTime | undefined;
  readonly hasOffset: boolean;
  readonly hasTime: boolean;
}

/** Names of the months, by which `%b` and `%B` are read. */
export type MonthNames = readonly string[];

const ENGLISH_MONTHS: MonthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/** What each directive is in a text: digits, from so many to so many, or a pattern of its own. */
const DIGITS: Readonly<Record<string, readonly [number, number]>> = {
  Y: [4, 4],
  y: [2, 2],
  m: [1, 2],
  d: [1, 2],
  j: [1, 3],
  H: [1, 2],
  I: [1, 2],
  M: [1, 2],
  S: [1, 2],
  f: [1, 9],
};
const SHORT: Readonly<Record<string, string>> = { T: "%H:%M:%S", F: "%Y-%m-%d", R: "%H:%M" };
const KNOWN = "%Y %y %m %d %b %B %j %H %I %p %M %S %f %z %a %A %T %F %R %%";

/**
 * A pattern of strptime, made ready.
 *
 * @throws {RangeError} for a directive that is not known, or a pattern by which a text could mean several times or none
 */
export function timePattern(pattern: string, months: MonthNames = ENGLISH_MONTHS): TimePattern {
  const tokens = tokensOf(pattern);
  const used = tokens.flatMap((token) => (token.directive === undefined ? [] : [token.directive]));
  checkDirectives(used);
  const source = tokens.map((token, at) => sourceOf(token, tokens, at, months)).join("");
  const regex = new RegExp(`^${source}$`, "iu");
  const names = months.map((name) => name.toLowerCase());
  return {
    hasOffset: used.includes("z"),
    hasTime: used.includes("H") || used.includes("I"),
    read(text) {
      const groups = text.length > 200 ? undefined : regex.exec(text)?.groups;
      return groups && writtenTime(groups, names);
    },
  };
}

interface Token {
  readonly directive?: string;
  readonly text?: string;
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  const full = pattern.replace(/%([TFR])/g, (_, name: string) => SHORT[name] ?? "");
  for (const [piece] of full.matchAll(/%.?|[^%]+/gsu)) {
    if (piece === "%%") tokens.push({ text: "%" });
    else if (!piece.startsWith("%")) tokens.push({ text: piece });
    else if (/^%[bBaApz]$/.test(piece) || Object.hasOwn(DIGITS, piece.slice(1)))
      tokens.push({ directive: piece.slice(1) });
    else if (piece === "%Z")
      throw new RangeError(
        "%Z, the abbreviation of a zone, names no single zone; use %z for an offset, or say the zone",
      );
    else throw new RangeError(`${piece} is not known; there are ${KNOWN}`);
  }
  return tokens;
}

function checkDirectives(used: readonly string[]): void {
  const has = (...names: readonly string[]) => names.filter((name) => used.includes(name));
  const twice = used.find((name, at) => used.indexOf(name) !== at);
  if (twice !== undefined) throw new RangeError(`%${twice} is there twice`);
  one(has("Y", "y"), "a year (%Y or %y)");
  if (has("j").length > 0 && has("m", "b", "B", "d").length > 0)
    throw new RangeError("it has both %j, the day of the year, and a month or day");
  if (has("j").length === 0) {
    one(has("m", "b", "B"), "a month (%m, %b or %B)");
    one(has("d"), "a day (%d or %j)");
  }
  if (has("H", "I").length > 1) throw new RangeError("it has both %H and %I");
  if (has("I").length !== has("p").length)
    throw new RangeError("%I, an hour of twelve, and %p (AM or PM) need each other");
  const [hour, minute, second] = [has("H", "I").length, has("M").length, has("S").length];
  if (hour !== minute) throw new RangeError("hours and minutes (%H and %M) need each other");
  if (second > minute) throw new RangeError("%S needs %H and %M");
  if (has("f").length > second) throw new RangeError("%f, a fraction of the second, needs %S");
}

function one(found: readonly string[], what: string): void {
  if (found.length === 0) throw new RangeError(`it lacks ${what}`);
  if (found.length > 1)
    throw new RangeError(`it has ${what} twice: ${found.map((name) => `%${name}`).join(" and ")}`);
}

function sourceOf(
  { directive, text = "" }: Token,
  tokens: readonly Token[],
  at: number,
  months: MonthNames,
): string {
  if (directive === undefined)
    return text.replaceAll(/\s+|[^\s]/gu, (part) => (/^\s/.test(part) ? "\\s+" : escaped(part)));
  if (directive === "z") return "(?<z>Z|[+-]\\d\\d(?::?\\d\\d)?)";
  if (directive === "p") return "(?<p>AM|PM|a\\.m\\.|p\\.m\\.)";
  if (directive === "a" || directive === "A") return `(?:${namesOf(ENGLISH_DAYS, true)})`;
  if (directive === "b" || directive === "B") return `(?<b>${namesOf(months, directive === "b")})`;
  const [least, most] = DIGITS[directive] ?? [1, 1];
  // Digits that touch others have to be all there: 1112025 would be two dates.
  const isTight = isNumber(tokens[at - 1]) || isNumber(tokens[at + 1]);
  return `(?<${directive}>[0-9]{${isTight && directive !== "f" ? most : least},${most}})`;
}

function isNumber(token: Token | undefined): boolean {
  const { directive, text } = token ?? {};
  return directive === undefined ? /^\d|\d$/.test(text ?? "") : Object.hasOwn(DIGITS, directive);
}

/** Longer names come first, as one may begin another; three letters stand for a name where they stand for one only. */
function namesOf(names: readonly string[], isShort: boolean): string {
  const shorts = names.map((name) => name.slice(0, 3));
  const clear = shorts.filter((name) => shorts.filter((each) => isSame(each, name)).length === 1);
  return [...new Set(isShort ? [...names, ...clear] : names)]
    .sort((one, other) => other.length - one.length)
    .map(escaped)
    .join("|");
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}]/g, "\\$&");
}

function writtenTime(
  groups: Readonly<Record<string, string | undefined>>,
  months: readonly string[],
): WrittenTime | undefined {
  const number = (name: string) => Number(groups[name] ?? 0);
  const year = groups["Y"] === undefined ? shortYear(number("y")) : number("Y");
  const name = groups["b"]?.toLowerCase();
  const month = name === undefined ? number("m") : monthOf(name, months);
  const hour = groups["I"] === undefined ? number("H") : hourOfDay(number("I"), groups["p"] ?? "");
  return {
    year,
    ...(groups["j"] === undefined ? { month, day: number("d") } : dayOfYear(year, number("j"))),
    hour,
    minute: number("M"),
    second: number("S"),
    fraction: groups["f"] ?? "",
    offsetMs: groups["z"] === undefined ? undefined : offsetOf(groups["z"]),
  };
}

/** As POSIX has it: 69 to 99 are of the 20th century. */
function shortYear(year: number): number {
  return year >= 69 ? 1900 + year : 2000 + year;
}

function monthOf(name: string, months: readonly string[]): number {
  const whole = months.indexOf(name);
  return 1 + (whole >= 0 ? whole : months.findIndex((month) => month.startsWith(name)));
}

/** 12 AM is midnight; an hour that is none of twelve is none of the day. */
function hourOfDay(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return 99;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function dayOfYear(year: number, day: number): { month: number; day: number } {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, day);
  const isOfYear = day >= 1 && date.getUTCFullYear() === year;
  return isOfYear
    ? { month: date.getUTCMonth() + 1, day: date.getUTCDate() }
    : { month: 0, day: 0 };
}

function offsetOf(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { escapeRegExp } from "../../types/text/escape-regexp.ts";
import { daysOf } from "../../types/text/time-text.ts";

export type DateUnit = "SECONDS" | "MINUTES" | "HOURS" | "DAYS" | "WEEKS" | "MONTHS" | "YEARS";

/** A Java date pattern of a projection, such as `yyyy-MM-dd-HH`. */
export interface DatePattern {
  /** Matches exactly the texts the pattern writes, without anchors. */
  readonly source: string;
  /** Milliseconds since 1970, UTC; `undefined` for a date that doesn't exist. */
  parse(text: string): number | undefined;
  format(epochMs: number): string;
  /** The finest unit the pattern writes. */
  readonly finest: DateUnit;
}

const DIGITS: Record<string, string> = {
  y: "\\d{4}",
  u: "\\d{4}",
  M: "\\d{2}",
  d: "\\d{2}",
  H: "\\d{2}",
  m: "\\d{2}",
  s: "\\d{2}",
};
const FINEST: readonly (readonly [string, DateUnit])[] = [
  ["s", "SECONDS"],
  ["m", "MINUTES"],
  ["H", "HOURS"],
  ["d", "DAYS"],
  ["M", "MONTHS"],
];

export function datePattern(pattern: string): DatePattern {
  const pieces = [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)].map(
    (match) => {
      const [text, quoted, letter] = match;
      return letter === undefined
        ? { letter, text: quoted === undefined ? text : quoted.replaceAll("''", "'") || "'" }
        : checked(letter, text, pattern);
    },
  );
  const letters = pieces.flatMap((piece) => piece.letter ?? []);
  const rule = new RegExp(
    `^${pieces.map((piece) => (piece.letter === undefined ? escapeRegExp(piece.text) : `(${digits(piece)})`)).join("")}$`,
  );
  return {
    source: pieces
      .map((piece) => (piece.letter === undefined ? escapeRegExp(piece.text) : digits(piece)))
      .join(""),
    parse: (text) => parse(rule.exec(text), letters),
    format: (epochMs) =>
      pieces
        .map((piece) =>
          piece.letter === undefined ? piece.text : write(piece.letter, piece.text.length, epochMs),
        )
        .join(""),
    finest: FINEST.find(([letter]) => letters.includes(letter))?.[1] ?? "YEARS",
  };
}

interface Piece {
  readonly letter: string | undefined;
  readonly text: string;
}

function checked(letter: string, text: string, pattern: string): Piece {
  if (DIGITS[letter] === undefined || text.length > 4) {
    throw new TrinoError(
      "NOT_SUPPORTED",
      `The embedded Athena does not support '${text}' in the projection format '${pattern}' (see docs/local-athena.md)`,
    );
  }
  return { letter, text };
}

function digits(piece: Piece): string {
  if (piece.letter === "y" || piece.letter === "u")
    return piece.text.length === 2 ? "\\d{2}" : "\\d{4}";
  return piece.text.length === 1 ? "\\d{1,2}" : "\\d{2}";
}

function parse(match: RegExpExecArray | null, letters: readonly string[]): number | undefined {
  if (match === null) return undefined;
  const part = (letter: string, otherwise: number) => {
    const index = letters.indexOf(letter);
    return index < 0 ? otherwise : Number(match[index + 1]);
  };
  const year = part("y", part("u", 1970));
  const days = daysOf(year < 100 ? 2000 + year : year, part("M", 1), part("d", 1));
  const [hour, minute, second] = [part("H", 0), part("m", 0), part("s", 0)];
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000;
}

function write(letter: string, width: number, epochMs: number): string {
  const date = new Date(epochMs);
  const value =
    {
      y: date.getUTCFullYear(),
      u: date.getUTCFullYear(),
      M: date.getUTCMonth() + 1,
      d: date.getUTCDate(),
      H: date.getUTCHours(),
      m: date.getUTCMinutes(),
      s: date.getUTCSeconds(),
    }[letter] ?? 0;
  const text = String(width === 2 && (letter === "y" || letter === "u") ? value % 100 : value);
  return text.padStart(
    letter === "y" || letter === "u" ? Math.max(width, width === 2 ? 2 : 4) : width,
    "0",
  );
}

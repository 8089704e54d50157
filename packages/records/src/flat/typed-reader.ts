import { parseDate } from "@cloudapi/core";
import type { FlatRows } from "./flat-rows.ts";
import { endOfWord } from "./other-reader.ts";
import type { DecimalRule, IntegerRule, TypedRule } from "./typed-rule.ts";

const [QUOTE, LOWER_T] = [0x22, 0x74] as const;
const NOWHERE = -1;
const DATE_BYTES = 10;
/** Numbers that are longer are left to others. */
const LONGEST = 24;
const IS_IN_NUMBER = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[-+.\deE]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
/** Zero has no sign, and no digit is in front that could be left out. */
const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/;
const DECIMAL = /^-?(0|[1-9]\d*)(?:\.(\d+))?$/;
/** Digits of decimals as text, and as numbers, of which a double says each. */
const [MOST_DIGITS, MOST_EXACT] = [18, 15] as const;

/**
 * Read a boolean, a date, an integer of 64 bits or a decimal that begins at `start` into the rows' place `at`, as the kernel does;
 * where it ends, or -1 if it is left to others.
 */
export function readTyped(rows: FlatRows, rule: TypedRule, at: number, start: number): number {
  switch (rule.kind) {
    case "boolean":
      return readBoolean(rows, at, start);
    case "date":
      return readDate(rows, at, start);
    case "integer":
      return readNumeral(rows, at, start, (text, isText) => integerOf(rule, text, isText));
    case "decimal":
      return readNumeral(rows, at, start, (text, isText) => unscaledOf(rule, text, isText));
    default:
      return NOWHERE;
  }
}

function readBoolean(rows: FlatRows, at: number, start: number): number {
  const isTrue = rows.bytes[start] === LOWER_T;
  const end = endOfWord(String(isTrue), rows.bytes, start);
  if (end === NOWHERE) return NOWHERE;
  put(rows, at, start, end);
  rows.numbers[at] = isTrue ? 1 : 0;
  return end;
}

function readDate(rows: FlatRows, at: number, start: number): number {
  const { bytes } = rows;
  const end = start + 1 + DATE_BYTES;
  if (bytes[start] !== QUOTE || bytes[end] !== QUOTE) return NOWHERE;
  const days = parseDate(bytes.toString("latin1", start + 1, end));
  if (days === undefined) return NOWHERE;
  put(rows, at, start + 1, end);
  rows.numbers[at] = days;
  return end + 1;
}

function readNumeral(
  rows: FlatRows,
  at: number,
  start: number,
  valueOf: (text: string, isText: boolean) => bigint | undefined,
): number {
  const { bytes } = rows;
  const isText = bytes[start] === QUOTE;
  const from = isText ? start + 1 : start;
  let end = from;
  while (IS_IN_NUMBER[bytes[end] as number] === 1 && end < from + LONGEST) end++;
  if (isText && bytes[end] !== QUOTE) return NOWHERE;
  const value = valueOf(bytes.toString("latin1", from, end), isText);
  if (value === undefined) return NOWHERE;
  put(rows, at, from, end);
  rows.putInteger(at, value);
  return isText ? end + 1 : end;
}

function integerOf(
  { least, greatest, isBigint }: IntegerRule,
  text: string,
  isText: boolean,
): bigint | undefined {
  if (!INTEGER.test(text) || (isText && !isBigint)) return undefined;
  const value = BigInt(text);
  return value >= least && value <= greatest ? value : undefined;
}

function unscaledOf(
  { wholeDigits, scale }: DecimalRule,
  text: string,
  isText: boolean,
): bigint | undefined {
  const [, whole, fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || fraction.length > scale) return undefined;
  const before = whole === "0" ? 0 : whole.length;
  if (before + fraction.length > (isText ? MOST_DIGITS : MOST_EXACT)) return undefined;
  if (before > wholeDigits) return undefined;
  const unscaled = BigInt(`${text.replace(".", "")}${"0".repeat(scale - fraction.length)}`);
  return unscaled === 0n && text.startsWith("-") ? undefined : unscaled;
}

function put({ starts, ends }: FlatRows, at: number, start: number, end: number): void {
  starts[at] = start;
  ends[at] = end;
}

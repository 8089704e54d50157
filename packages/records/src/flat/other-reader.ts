import type { FieldChecker } from "../checking/compile-field.ts";
import type { FlatField } from "./flat-plan.ts";
import type { FlatRows } from "./flat-rows.ts";
import { PlainNumber } from "./plain-number.ts";
import { endOfPlainText } from "./plain-text.ts";
import { putTyped } from "./put-typed.ts";
import type { TypedRule } from "./typed-rule.ts";

const [QUOTE, LOWER_F, LOWER_T] = [0x22, 0x66, 0x74] as const;
const NOWHERE = -1;
/** The parts of numbers: digits, signs, the point and the exponent. */
const IS_OF_NUMBER = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9+\-.eE]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LONGEST_NUMBER = 400;

/** Reads single values by their bytes, converted and looked at as parser and checker do. */
export class OtherReader {
  readonly #number = new PlainNumber();

  /** Read the value of a field that begins at `start` into the rows' place `at`; where it ends, or -1 if it is left to others. */
  read(rows: FlatRows, field: FlatField, at: number, start: number): number {
    return field.kind === "number"
      ? readLongNumber(rows, field, at, start)
      : this.#readOther(rows, field, at, start);
  }

  #readOther(rows: FlatRows, field: FlatField, at: number, start: number): number {
    const { bytes } = rows;
    const byte = bytes[start] as number;
    let end = NOWHERE;
    let value: unknown;
    if (byte === QUOTE) {
      end = endOfPlainText(rows.view, start + 1, bytes.length);
      if (end === NOWHERE) return NOWHERE;
      value = bytes.toString("latin1", start + 1, end++);
    } else if (byte === LOWER_T || byte === LOWER_F) {
      value = byte === LOWER_T;
      end = endOfWord(String(value), bytes, start);
    } else {
      end = this.#number.scan(bytes, start);
      value = this.#number.value;
    }
    return end !== NOWHERE && takeOther(rows, field, value, { at, start, end }) ? end : NOWHERE;
  }
}

/** Where a value goes, and where it stands in the bytes. */
interface ValuePlace {
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** Take a parsed value into the rows if it fits; whether it does, as far as that is seen here. */
export function takeValue(
  rows: FlatRows,
  field: FlatField,
  value: unknown,
  place: ValuePlace,
): boolean {
  if (field.kind === "other") return takeOther(rows, field, value, place);
  if (field.typed !== undefined) return takeTyped(rows, field, value, place);
  const isRight = typeof value === "number" && field.checker.passes?.(value) === true;
  if (field.kind !== "number" || !isRight) return false;
  put(rows, place.at, place.start, place.end);
  rows.numbers[place.at] = value;
  return true;
}

/** Convert a value of a type that rows hold in numbers. */
function takeTyped(
  rows: FlatRows,
  { checker, typed }: FlatField,
  value: unknown,
  { at, start, end }: ValuePlace,
): boolean {
  const conversion = checker.convert(value);
  if ("code" in conversion) return false;
  const converted = "asIs" in conversion ? value : conversion.value;
  // There are two zeros of numbers.
  if (checker.passes?.(converted) !== true || Object.is(converted, -0)) return false;
  put(rows, at, start, end);
  return putTyped(rows, typed as TypedRule, at, converted);
}

/** Convert a value and look at it as the checker does. */
function takeOther(
  rows: FlatRows,
  { checker }: FlatField,
  value: unknown,
  { at, start, end }: ValuePlace,
): boolean {
  if (isTooLong(checker, value)) return false;
  const conversion = checker.convert(value);
  if ("code" in conversion) return false;
  const converted = "asIs" in conversion ? value : conversion.value;
  const isKept = !checker.keepsText || converted === value;
  const isCut = "truncated" in conversion && conversion.truncated === true;
  if (!isKept || isCut || checker.passes?.(converted) !== true) return false;
  put(rows, at, start, end);
  rows.others[at] = converted;
  rows.numbers[at] = "epochMs" in conversion ? Number(conversion.epochMs) : Number.NaN;
  return true;
}

/** A number with an exponent, with many digits, or of which only its schema tells. */
function readLongNumber(rows: FlatRows, { checker, type }: FlatField, at: number, start: number) {
  const { bytes } = rows;
  let end = start;
  while (IS_OF_NUMBER[bytes[end] as number] === 1 && end < start + LONGEST_NUMBER) end++;
  const text = bytes.toString("latin1", start, end);
  // Of integers the parser looks at each digit.
  const isExact = type === "int32" && (text.length > 15 || /[eE]/.test(text));
  if (isExact || !NUMBER.test(text)) return NOWHERE;
  const value = Number(text);
  if (checker.passes?.(value) !== true) return NOWHERE;
  put(rows, at, start, end);
  rows.numbers[at] = value;
  return end;
}

function put({ starts, ends }: FlatRows, at: number, start: number, end: number): void {
  starts[at] = start;
  ends[at] = end;
}

/** Where a word ends that begins at a place; -1 where there are other bytes. */
export function endOfWord(word: string, bytes: Buffer, start: number): number {
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return NOWHERE;
  return start + word.length;
}

/** Whether a text is longer than its field's schema is shown. */
export function isTooLong({ limit }: FieldChecker, value: unknown): boolean {
  return typeof value === "string" && limit !== undefined && value.length > limit.length;
}

/** Whether a text fits as it is. */
export function isTakenAsIs({ convert, passes }: FieldChecker, text: string): boolean {
  return "asIs" in convert(text) && passes?.(text) === true;
}

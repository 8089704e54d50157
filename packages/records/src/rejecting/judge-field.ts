import type { FieldChecker } from "../checking/compile-field.ts";
import type { FlatField } from "../flat/flat-plan.ts";
import type { FieldVerdicts, Verdict } from "./field-verdicts.ts";

/** A field with what is said of its values. */
export interface JudgedField extends FlatField {
  readonly isEventTime: boolean;
  readonly verdicts: FieldVerdicts;
}

/** Numbers of so many characters are checked digit by digit where a column keeps them. */
const LONG = 16;
/** Integers of so many digits are looked at digit by digit. */
const MOST_EXACT = 2 ** 49;
const RIGHT: Verdict = Object.freeze([]);

/** Whether a number of so many characters is left to others, who look at its digits. */
export function isLongNumber(characters: number): boolean {
  return characters >= LONG;
}

/** What is wrong with a value as JSON has it that its bytes do not show to be right: nothing where there are no issues. */
export function judgeField(field: JudgedField, value: unknown): Verdict {
  return field.isEventTime || !fits(field, value) ? field.verdicts.of(value) : RIGHT;
}

/** What it means that a field has no value, where that is `null` or `undefined`; `undefined` where that is for others to say. */
export function judgeAbsence(field: JudgedField, value: null | undefined): Verdict | undefined {
  if (field.mayLack) return RIGHT;
  // The contract of a field with others inside can't be had without the others.
  const isTold = field.kind !== "nested" && field.checker.absent === "missing";
  return isTold ? field.verdicts.of(value) : undefined;
}

/** What is wrong with a value that was parsed, or with there being none; `undefined` where that is for others to say. */
export function judgeParsed(field: JudgedField, value: unknown): Verdict | undefined {
  if (value === undefined || value === null) return judgeAbsence(field, value);
  return isPlain(value) ? judgeField(field, value) : undefined;
}

function isPlain(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) < MOST_EXACT;
  return typeof value === "string" || typeof value === "boolean";
}

/** Whether a value is taken as it stands or converted; after a no, only the record checker can tell. */
export function fits({ checker }: FlatField, value: unknown): boolean {
  if (isTooLong(checker, value)) return false;
  const conversion = checker.convert(value);
  if ("code" in conversion) return false;
  const converted = "asIs" in conversion ? value : conversion.value;
  return (!checker.keepsText || converted === value) && checker.passes?.(converted) === true;
}

function isTooLong({ limit }: FieldChecker, value: unknown): boolean {
  return typeof value === "string" && limit !== undefined && value.length > limit.length;
}

import type { Dataset } from "@cloudapi/core";
import {
  AS_IS,
  type Conversion,
  type NestedReading,
  type TextLimit,
  tooLong,
} from "@cloudapi/core/internal";
import type { Issue } from "../report/issue.ts";
import type { FieldChecker } from "./compile-field.ts";
import { refusalIssue, requiredIssue } from "./field-issue.ts";

/** What is gathered while a record's fields are read. */
export interface Reading extends NestedReading {
  readonly eventTime: Dataset["eventTime"];
  /** Converted values, which are the row where zod has nothing to say; what can't be converted stands as it was read. */
  readonly row: Record<string, unknown>;
  /** What is wrong with a field by its conversion. */
  faults: Map<string, Issue> | undefined;
  /** Whether zod has to see no field but those of which only zod can tell. */
  isQuick: boolean;
  present: number;
  truncated: number;
  eventTimeMs: number | undefined;
}

/** Read one field of a record into the row: converted, and looked at where that is enough to take it. */
export function readField(
  field: FieldChecker,
  source: Record<string, unknown>,
  reading: Reading,
): void {
  const { name, passes } = field;
  const isPresent = Object.hasOwn(source, name);
  if (isPresent) reading.present++;
  const value = isPresent ? source[name] : undefined;
  if (value === undefined || value === null) return readAbsent(field, reading);
  if (field.nested !== undefined) return field.nested.read(value, reading);
  const conversion = field.convert(value);
  const text = "value" in conversion ? conversion.value : value;
  if (typeof text === "string" && field.limit !== undefined && text.length > field.limit.length)
    if (refuseLong(field, field.limit, text, reading)) return;
  if ("code" in conversion) {
    reading.row[name] = value;
    return addFault(reading, name, refusalIssue([name], conversion, value));
  }
  const converted = "asIs" in conversion ? value : conversion.value;
  reading.row[name] = converted;
  if (passes === undefined) return;
  if (!passes(converted) || (field.keepsText && converted !== value)) reading.isQuick = false;
  else if (conversion !== AS_IS) noteInstant(reading, name, conversion);
}

/** A text that is too long is not shown to patterns: no more of it than zod needs to see that. */
function refuseLong(
  { name }: FieldChecker,
  { length, isOwn, isFor }: TextLimit,
  value: string,
  reading: Reading,
): boolean {
  if (!isFor(value)) return false;
  if (!isOwn) {
    reading.row[name] = "";
    addFault(reading, name, refusalIssue([name], tooLong(length), value));
    return true;
  }
  // Zod counts code points, of which one may be two units.
  if (value.length <= 2 * length) return false;
  reading.row[name] = value.slice(0, 2 * length + 1);
  reading.isQuick = false;
  return true;
}

function readAbsent(field: FieldChecker, reading: Reading): void {
  const { name, absent } = field;
  if (absent === "null") reading.row[name] = null;
  else if (absent === "missing") addFault(reading, name, requiredIssue(name));
  else if (absent === "default" && field.passes !== undefined) readDefault(field, reading);
}

/** The default, which zod puts in place of nothing without asking its checks. */
function readDefault({ name, fit, defaultValue }: FieldChecker, reading: Reading): void {
  const value = defaultValue?.();
  const conversion = fit(value);
  if ("code" in conversion) {
    reading.isQuick = false;
    return;
  }
  reading.row[name] = "asIs" in conversion ? value : conversion.value;
  noteInstant(reading, name, conversion);
}

/** Note what a row keeps of an instant beside its text. */
export function noteInstant(reading: Reading, name: string, conversion: Conversion): void {
  if (!("epochMs" in conversion)) return;
  if (conversion.truncated === true) reading.truncated++;
  if (name === reading.eventTime) reading.eventTimeMs = conversion.epochMs;
}

/** Note what is wrong with a field. */
export function addFault(reading: Reading, name: string, issue: Issue): void {
  reading.isQuick = false;
  reading.faults ??= new Map();
  reading.faults.set(name, issue);
}

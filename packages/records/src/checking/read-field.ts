import type { Dataset } from "@cloudapi/core";
import { isInPartitionRange } from "@cloudapi/core/internal";
import { type Issue, previewValue } from "../report/issue.ts";
import type { FieldChecker } from "./compile-field.ts";
import { AS_IS, type Refusal } from "./convert-value.ts";

/** What is gathered while a record's fields are read. */
export interface Reading {
  readonly row: Record<string, unknown>;
  faults: Map<string, Issue> | undefined;
  present: number;
  truncated: number;
  eventTimeMs: number | undefined;
}
/** Read one field of a record into the row, or note what is wrong with it. */
export function readField(
  dataset: Dataset,
  field: FieldChecker,
  source: Record<string, unknown>,
  reading: Reading,
): void {
  const { name } = field;
  const isPresent = Object.hasOwn(source, name);
  if (isPresent) reading.present++;
  const value = isPresent ? source[name] : undefined;
  if (value === undefined || value === null) return readAbsent(field, reading);
  const conversion = field.convert === undefined ? AS_IS : field.convert(value);
  if ("asIs" in conversion) {
    reading.row[name] = value;
    return;
  }
  if ("code" in conversion)
    return addFault(reading, name, conversionIssue(name, conversion, value));
  reading.row[name] = conversion.value;
  if (conversion.truncated === true) reading.truncated++;
  if (name === dataset.eventTime) readEventTime(dataset, name, conversion.epochMs, value, reading);
}

function readAbsent({ name, absent, defaultValue }: FieldChecker, reading: Reading): void {
  if (absent === "default") reading.row[name] = defaultValue?.();
  else if (absent === "null") reading.row[name] = null;
  else if (absent === "missing") {
    addFault(reading, name, {
      code: "required",
      path: [name],
      expected: "a value",
      received: "nothing",
      message: `${name}: a value is required; the field is absent, null or empty.`,
    });
  }
}

function readEventTime(
  dataset: Dataset,
  name: string,
  epochMs: number | undefined,
  value: unknown,
  reading: Reading,
): void {
  reading.eventTimeMs = epochMs;
  const rule = dataset.partition;
  if (rule === undefined || epochMs === undefined || isInPartitionRange(rule, epochMs)) return;
  const expected = `a time from ${rule.range.from} to ${rule.range.to} (UTC)`;
  const received = previewValue(value);
  addFault(reading, name, {
    code: "out_of_partition_range",
    path: [name],
    expected,
    received,
    message: `${name}: expected ${expected}, the contract's partition range, received ${received}.`,
  });
}

function conversionIssue(name: string, conversion: Refusal, value: unknown): Issue {
  const { code, expected, hint } = conversion;
  const received = previewValue(value);
  const reason = hint === undefined ? "" : `: ${hint}`;
  return {
    code,
    path: [name],
    expected,
    received,
    message: `${name}: expected ${expected}, received ${received}${reason}.`,
  };
}

function addFault(reading: Reading, name: string, issue: Issue): void {
  reading.faults ??= new Map();
  reading.faults.set(name, issue);
}

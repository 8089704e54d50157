import type { Dataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { $ZodCheck, $ZodType, ParsePayload } from "zod/v4/core";
import { type Issue, previewValue } from "../report/issue.ts";
import { compileField, type FieldChecker } from "./compile-field.ts";
import { issueOfZod } from "./issue-of-zod.ts";
import { type Reading, readField } from "./read-field.ts";
import { runSchema } from "./run-schema.ts";

/** The outcome of checking one record. */
export type RecordCheck = ValidRecord | InvalidRecord;

/** A record that fits the contract. */
export interface ValidRecord {
  readonly valid: true;
  /** The row: the contract's fields only, defaults filled in; text as it was written. */
  readonly value: Record<string, unknown>;
  /** Names of fields the contract does not know; they are not in `value`. */
  readonly unknownFields: readonly string[];
  /** Timestamps of this row with digits finer than milliseconds, which are cut when stored. */
  readonly truncatedTimestamps: number;
  /** The event time in milliseconds since 1970-01-01T00:00:00Z, when the dataset has one. */
  readonly eventTimeMs: number | undefined;
}

/** A record that does not, with everything that is wrong with it, in the order of the contract's fields. */
export interface InvalidRecord {
  readonly valid: false;
  readonly issues: readonly Issue[];
  readonly unknownFields: readonly string[];
}

/** A contract compiled to a function over parsed records. */
export interface RecordChecker {
  readonly check: (record: unknown) => RecordCheck;
  /** Fields for which a reader should pass a long number's text, since a double would lose digits. */
  readonly exactFields: ReadonlySet<string>;
}

const NONE: readonly string[] = Object.freeze([]);
const CHECKERS = new WeakMap<object, RecordChecker>();

/**
 * Compile a dataset into a checker of parsed records; compiled once a dataset.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { compileRecordChecker } from "@cloudapi/records";
 *
 * const checker = compileRecordChecker(apiLogs);
 * const result = checker.check({ timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 99 });
 * console.log(result.valid ? [] : result.issues.map((issue) => issue.code)); // => ["too_small"]
 * ```
 */
export function compileRecordChecker(dataset: Dataset): RecordChecker {
  let checker = CHECKERS.get(dataset);
  if (checker === undefined) {
    checker = compile(dataset);
    CHECKERS.set(dataset, checker);
  }
  return checker;
}

function compile(dataset: Dataset): RecordChecker {
  const fields = dataset.columns.map((column) =>
    compileField(column, dataset.schema._zod.def.shape[column.name] as $ZodType),
  );
  const names = new Set(fields.map(({ name }) => name));
  const plan: Plan = {
    dataset,
    fields,
    names,
    whole: wholeSchema(dataset),
  };
  return {
    check: (record) => checkRecord(plan, record),
    exactFields: new Set(fields.filter(({ exact }) => exact).map(({ name }) => name)),
  };
}

interface Plan {
  readonly dataset: Dataset;
  readonly fields: readonly FieldChecker[];
  readonly names: ReadonlySet<string>;
  /** Checks over several fields (`.refine()` on the object), if the contract has any. */
  readonly whole: $ZodType | undefined;
}

function wholeSchema({ schema }: Dataset): $ZodType | undefined {
  const checks = schema._zod.def.checks ?? [];
  return checks.length === 0
    ? undefined
    : z.any().check(...(checks as unknown as $ZodCheck<unknown>[]));
}

function checkRecord(plan: Plan, record: unknown): RecordCheck {
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    return { valid: false, issues: [notAnObject(record)], unknownFields: NONE };
  }
  const source = record as Record<string, unknown>;
  const reading: Reading = {
    row: {},
    faults: undefined,
    present: 0,
    truncated: 0,
    eventTimeMs: undefined,
  };
  for (const field of plan.fields) readField(plan.dataset, field, source, reading);
  const unknownFields =
    reading.present === countKeys(source) ? NONE : unknownOf(source, plan.names);
  const issues = issuesOf(plan, reading, unknownFields);
  if (issues !== undefined) return { valid: false, issues, unknownFields };
  return {
    valid: true,
    value: reading.row,
    unknownFields,
    truncatedTimestamps: reading.truncated,
    eventTimeMs: reading.eventTimeMs,
  };
}

/** Counted without a list of them: inherited ones, which plain data has none of, count too. */
function countKeys(source: object): number {
  let count = 0;
  for (const _ in source) count++;
  return count;
}

function unknownOf(source: object, names: ReadonlySet<string>): readonly string[] {
  return Object.keys(source).filter((name) => !names.has(name));
}

function notAnObject(record: unknown): Issue {
  const received = previewValue(record);
  return {
    code: "not_an_object",
    path: [],
    expected: "an object",
    received,
    message: `A record must be an object with the contract's fields, received ${received}.`,
  };
}

/** Everything wrong, in the order of the fields; `undefined` when nothing is. */
function issuesOf(
  plan: Plan,
  reading: Reading,
  unknownFields: readonly string[],
): Issue[] | undefined {
  const strictIssue =
    plan.dataset.strict && unknownFields.length > 0 ? unrecognized(unknownFields) : undefined;
  const issues = fieldIssues(plan, reading);
  if (issues.length === 0 && plan.whole !== undefined) {
    const { row } = reading;
    const run = runSchema(plan.dataset.name, plan.whole, { value: row, issues: [] });
    for (const issue of run.issues) issues.push(issueOfZod(issue, [], row));
  }
  if (strictIssue !== undefined) issues.push(strictIssue);
  return issues.length === 0 ? undefined : issues;
}

/** The faults found already, and what the schemas of the other fields say; these may change the row's values. */
function fieldIssues({ dataset, fields }: Plan, { row, faults }: Reading): Issue[] {
  const found: Issue[] = [];
  // One payload for all fields that pass: a row costs little memory that is soon garbage.
  let payload: ParsePayload = { value: undefined, issues: [] };
  for (const { name, schema, passes } of fields) {
    const fault = faults?.get(name);
    const value = row[name];
    if (fault !== undefined) found.push(fault);
    else if (value !== undefined && value !== null && passes?.(value) !== true) {
      payload.value = value;
      const run = runSchema(dataset.name, schema, payload);
      row[name] = run.value;
      if (run.issues.length === 0) continue;
      for (const issue of run.issues) found.push(issueOfZod(issue, [name], value));
      payload = { value: undefined, issues: [] };
    }
  }
  return found;
}

function unrecognized(names: readonly string[]): Issue {
  const shown = names
    .slice(0, 10)
    .map((name) => previewValue(name))
    .join(", ");
  const more = names.length > 10 ? ` and ${names.length - 10} more` : "";
  return {
    code: "unrecognized_keys",
    path: [],
    expected: "only the contract's fields",
    received: `${shown}${more}`.slice(0, 100),
    message: `The contract is strict and does not know ${shown}${more}.`,
  };
}

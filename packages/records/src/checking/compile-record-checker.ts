import type { Dataset } from "@cloudapi/core";
import {
  checkDataset,
  type IssueWords,
  kitOfDataset,
  type NestedKit,
} from "@cloudapi/core/internal";
import type { $ZodIssue, $ZodType } from "zod/v4/core";
import { type Issue, previewValue } from "../report/issue.ts";
import { compileField, type FieldChecker } from "./compile-field.ts";
import { partitionIssues, rangeIssue, refusalIssue } from "./field-issue.ts";
import { finishIssue } from "./finish-issue.ts";
import { inOwnWords, issueOfZod } from "./issue-of-zod.ts";
import { judgeFields } from "./judge-fields.ts";
import { addFault, type Reading, readField } from "./read-field.ts";
import { partOfEveryRecord, type SchemaPart, wholeSchema } from "./schema-part.ts";

/** The outcome of checking one record. */
export type RecordCheck = ValidRecord | InvalidRecord;

/** A record that fits the contract. */
export interface ValidRecord {
  readonly valid: true;
  /** The row: the contract's fields only, as zod gives them for the converted record. */
  readonly value: Record<string, unknown>;
  /** Names of fields the contract does not know, inside others with their path (`items[].note`); they are not in `value`. */
  readonly unknownFields: readonly string[];
  /** What those inside others hold, by their path. */
  readonly droppedInside: ReadonlyMap<string, unknown> | undefined;
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
  readonly droppedInside: ReadonlyMap<string, unknown> | undefined;
}

/** A contract compiled to a function over parsed records. */
export interface RecordChecker {
  readonly check: (record: unknown) => RecordCheck;
  /** Fields that no record may lack; those that only a check of the contract requires are not among them. */
  readonly requiredFields: readonly string[];
  /** What a strict contract says of names that it does not know; `record` has them. */
  readonly unrecognized: (record: object, names: readonly string[]) => Issue;
}

const NONE: readonly string[] = Object.freeze([]);
const CHECKERS = new WeakMap<object, RecordChecker>();

/**
 * Compile a dataset into a checker of parsed records; compiled once per dataset.
 *
 * A record is converted to what the contract's schema expects (a bigint for `z.int64()`, decimal text
 * for `decimal()`, nothing for null), and means what the schema says of it: verdict and row are those of
 * `safeParse`, provided that the result fits its columns.
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
    checkDataset("compileRecordChecker", dataset);
    checker = compile(dataset);
    CHECKERS.set(dataset, checker);
  }
  return checker;
}

function compile(dataset: Dataset): RecordChecker {
  const kit = kitOfDataset(dataset);
  const fields = dataset.columns.map((column) =>
    compileField(column, dataset.schema._zod.def.shape[column.name] as $ZodType, kit),
  );
  const whole = wholeSchema(dataset, fields);
  const names = new Set(fields.map(({ name }) => name));
  const plan: Plan = { dataset, kit, fields, names, whole, everyRecord: partOfEveryRecord(whole) };
  return {
    check: (record) => checkRecord(plan, record),
    requiredFields: fields.filter(({ absent }) => absent === "missing").map(({ name }) => name),
    unrecognized: (record, names) => unrecognized(plan, record, names),
  };
}

interface Plan {
  readonly dataset: Dataset;
  readonly kit: NestedKit | undefined;
  readonly fields: readonly FieldChecker[];
  readonly names: ReadonlySet<string>;
  readonly whole: SchemaPart;
  /** What zod judges even in records that pass at a glance. */
  readonly everyRecord: SchemaPart | undefined;
}

function checkRecord(plan: Plan, record: unknown): RecordCheck {
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    return {
      valid: false,
      issues: [notAnObject(plan, record)],
      unknownFields: NONE,
      droppedInside: undefined,
    };
  }
  const source = record as Record<string, unknown>;
  const reading: Reading = {
    eventTime: plan.dataset.eventTime,
    row: {},
    faults: undefined,
    isQuick: true,
    present: 0,
    truncated: 0,
    eventTimeMs: undefined,
    inside: undefined,
    dropped: undefined,
  };
  for (const field of plan.fields) readField(field, source, reading);
  const unknown = reading.present === countKeys(source) ? NONE : unknownOf(source, plan.names);
  const { row, issues } = judge(plan, source, reading);
  if (plan.dataset.strict && unknown.length > 0) issues.push(unrecognized(plan, source, unknown));
  const { dropped: droppedInside } = reading;
  const unknownFields =
    droppedInside === undefined ? unknown : [...unknown, ...droppedInside.keys()];
  if (issues.length > 0) return { valid: false, issues, unknownFields, droppedInside };
  return {
    valid: true,
    value: row,
    unknownFields,
    droppedInside,
    truncatedTimestamps: reading.truncated,
    eventTimeMs: reading.eventTimeMs,
  };
}

function judge(
  plan: Plan,
  source: Record<string, unknown>,
  reading: Reading,
): { row: Record<string, unknown>; issues: Issue[] } {
  const { dataset, fields, whole } = plan;
  const part = reading.isQuick ? plan.everyRecord : whole;
  if (part === whole) startOver(fields, source, reading);
  const { row, issues } =
    part === undefined
      ? { row: reading.row, issues: [] }
      : judgeFields(dataset, fields, part, source, reading);
  const { eventTime = "" } = dataset;
  const outside = rangeIssue(dataset, reading.eventTimeMs, row[eventTime]);
  if (outside !== undefined) addFault(reading, eventTime, outside);
  if (dataset.partition?.by !== undefined) refusePartitions(dataset, row, reading, issues);
  return { row, issues: mergeIssues(plan, reading, issues) };
}

/** Fields whose value no partition has; what is refused by itself is no value yet. */
function refusePartitions(
  dataset: Dataset,
  row: Record<string, unknown>,
  reading: Reading,
  issues: readonly $ZodIssue[],
): void {
  const isRefused = (name: string) =>
    reading.faults?.has(name) === true || issues.some(({ path }) => path[0] === name);
  for (const [name, issue] of partitionIssues(dataset, row, isRefused))
    addFault(reading, name, issue);
}

/** Forget what was taken at a glance: zod judges it with the rest, and puts defaults in place by itself. */
function startOver(
  fields: readonly FieldChecker[],
  source: Record<string, unknown>,
  reading: Reading,
): void {
  reading.truncated = 0;
  reading.eventTimeMs = undefined;
  for (const { name, absent, nested } of fields) {
    const value = Object.hasOwn(source, name) ? (source[name] ?? null) : null;
    if (value !== null) nested?.startOver(value, reading);
    else if (absent === "default") delete reading.row[name];
  }
}

/** What is wrong by conversion and what zod says, in the order of the fields; then what concerns no field. */
function mergeIssues(
  { fields, names, kit }: Plan,
  { faults, inside }: Reading,
  found: readonly $ZodIssue[],
): Issue[] {
  if (faults === undefined && inside === undefined && found.length === 0) return [];
  const merged: Issue[] = [];
  const byField = Map.groupBy(found, ({ path }) => path[0]);
  for (const { name, nested } of fields) {
    const own = byField.get(name) ?? [];
    const fault = faults?.get(name);
    if (fault !== undefined) merged.push(inOwnWords(fault, own));
    else if (nested === undefined) merged.push(...own.map(issueOfZod));
    else merged.push(...(kit?.merge(name, inside?.get(name), own, WORDS) ?? []));
  }
  const others = found.filter(({ path }) => !names.has(path[0] as string));
  return [...merged, ...others.map(issueOfZod)];
}

const WORDS: IssueWords = {
  ofRefusal: refusalIssue,
  ofZod: issueOfZod,
  finish: finishIssue,
  inOwnWords,
};

/** Counted without a list of them: inherited ones, which plain data has none of, count too. */
function countKeys(source: object): number {
  let count = 0;
  for (const _ in source) count++;
  return count;
}

function unknownOf(source: object, names: ReadonlySet<string>): readonly string[] {
  return Object.keys(source).filter((name) => !names.has(name));
}

function notAnObject({ whole }: Plan, input: unknown): Issue {
  const received = previewValue(input);
  const found = { code: "invalid_type", expected: "object", input, inst: whole.schema } as const;
  const fault = {
    code: "not_an_object",
    path: [],
    expected: "an object",
    received,
    message: `A record must be an object with the contract's fields, received ${received}.`,
  };
  return inOwnWords(fault, [finishIssue(found)]);
}

function unrecognized({ whole }: Plan, input: object, names: readonly string[]): Issue {
  const shown = names
    .slice(0, 10)
    .map((name) => previewValue(name))
    .join(", ");
  const more = names.length > 10 ? ` and ${names.length - 10} more` : "";
  const fault = {
    code: "unrecognized_keys",
    path: [],
    expected: "only the contract's fields",
    received: `${shown}${more}`.slice(0, 100),
    message: `The contract is strict and does not know ${shown}${more}.`,
  };
  const found = {
    code: "unrecognized_keys" as const,
    keys: [...names],
    input: input as Record<string, unknown>,
    inst: whole.schema,
  };
  return inOwnWords(fault, [finishIssue(found)]);
}

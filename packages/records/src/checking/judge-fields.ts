import type { Dataset } from "@cloudapi/core";
import { kitOfDataset, runSchema } from "@cloudapi/core/internal";
import type { $ZodIssue, ParsePayload } from "zod/v4/core";
import type { Issue } from "../report/issue.ts";
import { checkThrew } from "./check-threw.ts";
import type { FieldChecker } from "./compile-field.ts";
import { refusalIssue, requiredIssue } from "./field-issue.ts";
import { finishIssue } from "./finish-issue.ts";
import { addFault, noteInstant, type Reading } from "./read-field.ts";
import type { SchemaPart } from "./schema-part.ts";

/** What zod made of a record. */
export interface Judgement {
  readonly row: Record<string, unknown>;
  readonly issues: readonly $ZodIssue[];
}

/**
 * Have zod judge the fields of a part, and fit what it gives to the columns: a default or an overwrite may
 * have changed a value, for better or worse. The other fields stay as they were read.
 *
 * @throws {TypeError} when a check of the schema is asynchronous
 * @throws {CloudApiError} `CHECK_THREW` when a check throws
 */
export function judgeFields(
  dataset: Dataset,
  all: readonly FieldChecker[],
  part: SchemaPart,
  source: Readonly<Record<string, unknown>>,
  reading: Reading,
): Judgement {
  const run = runPart(dataset, part, reading.row);
  const issues = run.issues.map(finishIssue);
  const faulty = new Set(issues.map(({ path }) => path[0]));
  const output = Object(run.value) as Record<string, unknown>;
  const row: Record<string, unknown> = {};
  for (const field of all) {
    const { name } = field;
    if (part.fields.has(field)) {
      const fault = fitField(field, { value: output[name], row, source }, reading);
      if (field.keepsText && typeof row[name] === "string" && output[name] === reading.row[name])
        row[name] = source[name];
      if (faulty.has(name)) continue;
      if (fault === undefined) healFault(reading, name);
      else if (reading.faults?.has(name) !== true && reading.inside?.has(name) !== true)
        addFault(reading, name, fault);
    } else if (name in reading.row) row[name] = reading.row[name];
  }
  return { row, issues };
}

/** A check may make a value right that could not be converted, but not shorten what is too large to be shown to it. */
function healFault({ faults, inside }: Reading, name: string): void {
  if (inside?.get(name)?.isFinal === false) inside.delete(name);
  if (faults?.get(name)?.code !== "too_big") faults?.delete(name);
}

function runPart(dataset: Dataset, { schema }: SchemaPart, row: object): ParsePayload {
  let run: ParsePayload | undefined;
  try {
    run = runSchema(schema, row);
  } catch (error) {
    const apart =
      error instanceof RangeError ? kitOfDataset(dataset)?.runApart(schema, row) : undefined;
    if (apart === undefined) throw checkThrew(dataset.name, error);
    return apart;
  }
  if (run !== undefined) return run;
  throw new TypeError(
    `Dataset "${dataset.name}" has an asynchronous check; records are checked synchronously.`,
  );
}

/** A value that zod gave, the row that it is for, and the record. */
interface Fitting {
  readonly value: unknown;
  readonly row: Record<string, unknown>;
  readonly source: Readonly<Record<string, unknown>>;
}

/** Put a value that zod gave into the row, or say why it has no place there. */
function fitField(
  { name, nullable, fit, nested }: FieldChecker,
  { value, row, source }: Fitting,
  reading: Reading,
): Issue | undefined {
  if (value === undefined || value === null) {
    if (!nullable) return requiredIssue(name);
    if (value === null) row[name] = null;
    return undefined;
  }
  const given = { converted: reading.row[name], source: source[name] };
  const conversion = nested === undefined ? fit(value) : nested.fitGiven(value, given, reading);
  if ("code" in conversion) return refusalIssue([name], conversion, value);
  row[name] = "asIs" in conversion ? value : conversion.value;
  noteInstant(reading, name, conversion);
  return undefined;
}

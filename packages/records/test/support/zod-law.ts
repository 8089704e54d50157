import { isDeepStrictEqual } from "node:util";
import { ContractError, type Dataset, defineDataset } from "@cloudapi/core";
import * as fc from "fast-check";
import { expect } from "vitest";
import * as classic from "zod";
import * as mini from "zod/mini";
import { seededRandom } from "../../../../examples/lib/sample/random.ts";
import { compileRecordChecker } from "../../src/checking/compile-record-checker.ts";
import { rowChecks } from "./generate-contract.ts";
import { flatField, type LawField, NoPlace, nestedField } from "./law-field.ts";
import { pick } from "./pick-value.ts";
import { toInstant } from "./reference-values.ts";

const DAY_MS = 86_400_000;

/** What was compared, and what could not be. */
export interface Tally {
  comparisons: number;
  valid: number;
  contracts: number;
  refused: number;
}

interface Contract {
  readonly dataset: Dataset;
  readonly fields: Readonly<Record<string, LawField>>;
}

type Row = Record<string, unknown>;

/** Compare the checker with `safeParse`, over generated contracts with some records for each. */
export function compareWithZod(
  contracts: number,
  recordsPerContract: number,
  fields: "flat" | "nested",
): Tally {
  const tally = { comparisons: 0, valid: 0, contracts: 0, refused: 0 };
  const input = contractInput(fields === "flat" ? flatField() : nestedField());
  fc.assert(
    fc.property(input, (input) => {
      const contract = define(input);
      if (contract === undefined) tally.refused++;
      else {
        tally.contracts++;
        for (const record of records(contract, input.seed, recordsPerContract))
          compare(contract, record, tally);
      }
    }),
    { numRuns: contracts },
  );
  return tally;
}

function contractInput(field: fc.Arbitrary<LawField>) {
  return fc.record({
    fields: fc.dictionary(fc.constantFrom("a", "b", "c"), field, {
      minKeys: 1,
      noNullPrototype: true,
    }),
    checks: rowChecks,
    isStrict: fc.boolean(),
    isMini: fc.boolean(),
    hasEventTime: fc.boolean(),
    seed: fc.integer(),
  });
}

type ContractInput = ReturnType<typeof contractInput> extends fc.Arbitrary<infer T> ? T : never;

/** The contract, or nothing where it is refused. */
function define({
  fields,
  checks,
  isStrict,
  isMini,
  hasEventTime,
}: ContractInput): Contract | undefined {
  const z = (isMini ? mini : classic) as unknown as typeof mini;
  const shape = Object.fromEntries(
    Object.entries(fields).map(([name, { schema }]) => [name, schema]),
  );
  const object = isStrict ? z.strictObject(shape) : z.object(shape);
  const eventTime = Object.keys(fields).find((name) => isEventTime(fields[name]));
  try {
    const dataset = defineDataset({
      name: "t",
      schema: (checks.length === 0 ? object : object.check(...(checks as never[]))) as never,
      ...(hasEventTime && eventTime !== undefined
        ? { eventTime: eventTime as never, partition: { granularity: "day", layout: "hive" } }
        : {}),
    });
    return { dataset: dataset as unknown as Dataset, fields };
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

function isEventTime(field: LawField | undefined): boolean {
  return (
    (field?.kind === "timestamp" || field?.kind === "date") &&
    (field.absent === "missing" || field.absent === "default")
  );
}

function records({ fields }: Contract, seed: number, count: number): Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const record: Row = random() < 0.1 ? { other: 1 } : {};
    for (const [name, field] of Object.entries(fields)) {
      if (random() < 0.85) record[name] = field.pick(random);
      else if (random() < 0.6) record[name] = pick([null, undefined], random);
    }
    return record;
  });
}

function compare({ dataset, fields }: Contract, record: Row, tally: Tally): void {
  const expected = outcomeOf(() => byZod(dataset, fields, record));
  const found = outcomeOf(() => byChecker(dataset, record));
  tally.comparisons++;
  if (found?.valid === true) tally.valid++;
  // An assertion of Vitest's takes longer than all of the above.
  if (isDeepStrictEqual(found, expected)) return;
  expect(found, fc.stringify(record)).toStrictEqual(expected);
}

/** Nothing where a check throws, as some of zod's own do for what an overwrite before them may make. */
function outcomeOf(check: () => Outcome): Outcome | undefined {
  try {
    return check();
  } catch {
    return undefined;
  }
}

function byChecker(dataset: Dataset, record: Row): Outcome {
  const found = compileRecordChecker(dataset).check(record);
  if (!found.valid) return INVALID;
  return { valid: true, value: found.value, eventTimeMs: found.eventTimeMs };
}

interface Outcome {
  readonly valid: boolean;
  readonly value: Row | undefined;
  readonly eventTimeMs: number | undefined;
}

const INVALID: Outcome = { valid: false, value: undefined, eventTimeMs: undefined };

/** The law, read out: convert, parse, fit. */
function byZod(dataset: Dataset, fields: Contract["fields"], record: Row): Outcome {
  const converted: Row = "other" in record ? { other: record["other"] } : {};
  for (const [name, field] of Object.entries(fields)) {
    const value = record[name] ?? undefined;
    if (value !== undefined) converted[name] = field.convert(value);
    else if (field.absent === "null") converted[name] = null;
  }
  const result = (dataset.schema as unknown as classic.ZodObject).safeParse(converted);
  const row = result.success ? fitted(fields, record, converted, result.data) : undefined;
  return row === undefined ? INVALID : withEventTime(dataset, row);
}

function fitted(
  fields: Contract["fields"],
  record: Row,
  converted: Row,
  data: Row,
): Row | undefined {
  const row: Row = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = data[name];
    if (value === undefined || value === null) {
      if (field.absent === "missing" || field.absent === "default") return undefined;
      if (value === null) row[name] = null;
      continue;
    }
    try {
      row[name] = field.fit(value, { converted: converted[name], source: record[name] });
    } catch (error) {
      if (error instanceof NoPlace) return undefined;
      throw error;
    }
  }
  return row;
}

function withEventTime({ eventTime, partition, columns }: Dataset, value: Row): Outcome {
  if (eventTime === undefined) return { valid: true, value, eventTimeMs: undefined };
  const isDate = columns.find(({ name }) => name === eventTime)?.type.kind === "date";
  const text = String(value[eventTime]);
  const epochMs = isDate
    ? Date.parse(`${text}T00:00:00Z`)
    : (toInstant(text)?.epochMs ?? Number.NaN);
  const { from, to } = partition?.range ?? { from: "", to: "" };
  const isInside = epochMs >= Date.parse(from) && epochMs < Date.parse(to) + DAY_MS;
  return isInside ? { valid: true, value, eventTimeMs: epochMs } : INVALID;
}

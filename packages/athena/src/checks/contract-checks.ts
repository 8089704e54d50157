import { type Dataset, datasetToJson, type NamedFieldJson } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import type { QualityCheck } from "./quality-check.ts";

/**
 * The checks that follow from a contract: that there are rows, required columns have values, bounded numbers are in their range, and
 * columns of few values have no others; with an event time, how many rows there are compared with the day before, and how fresh they
 * are. What a contract doesn't say is added to the list: keys that are unique, and references between tables. Rules inside of nested
 * columns, and of texts (formats, patterns), are left to the validation of each row.
 *
 * @throws {TypeError} for what is not a dataset
 *
 * @example
 * ```ts
 * import { contractChecks } from "@cloudapi/athena/checks";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const range = contractChecks(apiLogs).find((check) => check.kind === "range");
 * console.log(range); // => { kind: "range", column: "status_code", min: 100, max: 599 }
 * ```
 */
export function contractChecks(dataset: Dataset): readonly QualityCheck[] {
  checkDataset("contractChecks", dataset);
  const fields = datasetToJson(dataset).columns;
  const timed: QualityCheck[] =
    dataset.eventTime === undefined ? [] : [{ kind: "rowChange" }, { kind: "freshness" }];
  return [
    { kind: "rowCount" },
    ...timed,
    ...dataset.columns
      .filter(({ nullable }) => !nullable)
      .map(({ name }): QualityCheck => ({ kind: "notNull", column: name })),
    ...fields.flatMap(rangeOf),
    ...fields.flatMap(valuesOf),
  ];
}

const NUMBERS = ["int32", "int64", "float", "double"];

function rangeOf(field: NamedFieldJson): QualityCheck[] {
  if (!NUMBERS.includes(field.type) || field.anyOf !== undefined) return [];
  const lower = stricter(field.minimum, field.exclusiveMinimum, (a, b) => a > b);
  const upper = stricter(field.maximum, field.exclusiveMaximum, (a, b) => a < b);
  if (lower === undefined && upper === undefined) return [];
  return [
    {
      kind: "range",
      column: field.name,
      ...(lower && { min: lower.value, ...(!lower.inclusive && { minInclusive: false }) }),
      ...(upper && { max: upper.value, ...(!upper.inclusive && { maxInclusive: false }) }),
    },
  ];
}

interface Bound {
  readonly value: number | bigint;
  readonly inclusive: boolean;
}

/** The stricter of a bound that belongs to its range and one that doesn't. */
function stricter(
  closed: number | string | undefined,
  open: number | string | undefined,
  isStricter: (a: number | bigint, b: number | bigint) => boolean,
): Bound | undefined {
  const [inside, outside] = [numberOf(closed), numberOf(open)];
  if (outside === undefined)
    return inside === undefined ? undefined : { value: inside, inclusive: true };
  if (inside !== undefined && isStricter(inside, outside))
    return { value: inside, inclusive: true };
  return { value: outside, inclusive: false };
}

function numberOf(bound: number | string | undefined): number | bigint | undefined {
  return typeof bound === "string" ? BigInt(bound) : bound;
}

function valuesOf(field: NamedFieldJson): QualityCheck[] {
  if (field.enum === undefined || field.anyOf !== undefined) return [];
  return [{ kind: "allowedValues", column: field.name, values: field.enum }];
}

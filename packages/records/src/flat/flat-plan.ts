import type { Column, Dataset } from "@cloudapi/core";
import { kitOfDataset } from "@cloudapi/core/internal";
import type { $ZodType } from "zod/v4/core";
import { compileField, type FieldChecker } from "../checking/compile-field.ts";
import { partOfEveryRecord, wholeSchema } from "../checking/schema-part.ts";
import { depthOf, type NestedPlan, nestedPlan } from "../shredding/nested-plan.ts";
import { type FlatField, type FlatKind, flatField } from "./flat-field.ts";

export type { FlatField, FlatKind } from "./flat-field.ts";

/** What a contract says of its records, as far as it can be seen in their bytes alone. */
export interface FlatPlan {
  readonly dataset: Dataset;
  readonly fields: readonly FlatField[];
  /** Which of the fields is the event time; -1 when there is none. */
  readonly eventTime: number;
  /** By field, what may stand in its bytes where it has others inside; absent where none has. */
  readonly nested?: readonly (NestedPlan | undefined)[];
}

/** What was planned, by how deeply values may be nested. */
const PLANS = new WeakMap<Dataset, Map<number, FlatPlan | undefined>>();

/**
 * The plan of a dataset whose records are JSON, made once per dataset; `undefined` where only a whole record tells whether it fits, and where values may be
 * nested deeper than a reader allows.
 */
export function flatPlan(
  dataset: Dataset,
  maxDepth = Number.POSITIVE_INFINITY,
): FlatPlan | undefined {
  let plans = PLANS.get(dataset);
  if (plans === undefined) {
    plans = new Map();
    PLANS.set(dataset, plans);
  }
  if (!plans.has(maxDepth)) plans.set(maxDepth, recordPlan(dataset, maxDepth));
  return plans.get(maxDepth);
}

function recordPlan(dataset: Dataset, maxDepth: number): FlatPlan | undefined {
  if (dataset.sourceNames !== undefined) return undefined;
  const plan = valuePlan(dataset, () => undefined);
  if (plan?.fields.some(({ checker }) => checker.nested !== undefined) !== true) return plan;
  const nested = nestedPlans(dataset, plan.fields, maxDepth);
  if (nested === undefined) return undefined;
  const fields = plan.fields.map(
    (field, i): FlatField => (nested[i] === undefined ? field : { ...field, kind: "nested" }),
  );
  return { ...plan, fields, nested };
}

/** The plans of fields that have others inside; `undefined` where one of them has none. */
function nestedPlans(
  { columns, schema }: Dataset,
  fields: readonly FlatField[],
  maxDepth: number,
): readonly (NestedPlan | undefined)[] | undefined {
  const plans = columns.map(
    (column, i) =>
      fields[i]?.checker.nested &&
      nestedPlan(column, schema._zod.def.shape[column.name] as $ZodType),
  );
  const isRight = plans.every((plan, i) =>
    plan === undefined
      ? fields[i]?.checker.nested === undefined
      : 1 + depthOf(plan.root) <= maxDepth,
  );
  return isRight ? plans : undefined;
}

/** The same for values that come by their places and not by their names; `kindOf` says how those of a column are held. */
export function valuePlan(
  dataset: Dataset,
  kindOf: (column: Column) => FlatKind | undefined,
): FlatPlan | undefined {
  if (dataset.partition?.by !== undefined) return undefined;
  const kit = kitOfDataset(dataset);
  const { shape } = dataset.schema._zod.def;
  const checkers = dataset.columns.map((column) =>
    compileField(column, shape[column.name] as $ZodType, kit),
  );
  const whole = wholeSchema(dataset, checkers);
  const part = partOfEveryRecord(whole);
  if (part === whole) return undefined;
  const fields = dataset.columns.map((column, i) =>
    flatField(column, shape[column.name] as $ZodType, checkers[i] as FieldChecker, kindOf(column)),
  );
  // Of some texts their bytes tell, but nothing else than zod what is wrong with others.
  const isOpen = ({ checker, textRule }: FlatField) =>
    part?.fields.has(checker) === true && textRule === undefined;
  if (fields.some(isOpen)) return undefined;
  return {
    dataset,
    fields,
    eventTime: dataset.columns.findIndex(
      ({ name, type }) =>
        name === dataset.eventTime && (type.kind === "timestamp" || type.kind === "date"),
    ),
  };
}

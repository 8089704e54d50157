import type { Column, Dataset } from "@cloudapi/core";
import * as z from "zod";
import type { Parameter } from "../operation/parameter.ts";
import { type ParameterForm, parameterForm } from "../values/parameter-form.ts";
import type { Condition, ConditionOperator } from "./condition.ts";

/** A parameter that selects rows, and the condition that it stands for. */
export interface Filter {
  readonly parameter: Parameter;
  readonly column: Column;
  readonly operator: ConditionOperator;
}

/** Parameters that lists have beside filters: a column of such a name is filtered by `name.eq`. */
const RESERVED: readonly string[] = [
  "limit",
  "cursor",
  "fields",
  "sort",
  "from",
  "to",
  "metrics",
  "group",
  "bucket",
];

const MAX_VALUES = 100;
const ORDERED: ReadonlySet<string> = new Set([
  "int32",
  "int64",
  "float",
  "double",
  "decimal",
  "date",
  "timestamp",
]);

const WORDS: Readonly<Record<Exclude<ConditionOperator, "in" | "null">, string>> = {
  eq: "is this",
  gt: "is greater than this",
  gte: "is this or greater",
  lt: "is less than this",
  lte: "is this or less",
  prefix: "begins with this",
};

/**
 * The filters of columns, by what their types can be compared by.
 *
 * @param taken names of the path's parameters
 */
export function filtersOf(
  columns: readonly Column[],
  dataset: Dataset,
  taken: readonly string[] = [],
): readonly Filter[] {
  return columns.flatMap((column) => {
    const form = parameterForm(column.type);
    if (form === undefined) return [];
    const isInjected = isInjectedKey(column, dataset);
    const { kind } = column.type;
    const singles: (keyof typeof WORDS)[] = [
      "eq",
      ...(ORDERED.has(kind) ? (["gt", "gte", "lt", "lte"] as const) : []),
      ...(kind === "string" ? (["prefix"] as const) : []),
    ];
    return [
      ...singles.map((operator) => singleFilter(column, operator, { form, isInjected, taken })),
      ...(kind === "boolean" || isInjected ? [] : [listFilter(column, form)]),
      ...(column.nullable ? [nullFilter(column)] : []),
    ];
  });
}

/** Athena has to be given the value of such a column. */
function isInjectedKey({ name }: Column, { partition }: Dataset): boolean {
  return (
    partition?.by?.some((key) => key.column === name && key.projection === "injected") ?? false
  );
}

interface SingleFilter {
  readonly form: ParameterForm;
  readonly isInjected: boolean;
  /** Names that other parameters have. */
  readonly taken: readonly string[];
}

function singleFilter(
  column: Column,
  operator: keyof typeof WORDS,
  { form, isInjected, taken }: SingleFilter,
): Filter {
  const { name } = column;
  const isPlain = operator === "eq" && ![...RESERVED, ...taken].includes(name);
  const parameter: Parameter = {
    name: isPlain ? name : `${name}.${operator}`,
    in: "query",
    description: `Rows whose ${name} ${WORDS[operator]}.`,
    schema: form.schema,
    reading: form.reading,
    isRequired: isInjected && operator === "eq",
  };
  return { column, operator, parameter };
}

function listFilter(column: Column, { schema, reading }: ParameterForm): Filter {
  const parameter: Parameter = {
    name: `${column.name}.in`,
    in: "query",
    description: `Rows whose ${column.name} is one of these; the parameter is given once for each, at most ${MAX_VALUES} times.`,
    schema: z.array(schema).min(1).max(MAX_VALUES, `expected at most ${MAX_VALUES} values`),
    form: "repeated",
    reading,
  };
  return { column, operator: "in", parameter };
}

function nullFilter(column: Column): Filter {
  const parameter: Parameter = {
    name: `${column.name}.null`,
    in: "query",
    description: `Rows that have no ${column.name} (\`true\`), or have one (\`false\`).`,
    schema: z.boolean(),
    reading: "boolean",
  };
  return { column, operator: "null", parameter };
}

/** The conditions that a request's parameters stand for. */
export function conditionsOf(
  filters: readonly Filter[],
  parameters: Readonly<Record<string, unknown>>,
): readonly Condition[] {
  return filters.flatMap(({ parameter, column, operator }) => {
    const value = parameters[parameter.name];
    return value === undefined ? [] : [{ column, operator, value }];
  });
}

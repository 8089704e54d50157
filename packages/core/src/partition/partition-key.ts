import type * as z from "zod";
import type { Column } from "../contract/column.ts";
import type { ScalarType } from "../types/data-type.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { parseDate } from "../values/parse-date.ts";
import {
  completeRange,
  type PartitionByInput,
  type PartitionInput,
  type PartitionKey,
  type Projection,
} from "./partition-rule.ts";
import { textFault } from "./text-fault.ts";

/** What the keys of a rule are made from. */
export interface KeySource {
  readonly schema: z.core.$ZodObject;
  readonly columns: readonly Column[];
  readonly partition: PartitionInput;
}

/** A key, or why the column can't be one. */
export type KeyOutcome = { readonly key: PartitionKey } | { readonly issue: string };

/** A column of `by` in its long form. */
export function longForm(by: string | PartitionByInput): PartitionByInput {
  return typeof by === "string" ? { column: by } : by;
}

/** The key of one column of `by`; the column is there, and required. */
export function partitionKey(
  { column: name, projection, values, range }: PartitionByInput,
  column: Column,
  source: KeySource,
): KeyOutcome {
  const { leaf } = unwrapSchema(source.schema._zod.def.shape[name] as z.core.$ZodType);
  const type = column.type;
  switch (type.kind) {
    case "string":
      if (range !== undefined) return { issue: "a range is for integers and dates, not for text" };
      return textKey(name, projection, values ?? textsOf(leaf));
    case "int32":
    case "int64":
      if (values !== undefined) return { issue: NO_VALUES };
      return integerKey({ name, type: { kind: type.kind }, projection, range }, leaf);
    case "date":
      if (values !== undefined) return { issue: NO_VALUES };
      return dateKey(name, projection, range ?? completeRange(source.partition.range));
    default:
      return {
        issue: `rows can't be partitioned by a ${type.kind}; by text, integers and dates they can${type.kind === "timestamp" ? ", and by one time through eventTime" : ""}`,
      };
  }
}

const NO_VALUES = "values are for text; give an integer or a date a range";

function textKey(
  column: string,
  projection: Projection | undefined,
  values: readonly string[] | undefined,
): KeyOutcome {
  const type = { kind: "string" } as const;
  if (projection === "injected" || (projection === undefined && values === undefined))
    return { key: frozen({ column, type, projection: "injected" }) };
  if (projection !== undefined && projection !== "enum")
    return { issue: unfit(projection, "text") };
  if (values === undefined)
    return {
      issue:
        'the projection "enum" needs the values: a z.enum([...]), or { column, values: [...] }; with the projection "injected" they need not be known',
    };
  const issue = valuesIssue(values);
  return issue === undefined
    ? { key: frozen({ column, type, projection: "enum", values: Object.freeze([...values]) }) }
    : { issue };
}

function valuesIssue(values: readonly string[]): string | undefined {
  const isList = Array.isArray(values as unknown) && values.every((each) => isText(each));
  if (!isList || values.length === 0) return "values must be a list of texts, at least one";
  if (new Set(values).size < values.length) return "values has the same text twice";
  for (const value of values) {
    const fault = textFault(value) ?? (value.includes(",") ? COMMA : undefined);
    if (fault !== undefined)
      return `the value ${JSON.stringify(value)} ${fault}; use another value, or another column`;
  }
  return undefined;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

const COMMA =
  'has a comma, which separates the values of a projection; the projection "injected" can have it';

function textsOf(leaf: z.core.$ZodType): readonly string[] | undefined {
  const values = [...(leaf._zod.values ?? [])];
  return values.length > 0 ? (values as string[]) : undefined;
}

/** What is given for a column of integers. */
interface IntegerInput {
  readonly name: string;
  readonly type: ScalarType;
  readonly projection: Projection | undefined;
  readonly range: PartitionByInput["range"];
}

function integerKey(
  { name: column, type, projection, range }: IntegerInput,
  leaf: z.core.$ZodType,
): KeyOutcome {
  if (projection === "injected") {
    if (range !== undefined) return { issue: NO_RANGE };
    return { key: frozen({ column, type, projection }) };
  }
  if (projection !== undefined && projection !== "integer")
    return { issue: unfit(projection, "an integer") };
  const bounds = range === undefined ? boundsOf(leaf) : { from: range.from, to: range.to };
  const [from, to] = [integerText(bounds.from), integerText(bounds.to)];
  if (from === undefined || to === undefined) {
    return {
      issue:
        range === undefined
          ? 'an integer needs .min() and .max(), or { column, range: { from, to } }: Athena computes the partitions from them; with the projection "injected" they need not be known'
          : "range must be { from, to }, two integers",
    };
  }
  const limit = type.kind === "int32" ? 2n ** 31n : 2n ** 63n;
  if (BigInt(from) > BigInt(to)) return { issue: `range.from ${from} is after range.to ${to}` };
  if (BigInt(from) < -limit || BigInt(to) >= limit)
    return { issue: `the range ${from} to ${to} is more than the column's type holds` };
  return { key: frozen({ column, type, projection: "integer", range: { from, to } }) };
}

const NO_RANGE = 'the projection "injected" takes its values from the query; it has no range';

type Bound = string | number | bigint | undefined;

/** The least and the greatest integer that a schema says by itself; what its format allows does not count. */
function boundsOf(leaf: z.core.$ZodType): { readonly from: Bound; readonly to: Bound } {
  const numbers = [...(leaf._zod.values ?? [])].map(Number);
  if (numbers.length > 0) return { from: Math.min(...numbers), to: Math.max(...numbers) };
  const checks = (leaf._zod.def.checks ?? []).map(
    ({ _zod }) => _zod.def as { check: string; value?: number | bigint; inclusive?: boolean },
  );
  const least = (kind: string, step: 1 | -1) =>
    checks
      .filter(({ check }) => check === kind)
      .map(
        ({ value = 0, inclusive }) =>
          nearest(value, step) + (isWhole(value) && inclusive !== true ? BigInt(step) : 0n),
      )
      .reduce<bigint | undefined>(
        (found, each) => (found === undefined || (each - found) * BigInt(step) > 0n ? each : found),
        undefined,
      );
  return { from: least("greater_than", 1), to: least("less_than", -1) };
}

function isWhole(value: number | bigint): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** The integer that a bound comes to from inside. */
function nearest(value: number | bigint, step: 1 | -1): bigint {
  if (typeof value === "bigint") return value;
  return BigInt(step === 1 ? Math.ceil(value) : Math.floor(value));
}

function integerText(value: Bound): string | undefined {
  const isInteger =
    typeof value === "bigint" ||
    (typeof value === "string" ? /^-?\d+$/.test(value) : Number.isSafeInteger(value));
  return isInteger ? BigInt(value as string | number | bigint).toString() : undefined;
}

function dateKey(
  column: string,
  projection: Projection | undefined,
  range: NonNullable<PartitionByInput["range"]>,
): KeyOutcome {
  const type = { kind: "date" } as const;
  if (projection === "injected") return { key: frozen({ column, type, projection }) };
  if (projection !== undefined && projection !== "date")
    return { issue: unfit(projection, "a date") };
  const [from, to] = [String(range.from), String(range.to)];
  const [first, last] = [parseDate(from), parseDate(to)];
  if (first === undefined || last === undefined)
    return { issue: "range must be { from, to }, two dates like 2025-01-15" };
  if (first > last) return { issue: `range.from ${from} is after range.to ${to}` };
  return { key: frozen({ column, type, projection: "date", range: { from, to } }) };
}

function unfit(projection: Projection, what: string): string {
  return `the projection "${projection}" is not for ${what}`;
}

function frozen(key: PartitionKey): PartitionKey {
  return Object.freeze({
    ...key,
    type: Object.freeze(key.type),
    ...(key.range === undefined ? {} : { range: Object.freeze(key.range) }),
  });
}

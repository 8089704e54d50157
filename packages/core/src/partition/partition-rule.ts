import type { ScalarType } from "../types/data-type.ts";
import type { Refusal } from "../values/convert-value.ts";

/** How long one partition lasts. */
export type Granularity = "day" | "hour" | "month";

/**
 * How a partition is spelt in an object key: `hive` is `tenant=acme/year=2025/month=01/day=15/`, `hive-date` is
 * `tenant=acme/dt=2025-01-15/`, `plain` is `acme/2025/01/15/`.
 */
export type Layout = "hive" | "hive-date" | "plain";

/**
 * How Athena knows the values of a partition column: from a list (`enum`), a range of integers, a range of dates, or
 * from the query itself, which then has to give them (`injected`).
 */
export type Projection = "enum" | "integer" | "date" | "injected";

/** First and last value, both included. */
export interface PartitionRange {
  readonly from: string;
  readonly to: string;
}

/** A column to partition by, with what its schema does not say. */
export interface PartitionByInput<Name extends string = string> {
  readonly column: Name;
  /**
   * Default: `enum` for text whose values the schema or `values` lists, `integer` for an integer, `date` for a date,
   * `injected` for any other text.
   */
  readonly projection?: Projection;
  /** The texts of an `enum`, where the schema does not list them; rows with another one are rejected. */
  readonly values?: readonly string[];
  /**
   * First and last value of an `integer` or a `date`; default: the `.min()` and `.max()` of the integer, and the rule's
   * own range for a date. Rows outside it are rejected.
   */
  readonly range?: {
    readonly from: string | number | bigint;
    readonly to: string | number | bigint;
  };
}

/** A partition rule by event time alone. */
export interface TimePartitionInput {
  readonly granularity: Granularity;
  readonly layout: Layout;
  /**
   * First and last UTC day that may be partitioned, both included; default 1970-01-01 to 2099-12-31.
   * A row outside it is rejected, so that every key that is written is a key that is projected.
   * Narrow it: a query without a partition filter looks at every partition in the range.
   */
  readonly range?: PartitionRange;
  readonly by?: undefined;
}

/** A partition rule by columns of the row, alone or before the event time. */
export interface ColumnPartitionInput<Name extends string = string> {
  /** The columns, outermost first. Their values stand in the key alone, not in the file. */
  readonly by: readonly (Name | PartitionByInput<Name>)[];
  /** With it, the event time comes after the columns. */
  readonly granularity?: Granularity;
  /** Default `hive`. */
  readonly layout?: Layout;
  /** As with a rule by event time alone; it also bounds the dates among the columns that have no range of their own. */
  readonly range?: PartitionRange;
}

/** The partition rule as a dataset's author writes it. */
export type PartitionInput<Name extends string = string> =
  | TimePartitionInput
  | ColumnPartitionInput<Name>;

/** A column of the row that is spelt in the key. */
export interface PartitionKey {
  /** Its name in the contract; keys and tables have it in lower case, as Athena does. */
  readonly column: string;
  readonly type: ScalarType;
  readonly projection: Projection;
  /** The texts of an `enum`, in order. */
  readonly values?: readonly string[];
  /** First and last value of an `integer` or a `date`, as they stand in a key. */
  readonly range?: PartitionRange;
}

/** The partition rule with its defaults filled in. */
export interface Partition {
  /** Absent when rows are partitioned by columns alone. */
  readonly granularity?: Granularity;
  readonly layout: Layout;
  /** First and last UTC day of the event time. */
  readonly range: PartitionRange;
  /** The columns of the row that come before the time, outermost first; absent when there are none. */
  readonly by?: readonly PartitionKey[];
}

/** A value of a row that no partition can hold. */
export interface PartitionFault {
  readonly column: string;
  readonly refusal: Refusal;
}

/** What is wrong with the values that a row would be partitioned by. */
export type FindFaults = (row: Readonly<Record<string, unknown>>) => readonly PartitionFault[];

const DEFAULT_RANGE = Object.freeze({ from: "1970-01-01", to: "2099-12-31" });

/** The days of a rule, with the default filled in, frozen. */
export function completeRange(range: PartitionRange | undefined): PartitionRange {
  return range === undefined ? DEFAULT_RANGE : Object.freeze({ from: range.from, to: range.to });
}

/** A rule by event time with its defaults filled in, frozen. */
export function completePartition({
  granularity,
  layout = "hive",
  range,
}: PartitionInput): Partition {
  return Object.freeze({
    ...(granularity === undefined ? {} : { granularity }),
    layout,
    range: completeRange(range),
  });
}

/** Where a rule by columns has its checks: a program that has no such rule doesn't carry them. */
const FIND_FAULTS = Symbol.for("@cloudapi/core/find-faults");

/** A rule with columns before the time, which finds faults by the function given. */
export function withColumns(
  rule: Partition,
  by: readonly PartitionKey[],
  findFaults: (
    rule: Partition,
    row: Readonly<Record<string, unknown>>,
  ) => readonly PartitionFault[],
): Partition {
  const whole: Partition = { ...rule, by: Object.freeze([...by]) };
  const find: FindFaults = (row) => findFaults(whole, row);
  return Object.freeze(Object.defineProperty(whole, FIND_FAULTS, { value: find }));
}

/**
 * How to find what is wrong with the values that rows would be partitioned by; `undefined` for a rule without columns.
 *
 * @throws {TypeError} for a rule with columns that was copied: its rows would go unchecked
 */
export function faultFinder(rule: Partition): FindFaults | undefined {
  const find = (rule as { readonly [FIND_FAULTS]?: FindFaults })[FIND_FAULTS];
  if (find === undefined && rule.by !== undefined)
    throw new TypeError("A partition rule with columns is made by defineDataset; this is a copy.");
  return find;
}

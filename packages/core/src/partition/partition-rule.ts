/** How long one partition lasts. */
export type Granularity = "day" | "hour" | "month";

/**
 * How a partition is spelt in an object key: `hive` is `year=2025/month=01/day=15/`, `hive-date` is
 * `dt=2025-01-15/`, `plain` is `2025/01/15/`.
 */
export type Layout = "hive" | "hive-date" | "plain";

/** The partition rule as a dataset's author writes it. */
export interface PartitionInput {
  readonly granularity: Granularity;
  readonly layout: Layout;
  /**
   * First and last UTC day that may be partitioned, both included; default 1970-01-01 to 2099-12-31.
   * A row outside it is rejected, so that every key that is written is a key that is projected.
   * Narrow it: a query without a partition filter looks at every partition in the range.
   */
  readonly range?: { readonly from: string; readonly to: string };
}

/** The partition rule with its defaults filled in. */
export interface Partition {
  readonly granularity: Granularity;
  readonly layout: Layout;
  readonly range: { readonly from: string; readonly to: string };
}

const DEFAULT_RANGE = Object.freeze({ from: "1970-01-01", to: "2099-12-31" });

/** A rule with its defaults filled in, frozen. */
export function completePartition({ granularity, layout, range }: PartitionInput): Partition {
  return Object.freeze({
    granularity,
    layout,
    range: range === undefined ? DEFAULT_RANGE : Object.freeze({ from: range.from, to: range.to }),
  });
}

import { SCALARS, type ScalarType } from "../types/data-type.ts";
import type { Granularity, Layout, Partition } from "./partition-rule.ts";

/** A column that is spelt in the object key instead of stored in the file. */
export interface PartitionColumn {
  readonly name: string;
  /** `int32` for the parts of a date, `string` for a whole one. */
  readonly type: ScalarType;
  /** Characters of a value as it stands in a key, zero-padded. */
  readonly digits: number;
}

const PARTS: readonly PartitionColumn[] = Object.freeze([
  Object.freeze({ name: "year", type: SCALARS.int32, digits: 4 }),
  Object.freeze({ name: "month", type: SCALARS.int32, digits: 2 }),
  Object.freeze({ name: "day", type: SCALARS.int32, digits: 2 }),
  Object.freeze({ name: "hour", type: SCALARS.int32, digits: 2 }),
] as const);

const DEPTH: Readonly<Record<Granularity, number>> = { month: 2, day: 3, hour: 4 };

/**
 * The partition columns of a rule, outermost first: `year`, `month`, `day`, `hour` (as many as the
 * granularity has) for the layouts `hive` and `plain`, `dt` for `hive-date`; none without a rule.
 *
 * @example
 * ```ts
 * import { apiLogs, partitionColumns } from "@cloudapi/core";
 *
 * console.log(partitionColumns(apiLogs).map((column) => column.name)); // => ["year", "month", "day"]
 * ```
 */
export function partitionColumns(dataset: {
  readonly partition: Partition | undefined;
}): readonly PartitionColumn[] {
  const rule = dataset.partition;
  return rule === undefined ? [] : columnsOfRule(rule.layout, rule.granularity);
}

/** The same from layout and granularity alone. */
export function columnsOfRule(
  layout: Layout,
  granularity: Granularity,
): readonly PartitionColumn[] {
  const parts = PARTS.slice(0, DEPTH[granularity]);
  if (layout !== "hive-date") return parts;
  const digits = parts.reduce((sum, part) => sum + part.digits, parts.length - 1);
  return [{ name: "dt", type: SCALARS.string, digits }];
}

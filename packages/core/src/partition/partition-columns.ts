import type { Column } from "../contract/column.ts";
import { SCALARS, type ScalarType } from "../types/data-type.ts";
import type { Partition, PartitionKey } from "./partition-rule.ts";

/** A column that is spelt in the object key instead of stored in the file. */
export interface PartitionColumn {
  /** Of a column of the row, its name in the contract; keys and tables have it in lower case. */
  readonly name: string;
  /** `int32` for the parts of a date, `string` for a whole one, its own for a column of the row. */
  readonly type: ScalarType;
  /** Characters of a value as it stands in a key, zero-padded; 0 when values are of any length. */
  readonly digits: number;
  /** How it comes from the row, for a column of the row. */
  readonly key?: PartitionKey;
}

const PARTS: readonly PartitionColumn[] = Object.freeze([
  Object.freeze({ name: "year", type: SCALARS.int32, digits: 4 }),
  Object.freeze({ name: "month", type: SCALARS.int32, digits: 2 }),
  Object.freeze({ name: "day", type: SCALARS.int32, digits: 2 }),
  Object.freeze({ name: "hour", type: SCALARS.int32, digits: 2 }),
] as const);

const DEPTH = { month: 2, day: 3, hour: 4 } as const;

/**
 * The partition columns of a rule, outermost first: the columns of the row that it has, then `year`, `month`, `day`,
 * `hour` (as many as the granularity has) for the layouts `hive` and `plain`, `dt` for `hive-date`; none without a rule.
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
  return rule === undefined ? [] : [...(rule.by ?? []).map(columnOfKey), ...timeColumns(rule)];
}

function columnOfKey(key: PartitionKey): PartitionColumn {
  return { name: key.column, type: key.type, digits: 0, key };
}

/** The columns that a rule spells a time in; none without a granularity. */
export function timeColumns({
  granularity,
  layout,
}: Pick<Partition, "granularity" | "layout">): readonly PartitionColumn[] {
  if (granularity === undefined) return [];
  const parts = PARTS.slice(0, DEPTH[granularity]);
  if (layout !== "hive-date") return parts;
  const digits = parts.reduce((sum, part) => sum + part.digits, parts.length - 1);
  return [{ name: "dt", type: SCALARS.string, digits }];
}

/**
 * The columns that a dataset's files have: all but those that rows are partitioned by, which stand in the key.
 *
 * @example
 * ```ts
 * import { defineDataset, fileColumns } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const visits = defineDataset({
 *   name: "visits",
 *   schema: z.object({ tenant: z.enum(["acme", "globex"]), page: z.string() }),
 *   partition: { by: ["tenant"] },
 * });
 * console.log(fileColumns(visits).map((column) => column.name)); // => ["page"]
 * ```
 */
export function fileColumns(dataset: {
  readonly columns: readonly Column[];
  readonly partition: Partition | undefined;
}): readonly Column[] {
  const keys = dataset.partition?.by;
  if (keys === undefined) return dataset.columns;
  return dataset.columns.filter(({ name }) => keys.every(({ column }) => column !== name));
}

import type { Dataset } from "@cloudapi/core";
import type { Transform } from "./transform.ts";

/** A value that the rows of a table are partitioned by: what a transform makes of a column. */
export interface PartitionTerm {
  /** A column, or a field of a struct, such as `customer.country`; none inside a list or a map. */
  readonly column: string;
  /** Default `identity`. */
  readonly transform?: Transform["kind"] | undefined;
  /** The number of buckets, or the width that `truncate` cuts to. */
  readonly n?: number | undefined;
  /** What the value is called; default the column's name with the transform, such as `at_day`. */
  readonly name?: string | undefined;
}

/** The terms that stand for a contract's partition rule: its columns as they are, then its event time. */
export function partitionTermsOf({
  partition,
  eventTime,
}: Pick<Dataset, "partition" | "eventTime">): PartitionTerm[] {
  const columns = (partition?.by ?? []).map(({ column }) => ({ column }));
  const granularity = partition?.granularity;
  if (granularity === undefined || eventTime === undefined) return columns;
  return [...columns, { column: eventTime, transform: granularity }];
}

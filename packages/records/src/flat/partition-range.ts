import { parseDate } from "@cloudapi/core";
import type { FlatPlan } from "./flat-plan.ts";

const DAY_MS = 86_400_000;

/** The first and last instants that have a partition, in milliseconds since 1970-01-01T00:00:00Z. */
export function partitionRange({ dataset: { partition } }: FlatPlan): {
  readonly first: number;
  readonly last: number;
} {
  const range = partition?.granularity === undefined ? undefined : partition.range;
  const [first = Number.NEGATIVE_INFINITY, last = Number.POSITIVE_INFINITY] = [
    range && parseDate(range.from),
    range && parseDate(range.to),
  ];
  return { first: first * DAY_MS, last: (last + 1) * DAY_MS - 1 };
}

import { parseDate } from "../values/parse-date.ts";

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

const GRANULARITIES: readonly string[] = ["day", "hour", "month"] satisfies Granularity[];
const LAYOUTS: readonly string[] = ["hive", "hive-date", "plain"] satisfies Layout[];
const KNOWN: readonly string[] = ["granularity", "layout", "range"];
const DEFAULT_RANGE = Object.freeze({ from: "1970-01-01", to: "2099-12-31" });

/** The rule with defaults, frozen; or the faults found in it. */
export function readPartition(input: PartitionInput): Partition | string[] {
  const faults = [...unknownKeys(input), ...choiceFaults(input), ...rangeFaults(input.range)];
  if (faults.length > 0) return faults;
  const range =
    input.range === undefined
      ? DEFAULT_RANGE
      : Object.freeze({ from: input.range.from, to: input.range.to });
  return Object.freeze({ granularity: input.granularity, layout: input.layout, range });
}

function unknownKeys(input: object): string[] {
  return Object.keys(input)
    .filter((key) => !KNOWN.includes(key))
    .map((key) => `partition has no option "${key}"; known: ${KNOWN.join(", ")}`);
}

function choiceFaults({ granularity, layout }: PartitionInput): string[] {
  const faults: string[] = [];
  if (!GRANULARITIES.includes(granularity)) {
    faults.push(
      `partition granularity must be one of ${GRANULARITIES.join(", ")}, not ${String(granularity)}`,
    );
  }
  if (!LAYOUTS.includes(layout)) {
    faults.push(`partition layout must be one of ${LAYOUTS.join(", ")}, not ${String(layout)}`);
  }
  return faults;
}

function rangeFaults(range: PartitionInput["range"]): string[] {
  if (range === undefined) return [];
  const from = parseDate(String(range.from));
  const to = parseDate(String(range.to));
  if (from === undefined)
    return [`partition range.from must be a date like 2020-01-01, not ${String(range.from)}`];
  if (to === undefined)
    return [`partition range.to must be a date like 2039-12-31, not ${String(range.to)}`];
  return from > to ? [`partition range.from ${range.from} is after range.to ${range.to}`] : [];
}

import { parseDate } from "../values/parse-date.ts";
import type { Granularity, Layout, PartitionInput } from "./partition-rule.ts";

const GRANULARITIES: readonly string[] = ["day", "hour", "month"] satisfies Granularity[];
const LAYOUTS: readonly string[] = ["hive", "hive-date", "plain"] satisfies Layout[];
const KNOWN: readonly string[] = ["by", "granularity", "layout", "range"];

/** What is wrong with a partition rule by itself. */
export function partitionIssues(input: PartitionInput): string[] {
  if (typeof (input as unknown) !== "object" || (input as unknown) === null)
    return [`partition must be { granularity, layout }, not ${JSON.stringify(input)}`];
  return [...unknownKeys(input), ...choiceIssues(input), ...rangeIssues(input.range)];
}

function unknownKeys(input: object): string[] {
  return Object.keys(input)
    .filter((key) => !KNOWN.includes(key))
    .map((key) => `partition has no option "${key}"; known: ${KNOWN.join(", ")}`);
}

function choiceIssues({ granularity, layout, by }: PartitionInput): string[] {
  const issues: string[] = [];
  const isByTime = by === undefined;
  if (by !== undefined && (!Array.isArray(by) || by.length === 0))
    issues.push("partition by must be a list of column names, at least one");
  if ((isByTime || granularity !== undefined) && !GRANULARITIES.includes(granularity as string)) {
    issues.push(
      `partition granularity must be one of ${GRANULARITIES.join(", ")}, not ${String(granularity)}`,
    );
  }
  if ((isByTime || layout !== undefined) && !LAYOUTS.includes(layout as string)) {
    issues.push(`partition layout must be one of ${LAYOUTS.join(", ")}, not ${String(layout)}`);
  }
  if (!isByTime && layout === "hive-date" && granularity === undefined)
    issues.push(
      'the partition layout "hive-date" spells a time; give a granularity, or use "hive"',
    );
  return issues;
}

function rangeIssues(range: PartitionInput["range"]): string[] {
  if (range === undefined) return [];
  if (typeof (range as unknown) !== "object" || (range as unknown) === null)
    return [`partition range must be { from, to }, not ${JSON.stringify(range)}`];
  const from = parseDate(String(range.from));
  const to = parseDate(String(range.to));
  if (from === undefined)
    return [`partition range.from must be a date like 2020-01-01, not ${String(range.from)}`];
  if (to === undefined)
    return [`partition range.to must be a date like 2039-12-31, not ${String(range.to)}`];
  return from > to ? [`partition range.from ${range.from} is after range.to ${range.to}`] : [];
}

import { parseDate } from "../values/parse-date.ts";
import { columnsOfRule } from "./partition-columns.ts";
import type { Partition } from "./partition-rule.ts";

const DAY_MS = 86_400_000;

/**
 * The part of an object key that names an instant's partition, in UTC, ending in a slash; empty for a
 * dataset without a partition rule.
 *
 * @param epochMs milliseconds since 1970-01-01T00:00:00Z
 * @throws {TypeError} when the instant is not a number
 * @throws {RangeError} when the instant lies outside the rule's range, so would not be projected
 *
 * @example
 * ```ts
 * import { apiLogs, partitionPath } from "@cloudapi/core";
 *
 * console.log(partitionPath(apiLogs, Date.UTC(2025, 0, 15))); // => "year=2025/month=01/day=15/"
 * ```
 */
export function partitionPath(
  dataset: { readonly partition: Partition | undefined },
  epochMs: number,
): string {
  const rule = dataset.partition;
  if (rule === undefined) return "";
  if (typeof epochMs !== "number")
    throw new TypeError(
      `partitionPath: the instant must be a number of milliseconds since 1970, not ${typeof epochMs}; parseTimestamp reads text.`,
    );
  if (!isInPartitionRange(rule, epochMs)) throw new RangeError(outOfRange(rule, epochMs));
  const values = partitionValuesOf(rule, epochMs);
  const columns = columnsOfRule(rule.layout, rule.granularity);
  const parts = values.map((value, i) =>
    rule.layout === "plain" ? value : `${columns[i]?.name}=${value}`,
  );
  return `${parts.join("/")}/`;
}

/** Whether an instant falls on a day of the rule's range. */
export function isInPartitionRange(rule: Partition, epochMs: number): boolean {
  const { first, last } = rangeOf(rule);
  return epochMs >= first && epochMs <= last;
}

const RANGES = new WeakMap<Partition, { first: number; last: number }>();

/** First and last millisecond of the rule's range; computed once per rule. */
function rangeOf(rule: Partition): { first: number; last: number } {
  let range = RANGES.get(rule);
  if (range === undefined) {
    const first = (parseDate(rule.range.from) ?? 0) * DAY_MS;
    const last = ((parseDate(rule.range.to) ?? 0) + 1) * DAY_MS - 1;
    range = { first, last };
    RANGES.set(rule, range);
  }
  return range;
}

/** The partition's values as they stand in a key, one for each partition column. */
function partitionValuesOf(rule: Partition, epochMs: number): string[] {
  const iso = new Date(epochMs).toISOString();
  const parts = [iso.slice(0, 4), iso.slice(5, 7)];
  if (rule.granularity !== "month") parts.push(iso.slice(8, 10));
  if (rule.granularity === "hour") parts.push(iso.slice(11, 13));
  return rule.layout === "hive-date" ? [parts.join("-")] : parts;
}

function outOfRange(rule: Partition, epochMs: number): string {
  const when = Number.isFinite(new Date(epochMs).getTime())
    ? new Date(epochMs).toISOString()
    : String(epochMs);
  return `The instant ${when} is outside the partition range ${rule.range.from} to ${rule.range.to}; widen partition.range in the contract.`;
}

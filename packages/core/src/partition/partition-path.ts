import { parseDate } from "../values/parse-date.ts";
import { timeColumns } from "./partition-columns.ts";
import type { Partition, PartitionFault } from "./partition-rule.ts";
import { columnPath, partitionFaults } from "./partition-value.ts";

const DAY_MS = 86_400_000;

/**
 * The part of an object key that names a row's partition, ending in a slash: the columns that the dataset is partitioned
 * by, then the instant, in UTC; empty for a dataset without a partition rule.
 *
 * @param epochMs milliseconds since 1970-01-01T00:00:00Z; not looked at when rows are partitioned by columns alone
 * @param row the validated row, of which only the columns to partition by are looked at
 * @throws {TypeError} when the instant is not a number
 * @throws {RangeError} when the instant lies outside the rule's range, or a value has no partition, so would not be projected
 *
 * @example
 * ```ts
 * import { apiLogs, defineDataset, partitionPath } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * console.log(partitionPath(apiLogs, Date.UTC(2025, 0, 15))); // => "year=2025/month=01/day=15/"
 * const visits = defineDataset({
 *   name: "visits",
 *   schema: z.object({ tenant: z.string(), on: z.iso.date() }),
 *   eventTime: "on",
 *   partition: { by: ["tenant"], granularity: "month" },
 * });
 * console.log(partitionPath(visits, Date.UTC(2025, 0, 15), { tenant: "acme" })); // => "tenant=acme/year=2025/month=01/"
 * ```
 */
export function partitionPath(
  dataset: { readonly partition: Partition | undefined },
  epochMs: number | undefined,
  row: Readonly<Record<string, unknown>> = {},
): string {
  const rule = dataset.partition;
  if (rule === undefined) return "";
  const [fault] = partitionFaults(rule, row);
  if (fault !== undefined) throw new RangeError(noPartition(fault));
  return columnPath(rule, row) + (rule.granularity === undefined ? "" : timePath(rule, epochMs));
}

/** The part of a key that spells an instant. */
export function timePath(rule: Partition, epochMs: number | undefined): string {
  if (typeof epochMs !== "number")
    throw new TypeError(
      `partitionPath: the instant must be a number of milliseconds since 1970, not ${typeof epochMs}; parseTimestamp reads text.`,
    );
  if (!isInPartitionRange(rule, epochMs)) throw new RangeError(outOfRange(rule, epochMs));
  const values = timeValues(rule, epochMs);
  const columns = timeColumns(rule);
  const parts = values.map((value, i) =>
    rule.layout === "plain" ? value : `${columns[i]?.name}=${value}`,
  );
  return `${parts.join("/")}/`;
}

/** What is wrong is said without the value: messages are logged, rows are none of the log's business. */
function noPartition({ column, refusal }: PartitionFault): string {
  const { expected, hint } = refusal;
  return `partitionPath: the row's "${column}" has no partition: expected ${expected}${hint === undefined ? "" : `; ${hint}`}.`;
}

/** Whether an instant falls on a day of the rule's range; any does where rows are partitioned by columns alone. */
export function isInPartitionRange(rule: Partition, epochMs: number): boolean {
  if (rule.granularity === undefined) return true;
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

/** The values of an instant as they stand in a key, one for each column that spells it. */
function timeValues(rule: Partition, epochMs: number): string[] {
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

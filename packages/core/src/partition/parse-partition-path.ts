import { daysInMonth } from "../values/calendar.ts";
import { columnsOfRule } from "./partition-columns.ts";
import type { Partition } from "./partition-rule.ts";

/**
 * The partition values spelt at the start of a path, by column name, numbers for `int` columns; or
 * `undefined` when the path does not begin with a partition of this rule. The inverse of `partitionPath`.
 *
 * @param path the part of a key after the table's prefix
 *
 * @example
 * ```ts
 * import { apiLogs, parsePartitionPath } from "@cloudapi/core";
 *
 * console.log(parsePartitionPath(apiLogs, "year=2025/month=01/day=15/a.parquet")); // => { year: 2025, month: 1, day: 15 }
 * console.log(parsePartitionPath(apiLogs, "year=2025/month=13/day=15/a.parquet")); // => undefined
 * ```
 */
export function parsePartitionPath(
  dataset: { readonly partition: Partition | undefined },
  path: string,
): Record<string, number | string> | undefined {
  if (typeof path !== "string")
    throw new TypeError(`parsePartitionPath: path must be text, not ${typeof path}.`);
  const rule = dataset.partition;
  if (rule === undefined) return {};
  const columns = columnsOfRule(rule.layout, rule.granularity);
  const segments = path.split("/", columns.length + 1);
  if (segments.length <= columns.length) return undefined;
  const texts: string[] = [];
  for (const [i, { name }] of columns.entries()) {
    const segment = segments[i] ?? "";
    const prefix = rule.layout === "plain" ? "" : `${name}=`;
    if (!segment.startsWith(prefix)) return undefined;
    texts.push(segment.slice(prefix.length));
  }
  const numbers = datePartsOf(texts.join("-"), rule);
  if (numbers === undefined) return undefined;
  if (rule.layout === "hive-date") return { dt: texts[0] ?? "" };
  return Object.fromEntries(columns.map(({ name }, i) => [name, numbers[i] ?? 0]));
}

const SHAPES = { month: /^\d{4}-\d\d$/, day: /^\d{4}-\d\d-\d\d$/, hour: /^\d{4}-\d\d-\d\d-\d\d$/ };

function datePartsOf(text: string, rule: Partition): number[] | undefined {
  if (!SHAPES[rule.granularity].test(text)) return undefined;
  const numbers = text.split("-").map(Number);
  const [year = 0, month = 0, day = 1, hour = 0] = numbers;
  const exists =
    year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists && hour <= 23 ? numbers : undefined;
}

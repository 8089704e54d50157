import { daysInMonth } from "../values/calendar.ts";
import { type PartitionColumn, partitionColumns, timeColumns } from "./partition-columns.ts";
import type { Partition, PartitionKey } from "./partition-rule.ts";
import { partitionFaults } from "./partition-value.ts";

/** Values of partition columns: numbers for `int32`, bigints for `int64`, text for the others. */
export type PartitionValues = Record<string, number | bigint | string>;

/**
 * The partition values spelt at the start of a path, by column name, numbers for `int` columns and bigints for `bigint`
 * ones; or `undefined` when the path does not begin with a partition of this rule. The inverse of `partitionPath`.
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
): PartitionValues | undefined {
  if (typeof path !== "string")
    throw new TypeError(`parsePartitionPath: path must be text, not ${typeof path}.`);
  const rule = dataset.partition;
  if (rule === undefined) return {};
  const columns = partitionColumns(dataset);
  const texts = textsOf(path, columns, rule);
  if (texts === undefined) return undefined;
  const keys = rule.by ?? [];
  const ofKeys = keyValues(rule, keys, texts);
  const ofTime = timeValues(rule, texts.slice(keys.length));
  return ofKeys && ofTime && { ...ofKeys, ...ofTime };
}

/** The texts of the columns, as they stand in the path. */
function textsOf(
  path: string,
  columns: readonly PartitionColumn[],
  { layout }: Partition,
): string[] | undefined {
  const segments = path.split("/", columns.length + 1);
  if (segments.length <= columns.length) return undefined;
  const texts: string[] = [];
  for (const [i, { name }] of columns.entries()) {
    const segment = segments[i] ?? "";
    const prefix = layout === "plain" ? "" : `${name.toLowerCase()}=`;
    if (!segment.startsWith(prefix)) return undefined;
    texts.push(segment.slice(prefix.length));
  }
  return texts;
}

/** Only what a row would be written under: `007` is a folder of nobody's. */
function keyValues(
  rule: Partition,
  keys: readonly PartitionKey[],
  texts: readonly string[],
): PartitionValues | undefined {
  const values: PartitionValues = {};
  for (const [i, { column, type }] of keys.entries()) {
    const text = texts[i] ?? "";
    if (type.kind === "int32" || type.kind === "int64") {
      if (!/^(?:0|-?[1-9]\d*)$/.test(text)) return undefined;
      values[column] = type.kind === "int32" ? Number(text) : BigInt(text);
    } else values[column] = text;
  }
  const isWritten = partitionFaults(rule, values).length === 0;
  return isWritten ? values : undefined;
}

function timeValues(rule: Partition, texts: readonly string[]): PartitionValues | undefined {
  const numbers = datePartsOf(texts.join("-"), rule);
  if (numbers === undefined) return undefined;
  if (rule.granularity === undefined) return {};
  if (rule.layout === "hive-date") return { dt: texts[0] ?? "" };
  return Object.fromEntries(timeColumns(rule).map(({ name }, i) => [name, numbers[i] ?? 0]));
}

const SHAPES = { month: /^\d{4}-\d\d$/, day: /^\d{4}-\d\d-\d\d$/, hour: /^\d{4}-\d\d-\d\d-\d\d$/ };

function datePartsOf(text: string, { granularity }: Partition): number[] | undefined {
  if (granularity === undefined) return [];
  if (!SHAPES[granularity].test(text)) return undefined;
  const numbers = text.split("-").map(Number);
  const [year = 0, month = 0, day = 1, hour = 0] = numbers;
  const exists =
    year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists && hour <= 23 ? numbers : undefined;
}

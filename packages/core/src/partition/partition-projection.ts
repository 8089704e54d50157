import { type PartitionColumn, partitionColumns } from "./partition-columns.ts";
import type { Granularity, Partition, PartitionKey, PartitionRange } from "./partition-rule.ts";

/**
 * The table properties that let Athena compute the dataset's partitions instead of looking them up:
 * `projection.*` for each partition column and `storage.location.template`; empty for a dataset without
 * a partition rule. They come from the same rule as `partitionPath`, so a key that is written is always projected.
 *
 * Source: Amazon Athena User Guide, "Supported types for partition projection".
 *
 * @param location the table's location, `s3://bucket/prefix/`
 * @throws {TypeError} when the location is not an s3:// URL ending in a slash
 *
 * @example
 * ```ts
 * import { apiLogs, partitionProjection } from "@cloudapi/core";
 *
 * const properties = partitionProjection(apiLogs, "s3://cloudapi-logs-processed/api_logs/");
 * console.log(properties["storage.location.template"]);
 * // => "s3://cloudapi-logs-processed/api_logs/year=${year}/month=${month}/day=${day}/"
 * ```
 */
export function partitionProjection(
  dataset: { readonly partition: Partition | undefined },
  location: string,
): Record<string, string> {
  if (!/^s3:\/\/[^/]+\/(?:.*\/)?$/.test(location)) {
    throw new TypeError(
      `partitionProjection: location must be s3://bucket/prefix/ with a slash at the end, not "${location}".`,
    );
  }
  const rule = dataset.partition;
  if (rule === undefined) return {};
  const columns = partitionColumns(dataset);
  const properties: Record<string, string> = { "projection.enabled": "true" };
  for (const column of columns) Object.assign(properties, projectionOf(column, rule));
  properties["storage.location.template"] = location + locationTemplate(columns, rule);
  return properties;
}

function projectionOf(column: PartitionColumn, rule: Partition): Record<string, string> {
  const at = `projection.${column.name.toLowerCase()}`;
  if (column.key !== undefined) return keyProjection(at, column.key);
  if (column.type.kind === "string") return dateProjection(at, rule);
  return {
    [`${at}.type`]: "integer",
    [`${at}.range`]: integerRange(column.name, rule),
    [`${at}.digits`]: String(column.digits),
  };
}

function keyProjection(
  at: string,
  { projection, values = [], range = { from: "", to: "" } }: PartitionKey,
): Record<string, string> {
  const type = { [`${at}.type`]: projection };
  switch (projection) {
    case "enum":
      return { ...type, [`${at}.values`]: values.join(",") };
    case "integer":
      return { ...type, [`${at}.range`]: `${range.from},${range.to}` };
    case "date":
      return { ...type, ...datesFrom(at, range, "day") };
    default:
      return type;
  }
}

function integerRange(name: string, { range }: Partition): string {
  if (name === "year") return `${Number(range.from.slice(0, 4))},${Number(range.to.slice(0, 4))}`;
  if (name === "month") return "1,12";
  return name === "day" ? "1,31" : "0,23";
}

const DATE_FORMATS = {
  month: { format: "yyyy-MM", unit: "MONTHS", length: 7, first: "", last: "" },
  day: { format: "yyyy-MM-dd", unit: "DAYS", length: 10, first: "", last: "" },
  hour: { format: "yyyy-MM-dd-HH", unit: "HOURS", length: 10, first: "-00", last: "-23" },
} as const;

function dateProjection(
  at: string,
  { granularity = "day", range }: Partition,
): Record<string, string> {
  return { [`${at}.type`]: "date", ...datesFrom(at, range, granularity) };
}

function datesFrom(
  at: string,
  range: PartitionRange,
  granularity: Granularity,
): Record<string, string> {
  const { format, unit, length, first, last } = DATE_FORMATS[granularity];
  return {
    [`${at}.range`]: `${range.from.slice(0, length)}${first},${range.to.slice(0, length)}${last}`,
    [`${at}.format`]: format,
    [`${at}.interval`]: "1",
    [`${at}.interval.unit`]: unit,
  };
}

function locationTemplate(columns: readonly PartitionColumn[], { layout }: Partition): string {
  return columns
    .map(({ name }) => name.toLowerCase())
    .map((name) => (layout === "plain" ? `\${${name}}/` : `${name}=\${${name}}/`))
    .join("");
}

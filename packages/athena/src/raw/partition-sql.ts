import { type Dataset, parseDate, partitionColumns } from "@cloudapi/core";
import { timestampOf } from "./time-sql.ts";

const DAY_MS = 86_400_000;

/** The condition under which an event time in milliseconds is in no partition; `undefined` where there are none. */
export function outOfRange({ partition: rule }: Dataset, epochMs: string): string | undefined {
  if (rule?.granularity === undefined) return undefined;
  const [first, last] = [parseDate(rule.range.from) ?? 0, parseDate(rule.range.to) ?? 0];
  return `${epochMs} NOT BETWEEN ${first * DAY_MS} AND ${(last + 1) * DAY_MS - 1}`;
}

/** The values of the partition columns, outermost first, from an event time in milliseconds. */
export function partitionSql(dataset: Dataset, epochMs: string): string[] {
  const time = timestampOf(epochMs);
  return partitionColumns(dataset).map(({ name, digits }) =>
    name === "dt"
      ? `translate(substr(CAST(${time} AS varchar), 1, ${digits}), ' ', '-')`
      : `CAST(${name}(${time}) AS integer)`,
  );
}

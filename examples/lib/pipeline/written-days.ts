import { apiLogs, parsePartitionPath } from "@cloudapi/core";
import type { TransformReport } from "@cloudapi/transform";

/** First and last day, `YYYY-MM-DD`, both included. */
export interface Days {
  readonly startDate: string;
  readonly endDate: string;
}

/** The days that transformations wrote to, or `undefined` when they wrote nothing. */
export function writtenDays(reports: readonly TransformReport[]): Days | undefined {
  const days = reports
    .flatMap(({ partitions }) => partitions.map(({ partition }) => dayOf(partition)))
    .toSorted();
  const [startDate, endDate] = [days.at(0), days.at(-1)];
  return startDate === undefined || endDate === undefined ? undefined : { startDate, endDate };
}

function dayOf(partition: string): string {
  const values = parsePartitionPath(apiLogs, partition);
  const pad = (name: string, digits: number) => String(values?.[name]).padStart(digits, "0");
  return `${pad("year", 4)}-${pad("month", 2)}-${pad("day", 2)}`;
}

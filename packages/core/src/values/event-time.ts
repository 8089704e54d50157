import type { Dataset } from "../contract/define-dataset.ts";
import { parseDate } from "./parse-date.ts";
import { parseTimestamp } from "./parse-timestamp.ts";

const DAY_MS = 86_400_000;

/**
 * When a validated row happened: its event-time column in milliseconds since 1970-01-01T00:00:00Z (a
 * date counts from its UTC midnight), or `undefined` when the dataset has no event time or the row's is unreadable.
 *
 * @example
 * ```ts
 * import { apiLogs, eventTimeOf } from "@cloudapi/core";
 *
 * console.log(eventTimeOf(apiLogs, { timestamp: "1970-01-01T00:00:01Z" })); // => 1000
 * ```
 */
export function eventTimeOf(
  dataset: Pick<Dataset, "columns" | "eventTime">,
  row: Readonly<Record<string, unknown>>,
): number | undefined {
  if (dataset.eventTime === undefined) return undefined;
  const value = row[dataset.eventTime];
  if (typeof value !== "string") return undefined;
  if (value.length > 10) return parseTimestamp(value)?.epochMs;
  const days = parseDate(value);
  return days === undefined ? undefined : days * DAY_MS;
}

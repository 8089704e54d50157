import { type Dataset, parseDate, parseTimestamp } from "@cloudapi/core";
import { columnName } from "./names.ts";

/** Rows by their event time: from one moment, until before another. */
export interface TimeRange {
  /** The first moment, such as `2025-01-15` or `2025-01-15T10:00:00Z`. */
  readonly from?: string | undefined;
  /** The first moment that is out again. */
  readonly until?: string | undefined;
}

/** The condition of a range; `undefined` for none. */
export function eventRange(
  what: string,
  dataset: Dataset,
  { from, until }: TimeRange,
): string | undefined {
  if (from === undefined && until === undefined) return undefined;
  const { eventTime } = dataset;
  if (eventTime === undefined)
    throw new TypeError(`${what}: "${dataset.name}" has no event time to select rows by.`);
  const column = columnName(eventTime);
  return [
    ...(from === undefined ? [] : [`${column} >= ${momentLiteral(`${what}: from`, from)}`]),
    ...(until === undefined ? [] : [`${column} < ${momentLiteral(`${what}: until`, until)}`]),
  ].join(" AND ");
}

/** A date or a moment as a literal. */
export function momentLiteral(what: string, text: string): string {
  const isText = typeof text === "string";
  if (isText && parseDate(text) !== undefined) return `CAST('${text}' AS timestamp)`;
  const moment = isText ? parseTimestamp(text) : undefined;
  if (moment === undefined)
    throw new TypeError(
      `${what} must be a date or a moment, such as "2025-01-15" or "2025-01-15T10:00:00Z", not ${JSON.stringify(text)}.`,
    );
  return timestampLiteral(moment.epochMs);
}

/** Milliseconds since 1970 as a timestamp in UTC. */
export function timestampLiteral(epochMs: number): string {
  const text = new Date(epochMs).toISOString().replace("T", " ").replace("Z", "");
  return `CAST('${text}' AS timestamp)`;
}

import { type Bind, partitionPredicates, quoteColumn } from "@cloudapi/athena/internal";
import type { Dataset } from "@cloudapi/core";
import { parseDate, parseTimestamp } from "@cloudapi/core";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import type { Parameter } from "../operation/parameter.ts";
import type { Resource } from "../resource/resource.ts";
import { dateSchema, timestampSchema } from "../values/parameter-form.ts";

const DAY_MS = 86_400_000;
const MIN_MS = -62_135_596_800_000;
/** The instant after the last that a column can hold. */
const MAX_MS = 253_402_300_800_000;

/** Instants, the first of them included. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether the request left the start, or the end, to the API. */
  readonly isDefault: boolean;
}

/** How a range is told in a response. */
export const rangeSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime().meta({ description: "The first instant that is not in it." }),
    isDefault: z.boolean().meta({ description: "Whether the request left some of it to the API." }),
  })
  .meta({ description: "The time that was read." });

/** A range, for the document. */
export const RANGE_EXAMPLE = {
  from: "2025-01-09T00:00:00.000Z",
  to: "2025-01-16T00:00:00.000Z",
  isDefault: true,
};

/** `from` and `to`, for a dataset that has an event time. */
export function rangeParameters({ dataset, range }: Resource): readonly Parameter[] {
  if (dataset.eventTime === undefined) return [];
  const schema = z.union([timestampSchema, dateSchema], {
    error: 'expected a time like "2025-01-15T10:30:00Z" or a date like "2025-01-15"',
  });
  const bounds =
    range === undefined
      ? ""
      : ` At most ${range.maxDays} days are read, and ${range.defaultDays} where a start or an end is missing.`;
  return [
    {
      name: "from",
      in: "query",
      schema,
      description: `Rows whose ${dataset.eventTime} is this or later: a time, or a UTC day.${bounds}`,
    },
    {
      name: "to",
      in: "query",
      schema,
      description: `Rows whose ${dataset.eventTime} is before this time, or up to the end of this UTC day.${bounds}`,
    },
  ];
}

/**
 * The range of a request: what it says, and where that is needed to keep a scan in bounds what it doesn't.
 *
 * @throws {ProblemError} 422 `INVALID_RANGE`
 */
export function rangeOfRequest(
  { range }: Resource,
  { from, to }: { readonly from?: unknown; readonly to?: unknown },
  nowMs: number,
): TimeRange | undefined {
  const start = from === undefined ? undefined : instantOf(from as string, 0);
  const end = to === undefined ? undefined : instantOf(to as string, DAY_MS);
  if (start === undefined && end === undefined && range === undefined) return undefined;
  const isDefault = start === undefined || end === undefined;
  const usualMs = (range?.defaultDays ?? 0) * DAY_MS;
  const today = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
  const toMs =
    end ??
    (range === undefined
      ? MAX_MS
      : start === undefined
        ? today
        : Math.min(start + usualMs, MAX_MS));
  const fromMs = start ?? (range === undefined ? MIN_MS : Math.max(toMs - usualMs, MIN_MS));
  checkRange(fromMs, toMs, range);
  return { fromMs, toMs, isDefault };
}

function instantOf(text: string, dayMs: number): number {
  const days = parseDate(text);
  return days === undefined ? (parseTimestamp(text)?.epochMs ?? Number.NaN) : days * DAY_MS + dayMs;
}

function checkRange(fromMs: number, toMs: number, range: Resource["range"]): void {
  if (fromMs >= toMs)
    throw invalid(
      "from",
      `The range from ${isoOf(fromMs)} to ${isoOf(toMs)} holds no instant: give from before to.`,
    );
  const days = (toMs - fromMs) / DAY_MS;
  if (range !== undefined && days > range.maxDays)
    throw invalid(
      "to",
      `The range is of ${Math.ceil(days)} days, and at most ${range.maxDays} are read at once: ask for parts of it.`,
    );
}

function invalid(name: string, message: string): ProblemError {
  return new ProblemError({
    status: 422,
    code: "INVALID_RANGE",
    title: "The time range is not right.",
    detail: message,
    faults: [{ in: "query", name, message }],
  });
}

/** As RFC 3339, in the years that it has. */
export function isoOf(ms: number): string {
  return new Date(Math.min(ms, MAX_MS - 1)).toISOString();
}

/** A range as SQL: the partitions that it lies in, and the event time, which decides. */
export function rangeSql(dataset: Dataset, { fromMs, toMs }: TimeRange, bind: Bind): string[] {
  const { eventTime } = dataset;
  if (eventTime === undefined) return [];
  const [startDay, endDay] = [Math.floor(fromMs / DAY_MS), Math.floor((toMs - 1) / DAY_MS)];
  const days = { start: dayText(startDay), end: dayText(endDay), startDay, endDay };
  const name = quoteColumn(eventTime);
  const isDate = dataset.columns.some(
    (column) => column.name === eventTime && column.type.kind === "date",
  );
  if (isDate) {
    // A day is the instant that it begins at.
    const first = dayText(Math.ceil(fromMs / DAY_MS));
    return [
      ...partitionPredicates(dataset, days, bind),
      `${name} >= ${bind({ type: "date", value: first })}`,
      `${name} <= ${bind({ type: "date", value: days.end })}`,
    ];
  }
  return [
    ...partitionPredicates(dataset, days, bind),
    `${name} >= ${bind(new Date(fromMs))}`,
    ...(toMs < MAX_MS ? [`${name} < ${bind(new Date(toMs))}`] : []),
  ];
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

import { IngestError } from "../errors/ingest-error.ts";
import type { Cursor, CursorValue } from "../source/source.ts";
import type { SourceTable } from "../source/source-table.ts";
import type { CursorRule } from "./ingest-input.ts";

/** A time without a zone, or with Z; a date. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z?)?$/;
const DAY_MS = 86_400_000;

/**
 * The place up to which rows are read. Without a lag that of the last row; with one, all rows that are as old as the lag, and none
 * that are younger; nothing when all are.
 */
export function heldBack(last: Cursor, { lagMs = 0, lag = 0 }: CursorRule, now: Date): Cursor {
  const [value] = last;
  if (lagMs > 0 && isTime(value)) return [olderTime(value, lagMs, now)];
  if (lag > 0 && value !== undefined) return [lessBy(value, lag)];
  return last;
}

/** The place from which rows are read again: as far before the one that is known as the lag says. */
export function lookedBack(after: Cursor, { lagMs = 0, lag = 0 }: CursorRule): Cursor {
  const [value] = after;
  if (lagMs > 0 && isTime(value)) {
    const isDate = value.length === 10;
    const time = Date.parse(isDate || value.endsWith("Z") ? value : `${value}Z`);
    const earlier = new Date(time - lagMs).toISOString();
    if (isDate) return [new Date(time - lagMs - 1).toISOString().slice(0, 10)];
    return [value.endsWith("Z") ? earlier : earlier.slice(0, -1)];
  }
  if (lag > 0 && value !== undefined) return [lessBy(value, lag)];
  return after;
}

/** @throws {IngestError} `CONTRACT_MISMATCH` for a lag that the cursor's values are none for: rows that come late would be lost */
export function checkLag(
  { name, columns }: SourceTable,
  { column, lagMs = 0, lag = 0 }: CursorRule,
  [value]: Cursor,
): void {
  const isDecimal = columns.some(
    (each) => each.name === column && /^decimal\(\d+, 0\)$/.test(each.code),
  );
  const fits =
    (lagMs === 0 || isTime(value)) &&
    (lag === 0 || (typeof value === "string" ? isDecimal : Number.isInteger(Number(value))));
  if (fits) return;
  throw new IngestError(
    "CONTRACT_MISMATCH",
    `The cursor of "${name}" has ${lagMs > 0 ? "lagMs, which is for dates and times of the years 0 to 9999" : "lag, which is for integers"}, and the last value of "${column}" is ${String(value)}. Name another column or lag in cursors; for rows that are never late, none.`,
    { table: name, column },
  );
}

/** Whether a place of one value is before another, where that can be told here: of numbers; of texts by what the lag is of. */
export function isBefore(
  to: CursorValue,
  from: CursorValue,
  { lagMs = 0, lag = 0 }: CursorRule,
): boolean {
  if (typeof to !== "string" || typeof from !== "string") return to < from;
  if (lag > 0) return BigInt(to) < BigInt(from);
  // Any other text is in the server's order, such as 9 before 10.
  return lagMs > 0 && withoutZone(to) < withoutZone(from);
}

function isTime(value: CursorValue | undefined): value is string {
  return typeof value === "string" && TIME.test(value);
}

function lessBy(value: CursorValue, lag: number): CursorValue {
  if (typeof value === "number") return value - lag;
  const less = BigInt(value) - BigInt(lag);
  return typeof value === "string" ? String(less) : less;
}

/** The value, or the time of the lag where that is before it, written in the same way. */
function olderTime(value: string, lagMs: number, now: Date): CursorValue {
  const limit = new Date(now.getTime() - lagMs).toISOString();
  // A day has all its rows when it is over.
  if (value.length === 10) {
    const before = new Date(Date.parse(limit.slice(0, 10)) - DAY_MS).toISOString().slice(0, 10);
    return before < value ? before : value;
  }
  const text = value.endsWith("Z") ? limit : limit.slice(0, -1);
  return withoutZone(text) < withoutZone(value) ? text : value;
}

/** Such texts are in the order of their times, whatever digits they have. */
function withoutZone(time: string): string {
  return time.endsWith("Z") ? time.slice(0, -1) : time;
}

import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import { escapeRegExp } from "../../types/text/escape-regexp.ts";
import type { DatePattern, DateUnit } from "./date-pattern.ts";
import { datePattern } from "./date-pattern.ts";

/** The values a partition column can have, by the table's properties. */
export interface ColumnProjection {
  readonly kind: "enum" | "integer" | "date" | "injected";
  /** Matches the text of a value within a path, without anchors. */
  readonly source: string;
  /** The value of a text in a path, in a form a cast reads; `undefined` when it isn't projected. */
  read(text: string): string | undefined;
  /** The text in a path of a value, for narrowing a listing; `undefined` when it can't be one. */
  write(value: string): string | undefined;
}

/** Whether the table's partitions are computed rather than registered. */
export function isProjected(table: CatalogTable): boolean {
  return (
    property(table, "projection.enabled")?.toLowerCase() === "true" &&
    table.partitionKeys.length > 0
  );
}

/** The projection of each partition column, in their order. */
export function columnProjections(table: CatalogTable, now: Date): ColumnProjection[] {
  return table.partitionKeys.map((column) => projectionOf(table, column.name, now));
}

function property(table: CatalogTable, name: string): string | undefined {
  const key = Object.keys(table.properties).find(
    (each) => each.toLowerCase() === name.toLowerCase(),
  );
  return key === undefined ? undefined : table.properties[key];
}

function invalid(column: string, why: string): TrinoError {
  return new TrinoError(
    "INVALID_COLUMN_PROPERTY",
    `Column projection for column '${column}' failed. ${why}`,
  );
}

function projectionOf(table: CatalogTable, column: string, now: Date): ColumnProjection {
  const read = (name: string) => property(table, `projection.${column}.${name}`);
  const need = (name: string) => {
    const value = read(name);
    if (value === undefined)
      throw invalid(column, `Missing required property: 'projection.${column}.${name}'`);
    return value;
  };
  const kind = need("type").toLowerCase();
  if (kind === "enum") return enumProjection(need("values"));
  if (kind === "integer")
    return integerProjection(column, need("range"), read("interval"), read("digits"));
  if (kind === "date") return dateProjection(column, need, read, now);
  if (kind === "injected")
    return { kind, source: "[^/]+", read: (text) => text, write: (value) => value };
  throw invalid(column, `Type '${kind}' is not one of enum, integer, date, injected`);
}

/** Matches any of the texts, the longest that fits; nothing when there are none. */
export function oneOf(texts: readonly string[]): string {
  if (texts.length === 0) return "(?!)";
  const alternatives = [...texts].sort((a, b) => b.length - a.length).map(escapeRegExp);
  return `(?:${alternatives.join("|")})`;
}

/** White space is part of a value, as Athena's user guide says. */
function enumProjection(values: string): ColumnProjection {
  const known = new Set(values.split(","));
  const pass = (value: string) => (known.has(value) ? value : undefined);
  return { kind: "enum", source: oneOf([...known]), read: pass, write: pass };
}

function integerProjection(
  column: string,
  range: string,
  intervalText = "1",
  digitsText?: string,
): ColumnProjection {
  const [low, high] = range.split(",").map((part) => part.trim());
  if (!/^-?\d+$/.test(low ?? "") || !/^-?\d+$/.test(high ?? ""))
    throw invalid(column, `Property 'range' must be two whole numbers, not '${range}'`);
  const [from, to, interval] = [BigInt(low ?? 0), BigInt(high ?? 0), BigInt(intervalText)];
  const digits = digitsText === undefined ? 0 : Number(digitsText);
  const write = (value: bigint) =>
    value < 0n
      ? `-${(-value).toString().padStart(digits, "0")}`
      : value.toString().padStart(digits, "0");
  const projected = (value: bigint) =>
    value >= from && value <= to && (value - from) % interval === 0n;
  return {
    kind: "integer",
    source: "-?\\d+",
    read: (text) =>
      projected(BigInt(text)) && write(BigInt(text)) === text ? BigInt(text).toString() : undefined,
    write: (value) =>
      /^-?\d+$/.test(value) && projected(BigInt(value)) ? write(BigInt(value)) : undefined,
  };
}

const UNITS: readonly DateUnit[] = [
  "SECONDS",
  "MINUTES",
  "HOURS",
  "DAYS",
  "WEEKS",
  "MONTHS",
  "YEARS",
];

function dateProjection(
  column: string,
  need: (name: string) => string,
  read: (name: string) => string | undefined,
  now: Date,
): ColumnProjection {
  const pattern = datePattern(need("format"));
  const [low = "", high = ""] = need("range")
    .split(",")
    .map((part) => part.trim());
  const from = bound(column, low, pattern, now);
  const to = bound(column, high, pattern, now);
  const unit = unitOf(column, read("interval.unit"), pattern);
  const interval = Number(read("interval") ?? "1");
  const projected = (epochMs: number | undefined) =>
    epochMs !== undefined &&
    epochMs >= from &&
    epochMs <= to &&
    onStep(from, epochMs, interval, unit);
  const iso = (epochMs: number) => new Date(epochMs).toISOString();
  return {
    kind: "date",
    source: pattern.source,
    read: (text) => (projected(pattern.parse(text)) ? text : undefined),
    write: (value) => {
      const epochMs = pattern.parse(value) ?? isoTime(value);
      return projected(epochMs) && epochMs !== undefined && iso(epochMs) !== ""
        ? pattern.format(epochMs)
        : undefined;
    },
  };
}

function isoTime(value: string): number | undefined {
  const time = Date.parse(`${value.replace(" ", "T")}${value.length === 10 ? "" : "Z"}`);
  return Number.isNaN(time) ? undefined : time;
}

function unitOf(column: string, text: string | undefined, pattern: DatePattern): DateUnit {
  if (text === undefined) {
    if (pattern.finest === "DAYS" || pattern.finest === "MONTHS") return pattern.finest;
    throw invalid(
      column,
      `Property 'interval.unit' must be set, because the format is finer or coarser than days or months`,
    );
  }
  const unit = UNITS.find(
    (each) => each === text.toUpperCase() || each === `${text.toUpperCase()}S`,
  );
  if (unit === undefined)
    throw invalid(column, `Property 'interval.unit' is '${text}', not one of ${UNITS.join(", ")}`);
  return unit;
}

const RELATIVE =
  /^NOW\s*(?:([+-])\s*(\d+)\s*(YEARS?|MONTHS?|WEEKS?|DAYS?|HOURS?|MINUTES?|SECONDS?))?$/i;

/** One end of a range: a date in the pattern, or `NOW-3YEARS`; cut to what the pattern can write. */
function bound(column: string, text: string, pattern: DatePattern, now: Date): number {
  const relative = RELATIVE.exec(text);
  const moment = relative === null ? pattern.parse(text) : shift(now, relative);
  const cut = moment === undefined ? undefined : pattern.parse(pattern.format(moment));
  if (cut === undefined)
    throw invalid(
      column,
      `Property 'range' has '${text}', which is neither NOW nor a date in the projection's format`,
    );
  return cut;
}

function shift(now: Date, relative: RegExpExecArray): number {
  const amount = (relative[1] === "-" ? -1 : 1) * Number(relative[2] ?? 0);
  const unit = (relative[3] ?? "DAY").toUpperCase().replace(/S$/, "");
  const date = new Date(now.getTime());
  if (unit === "YEAR") date.setUTCFullYear(date.getUTCFullYear() + amount);
  else if (unit === "MONTH") date.setUTCMonth(date.getUTCMonth() + amount);
  else return date.getTime() + amount * (MILLIS[`${unit}S` as DateUnit] ?? 0);
  return date.getTime();
}

const MILLIS: Partial<Record<DateUnit, number>> = {
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
  WEEKS: 7 * 86_400_000,
};

function onStep(from: number, value: number, interval: number, unit: DateUnit): boolean {
  const millis = MILLIS[unit];
  if (millis !== undefined) return (value - from) % (millis * interval) === 0;
  const [a, b] = [new Date(from), new Date(value)];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  const same =
    value - Date.UTC(b.getUTCFullYear(), b.getUTCMonth(), 1) ===
    from - Date.UTC(a.getUTCFullYear(), a.getUTCMonth(), 1);
  return same && months % (unit === "YEARS" ? 12 * interval : interval) === 0;
}

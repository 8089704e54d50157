import type { TypedSql } from "@cloudapi/athena/internal/analysis";

const FIELDS: Record<string, string> = {
  year: "year",
  quarter: "quarter",
  month: "month",
  week: "week",
  day: "day",
  day_of_month: "day",
  day_of_week: "isodow",
  dow: "isodow",
  day_of_year: "doy",
  doy: "doy",
  year_of_week: "isoyear",
  yow: "isoyear",
  hour: "hour",
  minute: "minute",
  second: "second",
};

/** Whether EXTRACT knows a part by this name. */
export function isDateField(name: string): boolean {
  return FIELDS[name] !== undefined;
}

/** One part of a date or time as a bigint; weeks and days of the week are ISO's. */
export function datePart(field: string, value: TypedSql): string | undefined {
  const part = FIELDS[field];
  const clock = part === "hour" || part === "minute" || part === "second";
  if (part === undefined || (clock && value.type.kind === "date")) return undefined;
  if (value.type.kind === "timestamp with time zone")
    return `CAST(date_part('${part}', trino_local(${value.sql})) AS BIGINT)`;
  if (value.type.kind !== "timestamp" && value.type.kind !== "date") return undefined;
  return `CAST(date_part('${part}', ${value.sql}) AS BIGINT)`;
}

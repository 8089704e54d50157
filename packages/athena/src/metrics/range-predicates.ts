import { type Dataset, partitionColumns } from "@cloudapi/core";
import { quoteIdentifier, type SqlValue } from "@cloudapi/core/sql";
import type { Bind } from "./binder.ts";
import { civilOfDay, type DayRange } from "./day-range.ts";

const DAY_MS = 86_400_000;

/**
 * The conditions that select the rows of some days: on the partition columns, so that no other partition is
 * read, and on the event time, which decides.
 */
export function rangePredicates(dataset: Dataset, range: DayRange, bind: Bind): string[] {
  return [
    ...partitionPredicates(dataset, range, bind),
    ...eventTimePredicates(dataset, range, bind),
  ];
}

/** The conditions on the partition columns alone. */
export function partitionPredicates(dataset: Dataset, range: DayRange, bind: Bind): string[] {
  const columns = partitionColumns(dataset)
    .filter(({ key }) => key === undefined)
    .map(({ name }) => name);
  if (columns.length === 0) return [];
  if (columns[0] === "dt") return [dtPredicate(dataset, range, bind)];
  const domains = domainsOf(columns, range);
  const predicates = domains.flatMap(({ name, values }) => domainPredicate(name, values, bind));
  const isExact = domains.slice(0, -1).every(({ values }) => values?.length === 1);
  return isExact
    ? predicates
    : [
        ...predicates,
        dayPredicate(
          domains.map(({ name }) => name),
          range,
          bind,
        ),
      ];
}

/** A partition column and the values it has in the range; `undefined` when it has all there are. */
interface Domain {
  readonly name: string;
  readonly values: readonly number[] | undefined;
}

/** Year, month and day, as far as the layout has them; the hour has all its values on whole days. */
function domainsOf(columns: readonly string[], { startDay, endDay }: DayRange): Domain[] {
  const [first, last] = [civilOfDay(startDay), civilOfDay(endDay)];
  const firstMonth = first.year * 12 + first.month - 1;
  const lastMonth = last.year * 12 + last.month - 1;
  const domains: Domain[] = [
    {
      name: "year",
      values: [first.year, last.year].filter((year, i, years) => years.indexOf(year) === i),
    },
    {
      name: "month",
      values:
        lastMonth - firstMonth >= 11
          ? undefined
          : sequence(firstMonth, lastMonth).map((month) => (month % 12) + 1),
    },
    {
      name: "day",
      values:
        endDay - startDay >= 30
          ? undefined
          : sequence(startDay, endDay).map((day) => civilOfDay(day).day),
    },
  ];
  return domains.slice(0, columns.filter((name) => name !== "hour").length);
}

function sequence(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** As the planner prunes best: one value, a range, or a list. */
function domainPredicate(
  name: string,
  values: readonly number[] | undefined,
  bind: Bind,
): string[] {
  if (values === undefined) return [];
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const [least = 0, greatest = least] = [sorted[0], sorted.at(-1)];
  const column = quoteIdentifier(name);
  if (sorted.length === 1) return [`${column} = ${bind(least)}`];
  const isRange = name === "year" || greatest - least === sorted.length - 1;
  if (isRange) return [`${column} BETWEEN ${bind(least)} AND ${bind(greatest)}`];
  return [`${column} IN (${sorted.map(bind).join(", ")})`];
}

/** The days themselves, for ranges that are not a rectangle of years, months and days. */
function dayPredicate(names: readonly string[], range: DayRange, bind: Bind): string {
  const weights = names.map((_, i) => 100 ** (names.length - 1 - i));
  const terms = names.map((name, i) =>
    weights[i] === 1 ? quoteIdentifier(name) : `${quoteIdentifier(name)} * ${weights[i]}`,
  );
  const numberOf = (day: number) => {
    const civil = civilOfDay(day);
    return [civil.year, civil.month, civil.day]
      .slice(0, names.length)
      .reduce((sum, part, i) => sum + part * (weights[i] ?? 0), 0);
  };
  return `${terms.join(" + ")} BETWEEN ${bind(numberOf(range.startDay))} AND ${bind(numberOf(range.endDay))}`;
}

function dtPredicate({ partition }: Dataset, { start, end }: DayRange, bind: Bind): string {
  const length = partition?.granularity === "month" ? 7 : 10;
  const [first, last] = partition?.granularity === "hour" ? ["-00", "-23"] : ["", ""];
  return `"dt" BETWEEN ${bind(start.slice(0, length) + first)} AND ${bind(end.slice(0, length) + last)}`;
}

const LAST_DAY = 2_932_896; // 9999-12-31; the day after it is not a timestamp

function eventTimePredicates(
  { eventTime, columns }: Dataset,
  { start, end, startDay, endDay }: DayRange,
  bind: Bind,
): string[] {
  if (eventTime === undefined) return [];
  const name = quoteIdentifier(eventTime.toLowerCase());
  const isDate = columns.some((column) => column.name === eventTime && column.type.kind === "date");
  if (isDate) return [`${name} BETWEEN ${bind(dateValue(start))} AND ${bind(dateValue(end))}`];
  const from = `${name} >= ${bind(new Date(startDay * DAY_MS))}`;
  return endDay === LAST_DAY
    ? [from]
    : [from, `${name} < ${bind(new Date((endDay + 1) * DAY_MS))}`];
}

function dateValue(value: string): SqlValue {
  return { type: "date", value };
}

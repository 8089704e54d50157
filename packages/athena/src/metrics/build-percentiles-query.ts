import { apiLogs, type Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { type Statement, statement } from "../statement.ts";
import { type Bind, parameterBinder } from "./binder.ts";
import { asDouble, columnOf, quoteColumn, quoteTable } from "./column-of.ts";
import { readDayRange } from "./day-range.ts";
import { keyPredicates, type PartitionFilter } from "./key-predicates.ts";
import {
  approximateColumns,
  checkMethod,
  interpolatedColumns,
  neighbourColumns,
  type PercentileMethod,
  rankColumns,
  type WantedPercentile,
} from "./percentile-sql.ts";
import { rangePredicates } from "./range-predicates.ts";
import { selectSql, withSql } from "./select-sql.ts";

/** Which percentiles, of what. */
export interface PercentilesQueryInput {
  /** Default `apiLogs`. */
  readonly dataset?: Dataset;
  /** Default: the dataset's name. */
  readonly table?: string;
  /** Default: the query's database. */
  readonly database?: string;
  /** First day, `YYYY-MM-DD`, UTC; to be left out, with `endDate`, only for a dataset without event time. */
  readonly startDate?: string;
  /** Last day, included. */
  readonly endDate?: string;
  /** The numeric column; default `response_time_ms`. */
  readonly column?: string;
  /** The columns that make a group; default `["endpoint"]`, `[]` for one row over all. */
  readonly groupBy?: readonly string[];
  /** From 0 to 100; default `[50, 95, 99]`. */
  readonly percentiles?: readonly number[];
  /** Default `exact`. */
  readonly method?: PercentileMethod;
  /** Of columns that the dataset is partitioned by, the value or values to compute from; injected ones need some. */
  readonly partitions?: PartitionFilter;
}

/** The options of a percentiles query. */
const PERCENTILE_OPTIONS = [
  "dataset",
  "table",
  "database",
  "startDate",
  "endDate",
  "column",
  "groupBy",
  "percentiles",
  "method",
  "partitions",
] as const satisfies (keyof PercentilesQueryInput)[];

const WHAT = "buildPercentilesQuery";

/**
 * The query for percentiles of a column by group, in the groups' order: the group's columns, `value_count` (the values
 * that are not null), and one column for each percentile: `p50`, `p99_9` for 99.9.
 *
 * Only the partitions of the days are read.
 *
 * @throws {RangeError} for dates that can't be, or a percentile outside 0 to 100
 * @throws {TypeError} for a column that the dataset does not have or that holds no numbers
 *
 * @example
 * ```ts
 * import { buildPercentilesQuery } from "@cloudapi/athena";
 *
 * const { sql } = buildPercentilesQuery({ startDate: "2025-01-01", endDate: "2025-01-31", percentiles: [50, 99.9] });
 * console.log(sql.includes('AS "p99_9"')); // => true
 * ```
 */
export function buildPercentilesQuery(input: PercentilesQueryInput): Statement {
  checkOptionNames(WHAT, input, PERCENTILE_OPTIONS);
  const {
    dataset = apiLogs,
    table = dataset.name,
    database,
    column = "response_time_ms",
    method = "exact",
  } = input;
  const wanted = wantedPercentiles(input.percentiles ?? [50, 95, 99]);
  const group = groupColumns(dataset, input.groupBy ?? ["endpoint"], wanted);
  const value = quoteColumn(column);
  const { bind, parameters } = parameterBinder();
  const selectedColumns = [...new Set([...group, asDouble(WHAT, columnOf(WHAT, dataset, column))])];
  const selected = selectSql(selectedColumns, quoteTable(table, database), {
    where: [
      ...keyPredicates(WHAT, dataset, { filter: input.partitions, bind }),
      ...dayPredicates(dataset, input, bind),
    ],
  });
  const count = `count(${value}) AS "value_count"`;
  const measured = (from: string, columns: readonly string[]) =>
    selectSql([...group, count, ...columns], from, { groupBy: group });
  const sql =
    checkMethod(WHAT, method) === "exact"
      ? withSql(
          {
            selected,
            ranked: selectSql(
              [...new Set([...group, value, ...rankColumns(value, group)])],
              `"selected"`,
            ),
            measured: measured(`"ranked"`, neighbourColumns(value, wanted)),
          },
          selectSql([...group, `"value_count"`, ...interpolatedColumns(wanted)], `"measured"`),
        )
      : withSql({ selected }, measured(`"selected"`, approximateColumns(value, wanted)));
  return statement(group.length === 0 ? sql : `${sql}\nORDER BY ${group.join(", ")}`, parameters);
}

function groupColumns(
  dataset: Dataset,
  names: readonly string[],
  wanted: readonly WantedPercentile[],
): string[] {
  const results = new Set(["value_count", ...wanted.map(({ name }) => name)]);
  return [...new Set(names)].map((name) => {
    if (results.has(name.toLowerCase()))
      throw new TypeError(
        `${WHAT}: a group's column can't be named "${name}", because a column of the result has that name.`,
      );
    return quoteColumn(columnOf(WHAT, dataset, name).name);
  });
}

function dayPredicates(
  dataset: Dataset,
  { startDate, endDate }: PercentilesQueryInput,
  bind: Bind,
): string[] {
  if (dataset.eventTime !== undefined)
    return rangePredicates(dataset, readDayRange(WHAT, startDate, endDate), bind);
  if (startDate === undefined && endDate === undefined) return [];
  throw new TypeError(
    `${WHAT}: dataset "${dataset.name}" has no eventTime, so rows can't be selected by date.`,
  );
}

function wantedPercentiles(percentiles: readonly number[]): WantedPercentile[] {
  if (!Array.isArray(percentiles) || percentiles.length === 0)
    throw new TypeError(`${WHAT}: percentiles must be a list of numbers from 0 to 100.`);
  const names = new Set<string>();
  return percentiles.map((percentile: unknown) => {
    if (typeof percentile !== "number" || !(percentile >= 0 && percentile <= 100)) {
      throw new RangeError(
        `${WHAT}: a percentile must be a number from 0 to 100, not ${String(percentile)}.`,
      );
    }
    const name = percentileName(percentile);
    if (names.has(name))
      throw new RangeError(`${WHAT}: percentile ${percentile} is asked for twice.`);
    names.add(name);
    return { name, share: shareOf(percentile) };
  });
}

/** A hundredth, rounded once: 99.9 / 100 is not 0.999. */
function shareOf(percentile: number): number {
  const text = String(percentile);
  return text.includes("e") ? percentile / 100 : Number(`${text}e-2`);
}

/** `p50` for 50, `p99_9` for 99.9. */
export function percentileName(percentile: number): string {
  return `p${String(percentile).replaceAll(/[^0-9]/g, "_")}`;
}

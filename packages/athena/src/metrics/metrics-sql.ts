import { apiLogs, type Dataset, partitionColumns } from "@cloudapi/core";
import type { Bind } from "./binder.ts";
import { asDouble, columnOf, quoteColumn, quoteTable } from "./column-of.ts";
import type { DayRange } from "./day-range.ts";
import { keyPredicates, type PartitionFilter } from "./key-predicates.ts";
import {
  approximateColumns,
  checkMethod,
  interpolatedColumns,
  METRIC_PERCENTILES,
  neighbourColumns,
  type PercentileMethod,
  rankColumns,
} from "./percentile-sql.ts";
import { rangePredicates } from "./range-predicates.ts";
import { selectSql, withSql } from "./select-sql.ts";

/** What metrics are computed from, and how. */
export interface MetricsSource {
  /** A contract with the columns `endpoint`, `status_code` and `response_time_ms` and an event time; default `apiLogs`. */
  readonly dataset?: Dataset;
  /** Default: the dataset's name. */
  readonly table?: string;
  /** Default: the query's database. */
  readonly database?: string;
  /** Default `exact`. */
  readonly method?: PercentileMethod;
  /** Of columns that the dataset is partitioned by, the value or values to compute from; injected ones need some. */
  readonly partitions?: PartitionFilter;
}

/** The parts of a metrics query that depend on the dataset. */
interface Plan {
  readonly dataset: Dataset;
  readonly table: string;
  readonly method: PercentileMethod;
  /** The columns that make a group, quoted; the endpoint is the last. */
  readonly group: readonly string[];
  /** The event time as a timestamp, quoted. */
  readonly eventTime: string;
  readonly selected: readonly string[];
}

const RESPONSE_TIME = `"response_time_ms"`;

/** The metrics of SPEC as one SELECT; `perPartition` gives a row for each endpoint and partition. */
export function metricsSql(
  what: string,
  source: MetricsSource,
  options: {
    readonly range?: DayRange | undefined;
    readonly perPartition?: boolean;
    readonly bind: Bind;
  },
): string {
  const plan = planOf(what, source, options.perPartition ?? false);
  const { bind, range } = options;
  const where = [
    ...keyPredicates(what, plan.dataset, {
      filter: source.partitions,
      bind,
      isLater: options.perPartition ?? false,
    }),
    ...(range === undefined ? [] : rangePredicates(plan.dataset, range, bind)),
  ];
  const selected = selectSql(plan.selected, plan.table, { where });
  const steps =
    plan.method === "exact"
      ? {
          selected,
          ranked: rankedSql(plan),
          measured: measuredSql(
            plan,
            "ranked",
            neighbourColumns(RESPONSE_TIME, METRIC_PERCENTILES),
          ),
        }
      : {
          selected,
          measured: measuredSql(
            plan,
            "selected",
            approximateColumns(RESPONSE_TIME, METRIC_PERCENTILES),
          ),
        };
  return withSql(steps, finalSql(plan));
}

function planOf(
  what: string,
  { dataset = apiLogs, table, database, method = "exact" }: MetricsSource,
  perPartition: boolean,
): Plan {
  const partition = perPartition
    ? partitionColumns(dataset).map(({ name }) => quoteColumn(name))
    : [];
  if (perPartition && partition.length === 0)
    throw new TypeError(
      `${what}: perPartition needs a dataset with a partition rule; "${dataset.name}" has none.`,
    );
  if (dataset.eventTime === undefined)
    throw new TypeError(
      `${what}: dataset "${dataset.name}" has no eventTime, which requests per minute are counted by.`,
    );
  const group = [...partition, quoteColumn(columnOf(what, dataset, "endpoint").name)];
  const eventTime = quoteColumn(dataset.eventTime);
  const isDate = columnOf(what, dataset, dataset.eventTime).type.kind === "date";
  return {
    dataset,
    table: quoteTable(table ?? dataset.name, database),
    method: checkMethod(what, method),
    group,
    eventTime,
    selected: [
      ...group,
      asDouble(what, columnOf(what, dataset, "status_code")),
      asDouble(what, columnOf(what, dataset, "response_time_ms")),
      isDate ? `CAST(${eventTime} AS timestamp) AS ${eventTime}` : eventTime,
    ],
  };
}

function rankedSql({ group, eventTime }: Plan): string {
  return selectSql(
    [...group, `"status_code"`, RESPONSE_TIME, eventTime, ...rankColumns(RESPONSE_TIME, group)],
    `"selected"`,
  );
}

function measuredSql(
  { group, eventTime }: Plan,
  from: string,
  percentiles: readonly string[],
): string {
  const columns = [
    ...group,
    `count(*) AS "request_count"`,
    `avg(${RESPONSE_TIME}) AS "average_response_time_ms"`,
    ...percentiles,
    `avg(CASE WHEN "status_code" >= 400E0 THEN 1E0 ELSE 0E0 END) AS "error_rate"`,
    `min(${eventTime}) AS "first_event"`,
    `max(${eventTime}) AS "last_event"`,
  ];
  return selectSql(columns, `"${from}"`, { groupBy: group });
}

/** The minutes are those from the first to the last event of all rows (of the partition), at least one. */
function finalSql({ group, method }: Plan): string {
  const percentiles =
    method === "exact"
      ? interpolatedColumns(METRIC_PERCENTILES)
      : METRIC_PERCENTILES.map(({ name }) => `"${name}"`);
  const over =
    group.length === 1 ? "OVER ()" : `OVER (PARTITION BY ${group.slice(0, -1).join(", ")})`;
  const elapsedMs = `date_diff('millisecond', min("first_event") ${over}, max("last_event") ${over})`;
  const columns = [
    ...group,
    `"request_count"`,
    `"average_response_time_ms"`,
    ...percentiles,
    `"error_rate"`,
    `"request_count" / greatest(1E0, ${elapsedMs} / 60000E0) AS "requests_per_minute"`,
  ];
  return selectSql(columns, `"measured"`);
}

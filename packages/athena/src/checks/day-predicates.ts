import { type Dataset, partitionColumns } from "@cloudapi/core";
import { quoteColumn } from "../metrics/column-of.ts";

/** The expression of a day, as a date; each use of it is a place for a value. */
export type DaySql = () => string;

/**
 * The conditions that select the rows of a day that is known when the statement runs: on the partition columns, so that nothing else is
 * read, and on the event time, which decides.
 */
export function dayPredicates(dataset: Dataset, day: DaySql): string[] {
  const { eventTime } = dataset;
  const names = partitionColumns(dataset)
    .filter(({ key }) => key === undefined)
    .map(({ name }) => name);
  const pruned = names.flatMap((name) => partitionPredicate(name, dataset, day));
  if (eventTime === undefined) return pruned;
  const column = quoteColumn(eventTime);
  if (isDate(dataset)) return [...pruned, `${column} = ${day()}`];
  return [
    ...pruned,
    `${column} >= CAST(${day()} AS timestamp)`,
    `${column} < CAST(${day()} AS timestamp) + INTERVAL '1' DAY`,
  ];
}

function isDate({ columns, eventTime }: Dataset): boolean {
  return columns.find(({ name }) => name === eventTime)?.type.kind === "date";
}

function partitionPredicate(name: string, { partition }: Dataset, day: DaySql): string[] {
  if (name === "hour") return [];
  if (name !== "dt") return [`"${name}" = ${name}(${day()})`];
  const text = () => `CAST(${day()} AS varchar)`;
  switch (partition?.granularity) {
    case "month":
      return [`"dt" = substr(${text()}, 1, 7)`];
    case "hour":
      return [`"dt" BETWEEN ${text()} || '-00' AND ${text()} || '-23'`];
    default:
      return [`"dt" = ${text()}`];
  }
}

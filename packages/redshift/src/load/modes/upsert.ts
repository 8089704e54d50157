import type { Dataset } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";
import { columnName } from "../../sql/names.ts";
import type { LoadMode } from "../load-mode.ts";
import { insertStaged, type ModeStatements, type StagedLoad, targetTables } from "./staged-load.ts";

/** Rows that are there with a key that comes are removed, then those that come are added; both only where what comes is the later. */
export function upsertStatements(
  load: StagedLoad,
  { keys, latestBy }: LoadMode & { readonly mode: "upsert" },
): ModeStatements {
  const { dataset, stage } = load;
  const latest = latestBy === undefined ? stage : `${stage}_latest`;
  const removed = targetTables(load).map((target) => ({
    sql: `DELETE FROM ${target} USING ${latest} WHERE ${sameKey(dataset, keys, [target, latest])}`,
    effect: "removed" as const,
  }));
  return {
    statements: [
      ...(latestBy === undefined
        ? []
        : keepLatest({ load, keys, by: columnName(latestBy), latest })),
      ...removed,
      ...insertStaged(load, latest),
    ],
    temporary: latestBy === undefined ? [] : [latest],
  };
}

interface Latest {
  readonly load: StagedLoad;
  readonly keys: readonly string[];
  readonly by: string;
  readonly latest: string;
}

/** Of the rows that come, of each key the latest, unless one that is there is later still. */
function keepLatest({ load, keys, by, latest }: Latest): { readonly sql: string }[] {
  const { dataset, stage } = load;
  const columns = dataset.columns.map(({ name }) => columnName(name)).join(", ");
  const rank = rankOfKey({ dataset, keys, order: [`${by} DESC NULLS LAST`] });
  return [
    {
      sql: `CREATE TEMP TABLE ${latest} AS SELECT ${columns} FROM (SELECT ${columns}, ${rank} FROM ${stage}) AS ranked WHERE rank_of_key = 1`,
    },
    ...targetTables(load).map((target) => ({
      sql: `DELETE FROM ${latest} USING ${target} WHERE ${sameKey(dataset, keys, [target, latest])} AND (${target}.${by} > ${latest}.${by} OR (${latest}.${by} IS NULL AND ${target}.${by} IS NOT NULL))`,
    })),
  ];
}

/** The rank of a row among those of its key: of equal ones the one whose other values come first, so that it doesn't depend on the order of rows. */
export function rankOfKey({
  dataset,
  keys,
  order,
}: {
  readonly dataset: Dataset;
  readonly keys: readonly string[];
  readonly order: readonly string[];
}): string {
  const others = dataset.columns
    .filter(({ name, type }) => isLeafType(type) && !keys.includes(name))
    .map(({ name }) => `${columnName(name)} DESC NULLS LAST`);
  const by = keys.map(columnName).join(", ");
  return `row_number() OVER (PARTITION BY ${by} ORDER BY ${[...order, ...others].join(", ")}) AS rank_of_key`;
}

/** The condition that rows of two tables have the same key; null is a value where the contract lets it be. */
export function sameKey(
  { columns }: Dataset,
  keys: readonly string[],
  [one, other]: readonly [string, string],
): string {
  return keys
    .map((key) => {
      const [a, b] = [`${one}.${columnName(key)}`, `${other}.${columnName(key)}`];
      const isNullable = columns.find(({ name }) => name === key)?.nullable === true;
      return isNullable ? `(${a} = ${b} OR (${a} IS NULL AND ${b} IS NULL))` : `${a} = ${b}`;
    })
    .join(" AND ");
}

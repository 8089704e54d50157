import type { Column, Dataset } from "@cloudapi/core";
import { checkOptionNames, isLeafType } from "@cloudapi/core/internal";
import { columnOf, quoteColumn, quoteTable } from "../metrics/column-of.ts";
import { type Statement, statement } from "../statement.ts";
import { checkAthenaName } from "../tables/athena-name.ts";
import { conditionsSql, type RowCondition } from "./row-condition.ts";
import { type TargetTable, targetTable } from "./target-table.ts";

/** What is merged, and how rows are told to be the same. */
export interface MergeQueryInput extends TargetTable {
  /** The table with the rows that come: it has the dataset's columns. Without a database it is in the query's. */
  readonly from: { readonly table: string; readonly database?: string | undefined };
  /** The columns by whose values a row that comes is one that is there. */
  readonly on: readonly string[];
  /**
   * A column that tells which of the rows of one key is the latest, such as the time of the change. Of several that come that counts,
   * and a row that is there stays when it is later than that. Without it each key may come once; else the engine refuses the statement.
   */
  readonly latestBy?: string | undefined;
  /** The columns that rows which are there take over; default all but those of `on`. */
  readonly update?: readonly string[] | undefined;
  /** Whether rows that are not there yet are added; default true. */
  readonly insert?: boolean | undefined;
  /** Rows that come and meet these conditions delete the row that is there, and aren't added. */
  readonly deleteWhere?: readonly RowCondition[] | undefined;
  /**
   * Of the rows that are there, only those that meet these conditions are looked at, so that other partitions aren't read. It has to
   * be true of every row that has the key of one that comes, which would be added again otherwise.
   */
  readonly within?: readonly RowCondition[] | undefined;
}

const KNOWN = [
  "table",
  "database",
  "from",
  "on",
  "latestBy",
  "update",
  "insert",
  "deleteWhere",
  "within",
] as const satisfies readonly (keyof MergeQueryInput)[];

/**
 * A `MERGE INTO` an Iceberg table: rows that come from another table take the place of those that have their key, or are added, in one
 * commit. Keys that are null are a key as well, where the contract lets them be. The text is Athena's and Trino's; Spark runs it in ANSI
 * mode with `spark.sql.ansi.doubleQuotedIdentifiers`, as long as no text in it has a quote.
 *
 * @throws {TypeError} for no key, and for columns, values and options that are not such
 * @throws {RangeError} for a value that the column can't hold, or a name that Athena would not take
 *
 * @example
 * ```ts
 * import { buildMergeQuery } from "@cloudapi/athena";
 * import { defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const prices = defineDataset({
 *   name: "prices",
 *   schema: z.object({ sku: z.string(), cents: z.int32().optional() }),
 * });
 * const { sql } = buildMergeQuery(prices, { from: { table: "prices_new" }, on: ["sku"] });
 * console.log(sql.split("\n")[2]); // => ON t."sku" = s."sku"
 * console.log(sql.split("\n")[3]); // => WHEN MATCHED THEN UPDATE SET "cents" = s."cents"
 * ```
 */
export function buildMergeQuery(dataset: Dataset, input: MergeQueryInput): Statement {
  checkOptionNames("buildMergeQuery", input, KNOWN);
  const target = targetTable("buildMergeQuery", dataset, input);
  const keys = keyColumns(dataset, input.on);
  const latest = latestColumn(dataset, input.latestBy);
  const clauses = [...matched(dataset, input, { keys, latest }), ...added(dataset, input)];
  if (clauses.length === 0)
    throw new TypeError(
      "buildMergeQuery: nothing would be done: insert is false, and there is nothing to update or to delete.",
    );
  return statement(
    [
      `MERGE INTO ${target} AS t`,
      `USING (${sourceSql(dataset, input.from, { keys, latest })}) AS s`,
      `ON ${onSql(dataset, input, keys)}`,
      ...clauses,
    ].join("\n"),
  );
}

interface Columns {
  readonly keys: readonly Column[];
  readonly latest: string | undefined;
}

function keyColumns(dataset: Dataset, on: readonly string[]): Column[] {
  if (!Array.isArray(on) || on.length === 0)
    throw new TypeError("buildMergeQuery: on must be a list of the key's columns, at least one.");
  return on.map((name: string) => comparable("on", columnOf("buildMergeQuery: on", dataset, name)));
}

function comparable(option: string, column: Column): Column {
  if (isLeafType(column.type)) return column;
  throw new TypeError(
    `buildMergeQuery: ${option}: ${column.name} is nested, and is not compared; take columns with single values.`,
  );
}

function latestColumn(dataset: Dataset, latestBy: string | undefined): string | undefined {
  if (latestBy === undefined) return undefined;
  const column = columnOf("buildMergeQuery: latestBy", dataset, latestBy);
  return quoteColumn(comparable("latestBy", column).name);
}

/** The rows that come, of each key the latest. */
function sourceSql(
  dataset: Dataset,
  from: MergeQueryInput["from"],
  { keys, latest }: Columns,
): string {
  checkOptionNames("buildMergeQuery: from", from, ["table", "database"]);
  const { database } = from;
  const table = checkAthenaName("buildMergeQuery: from.table", from.table);
  if (database !== undefined) checkAthenaName("buildMergeQuery: from.database", database);
  const columns = list(dataset, "");
  const source = quoteTable(table, database);
  if (latest === undefined) return `SELECT ${columns} FROM ${source}`;
  const key = keys.map(({ name }) => quoteColumn(name)).join(", ");
  const rank = `row_number() OVER (PARTITION BY ${key} ORDER BY ${latest} DESC NULLS LAST) AS latest_of_key`;
  return `SELECT ${columns} FROM (SELECT ${columns}, ${rank} FROM ${source}) AS ranked WHERE latest_of_key = 1`;
}

function list({ columns }: Dataset, prefix: string): string {
  return columns.map(({ name }) => `${prefix}${quoteColumn(name)}`).join(", ");
}

function onSql(
  dataset: Dataset,
  { within = [] }: MergeQueryInput,
  keys: readonly Column[],
): string {
  const same = keys.map(({ name, nullable }) => {
    const column = quoteColumn(name);
    return `t.${column} ${nullable ? "IS NOT DISTINCT FROM" : "="} s.${column}`;
  });
  const rows = { dataset, alias: "t" };
  return [...same, ...conditionsSql("buildMergeQuery: within", within, rows)].join(" AND ");
}

/** What becomes of rows that are there. */
function matched(dataset: Dataset, input: MergeQueryInput, { keys, latest }: Columns): string[] {
  const isLater =
    latest === undefined ? [] : [`(t.${latest} IS NULL OR s.${latest} >= t.${latest})`];
  const deletes = deleteSql(dataset, input);
  const columns = updatedColumns(dataset, input, keys);
  const set = columns.map((column) => `${column} = s.${column}`).join(", ");
  return [
    ...(deletes === undefined ? [] : [when("MATCHED", [...isLater, deletes], "DELETE")]),
    ...(columns.length === 0 ? [] : [when("MATCHED", isLater, `UPDATE SET ${set}`)]),
  ];
}

function updatedColumns(
  dataset: Dataset,
  { update }: MergeQueryInput,
  keys: readonly Column[],
): string[] {
  const own = keys.map(({ name }) => name);
  if (update === undefined)
    return dataset.columns
      .filter(({ name }) => !own.includes(name))
      .map(({ name }) => quoteColumn(name));
  if (!Array.isArray(update))
    throw new TypeError("buildMergeQuery: update must be a list of columns.");
  return update.map((name: string) => {
    if (own.includes(name))
      throw new TypeError(
        `buildMergeQuery: update: ${name} is part of the key, which is the same on both sides.`,
      );
    return quoteColumn(columnOf("buildMergeQuery: update", dataset, name).name);
  });
}

/** What becomes of rows that are not there. */
function added(dataset: Dataset, input: MergeQueryInput): string[] {
  const { insert = true } = input;
  if (typeof insert !== "boolean")
    throw new TypeError("buildMergeQuery: insert must be true or false.");
  if (!insert) return [];
  const deletes = deleteSql(dataset, input);
  const unless = deletes === undefined ? [] : [`NOT coalesce(${deletes}, false)`];
  const values = `INSERT (${list(dataset, "")}) VALUES (${list(dataset, "s.")})`;
  return [when("NOT MATCHED", unless, values)];
}

function when(state: string, conditions: readonly string[], what: string): string {
  return `WHEN ${[state, ...conditions].join(" AND ")} THEN ${what}`;
}

function deleteSql(dataset: Dataset, { deleteWhere }: MergeQueryInput): string | undefined {
  if (deleteWhere === undefined) return undefined;
  const rows = { dataset, alias: "s" };
  const conditions = conditionsSql("buildMergeQuery: deleteWhere", deleteWhere, rows);
  if (conditions.length === 0)
    throw new TypeError("buildMergeQuery: deleteWhere has no condition; leave it out instead.");
  return `(${conditions.join(" AND ")})`;
}

import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { type TableName, tableOf } from "../sql/names.ts";
import { commentOn, registerTable } from "./registry.ts";
import { checkedColumns, checkHistoryNames, columnLines } from "./table-columns.ts";
import { type LayoutInput, tableLayout } from "./table-layout.ts";

/** The table to make. */
export interface CreateTableInput extends TableName, LayoutInput {
  /** Whether the table is for the mode `scd2`: with `valid_from`, `valid_to` and `is_current`; default false. */
  readonly history?: boolean | undefined;
}

/** The options of a table. */
export const TABLE_OPTIONS = [
  "schema",
  "table",
  "sortKey",
  "distKey",
  "distStyle",
  "history",
] as const satisfies (keyof CreateTableInput)[];

/**
 * The statements that make a dataset's table, with types that hold what the contract allows, a comment with the contract's hash, the
 * ledger of its loads (`<table>__loads`) and the register of contracts (`cloudapi_tables`). Tables that are there are left as they are.
 *
 * @throws {RedshiftError} `TYPE_REFUSED` where Redshift has no type for a column
 * @throws {TypeError | RangeError} for names, columns and options that are not such
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildCreateTable } from "@cloudapi/redshift";
 *
 * const [table] = buildCreateTable(apiLogs, { schema: "logs", distKey: "endpoint" });
 * console.log(table?.split("\n")[0]); // => 'CREATE TABLE IF NOT EXISTS "logs"."api_logs" ('
 * console.log(table?.split("\n").at(-1)); // => ') DISTSTYLE KEY DISTKEY ("endpoint") COMPOUND SORTKEY ("timestamp")'
 * ```
 */
export function buildCreateTable(
  dataset: Dataset,
  input: CreateTableInput = {},
): readonly string[] {
  checkDataset("buildCreateTable", dataset);
  checkOptionNames("buildCreateTable", input, TABLE_OPTIONS);
  const table = tableOf("buildCreateTable", dataset, input);
  return Object.freeze([
    tableSql("buildCreateTable", dataset, { ...input, name: table.sql, ifNotExists: true }),
    commentOn(table, dataset),
    ...registerTable(table, dataset),
  ]);
}

/** How the statement of a table alone is made. */
export interface TableSqlInput extends CreateTableInput {
  /** The quoted name. */
  readonly name: string;
  readonly ifNotExists: boolean;
}

/** The statement of a table alone. */
export function tableSql(what: string, dataset: Dataset, input: TableSqlInput): string {
  const { history = false, name, ifNotExists } = input;
  if (typeof history !== "boolean") throw new TypeError(`${what}: history must be true or false.`);
  if (history) checkHistoryNames(what, dataset);
  const { sortKey, clauses } = tableLayout(what, dataset, input);
  const lines = columnLines(checkedColumns(what, dataset), { sortKey, history });
  const start = `CREATE TABLE ${ifNotExists ? "IF NOT EXISTS " : ""}${name}`;
  return `${start} (\n  ${lines.join(",\n  ")}\n) ${clauses.join(" ")}`;
}

import type { Column, Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames, didYouMean, isLeafType } from "@cloudapi/core/internal";
import { quoteIdentifier } from "@cloudapi/core/sql";

/** What to select. */
export interface SelectColumnsOptions {
  /** The columns, by name and in this order; default all of the contract's. */
  readonly columns?: readonly string[];
  /** The table's name or alias in the query, where a column's name alone is ambiguous. */
  readonly from?: string;
}

/**
 * The select list of a dataset's columns, for a query whose rows are typed by the contract.
 *
 * Athena's text of arrays, rows and maps can't be read back (`[a, b]` may be one text or two). So columns that hold such
 * are selected as JSON, `json_format(CAST("items" AS JSON))`, from which `getResults` and `query` read values exactly:
 * every digit of decimals and 64-bit integers, timestamps to the millisecond, and nulls at every level.
 *
 * @throws {TypeError} for a dataset, columns or options that are not such
 * @throws {RangeError} for a column that the contract doesn't have
 *
 * @example
 * ```ts
 * import { selectColumns } from "@cloudapi/athena";
 * import { defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const orders = defineDataset({
 *   name: "orders",
 *   schema: z.object({ id: z.int64(), items: z.array(z.object({ sku: z.string(), qty: z.int32() })) }),
 * });
 * console.log(`SELECT ${selectColumns(orders)} FROM orders`);
 * // => SELECT "id", json_format(CAST("items" AS JSON)) AS "items" FROM orders
 * ```
 */
export function selectColumns(dataset: Dataset, options: SelectColumnsOptions = {}): string {
  checkDataset("selectColumns", dataset);
  checkOptionNames("selectColumns", options, ["columns", "from"]);
  const { columns = dataset.columns.map(({ name }) => name), from } = options;
  const isList: boolean = Array.isArray(columns);
  if (!isList || columns.length === 0)
    throw new TypeError("selectColumns: columns must be a list of column names, at least one.");
  const table = from === undefined ? "" : `${quoteIdentifier(from)}.`;
  return columns.map((name) => columnSql(columnOf(dataset, name), table)).join(", ");
}

function columnSql({ name, type }: Column, table: string): string {
  const column = `${table}${quoteIdentifier(name)}`;
  if (isLeafType(type)) return column;
  return `json_format(CAST(${column} AS JSON)) AS ${quoteIdentifier(name)}`;
}

function columnOf(dataset: Dataset, name: string): Column {
  const column = dataset.columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const names = dataset.columns.map((each) => each.name);
  const nearest = didYouMean(name, names);
  const hint = nearest === undefined ? `It has ${names.join(", ")}.` : `Did you mean "${nearest}"?`;
  throw new RangeError(
    `selectColumns: the dataset "${dataset.name}" has no column ${JSON.stringify(name)}. ${hint}`,
  );
}

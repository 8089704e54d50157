import type { Dataset, Row } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { contractShaper } from "./contract-shaper.ts";
import type { Cell, QueryInput, ResultColumn, Warehouse, WarehouseOptions } from "./warehouse.ts";

/** A query, and the contract that its rows are checked and typed by. */
export interface QueryRowsInput<D extends Dataset | undefined = Dataset | undefined>
  extends QueryInput {
  /** Default: rows are as Redshift gives them, by its own names. */
  readonly dataset?: D;
}

/** A row by the names of its columns. */
export type PlainRow = Readonly<Record<string, Cell>>;

/**
 * The rows of a query, page by page, each checked and typed by a contract if one is given. Memory holds a page.
 *
 * @throws {RedshiftError} when the query fails; `MISSING_RESULT_COLUMN` and `INVALID_ROW` when its rows aren't the contract's
 *
 * @example
 * ```ts no-run: needs a warehouse
 * import { apiLogs } from "@cloudapi/core";
 * import { queryRows, type Warehouse } from "@cloudapi/redshift";
 *
 * async function slowest(warehouse: Warehouse): Promise<void> {
 *   const sql = "SELECT * FROM api_logs WHERE response_time_ms > CAST(:ms AS double precision)";
 *   for await (const row of queryRows(warehouse, { sql, parameters: { ms: 500 }, dataset: apiLogs }))
 *     console.log(row.endpoint, row.response_time_ms);
 * }
 * ```
 */
export async function* queryRows<const D extends Dataset | undefined = undefined>(
  warehouse: Warehouse,
  input: QueryRowsInput<D>,
  options: WarehouseOptions = {},
): AsyncGenerator<D extends Dataset ? Row<D> : PlainRow> {
  checkOptionNames("queryRows", input, ["sql", "parameters", "dataset"]);
  const { dataset, ...query } = input;
  let shape: ((cells: readonly Cell[]) => unknown) | undefined;
  for await (const { columns, rows } of warehouse.pages(query, options)) {
    shape ??= dataset === undefined ? plainShaper(columns) : contractShaper(dataset, columns);
    for (const row of rows) yield shape(row) as D extends Dataset ? Row<D> : PlainRow;
  }
}

function plainShaper(columns: readonly ResultColumn[]): (cells: readonly Cell[]) => PlainRow {
  return (cells) => Object.fromEntries(columns.map(({ name }, i) => [name, cells[i] ?? null]));
}

import { CloudApiError, type ContractDiff } from "@cloudapi/core";

/** What can be wrong with a table, or with what is asked of the catalog. */
export type TableFault =
  | "TABLE_WOULD_BREAK"
  | "NOT_THE_TABLE"
  | "TABLE_IN_USE"
  | "NO_SUCH_TABLE"
  | "CATALOG_REQUEST_FAILED";

/**
 * A table, database or partition that can't be made, altered or read: `TABLE_WOULD_BREAK` when what is there would not be read right by it (with
 * the `diff`), `NOT_THE_TABLE` when another kind of table, or one over another location, has its name, `TABLE_IN_USE` when
 * others went on altering it, `NO_SUCH_TABLE` when partitions are those of no table, `CATALOG_REQUEST_FAILED` when the catalog refused a request, whose error is the `cause`.
 *
 * @example
 * ```ts
 * import { TableError } from "@cloudapi/athena/glue";
 *
 * const error = new TableError("TABLE_IN_USE", "The table was altered again and again.", { table: "logs.api_logs" });
 * console.log(error.code, error.table); // => TABLE_IN_USE logs.api_logs
 * ```
 */
export class TableError extends CloudApiError {
  /** `database.table`; of a database its name. */
  readonly table: string;
  /** What differs between the table's contract and the new one. */
  readonly diff: ContractDiff | undefined;

  constructor(
    code: TableFault,
    message: string,
    context: { readonly table: string; readonly diff?: ContractDiff; readonly cause?: unknown },
  ) {
    super(code, message, context.cause === undefined ? {} : { cause: context.cause });
    this.table = context.table;
    this.diff = context.diff;
  }
}

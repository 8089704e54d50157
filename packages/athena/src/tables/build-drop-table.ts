import { checkOptionNames } from "@cloudapi/core/internal";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { type Statement, statement } from "../statement.ts";

/** The table to drop. */
export interface DropTableInput {
  readonly table: string;
  /** Default: the query's database. */
  readonly database?: string;
  /** Whether it is all right that there is no such table; default true. */
  readonly ifExists?: boolean;
}

/**
 * The DDL that drops a table from the catalog; the objects it is over stay where they are.
 *
 * @throws {TypeError | RangeError} for a name that can't be one
 *
 * @example
 * ```ts
 * import { buildDropTable } from "@cloudapi/athena";
 *
 * console.log(buildDropTable({ table: "api_logs" }).sql); // => "DROP TABLE IF EXISTS `api_logs`"
 * ```
 */
export function buildDropTable(input: DropTableInput): Statement {
  checkOptionNames("buildDropTable", input, ["table", "database", "ifExists"]);
  const { table, database, ifExists = true } = input;
  const qualified = [...(database === undefined ? [] : [database]), table]
    .map((part) => quoteIdentifier(part, "ddl"))
    .join(".");
  return statement(`DROP TABLE ${ifExists ? "IF EXISTS " : ""}${qualified}`);
}

import { IcebergError } from "../errors/iceberg-error.ts";
import type { TableName } from "./catalog.ts";
import { tableTitle } from "./check-table-name.ts";

/** What is said where a table is there already. */
export function tableExists(name: TableName, cause?: unknown): IcebergError {
  const table = tableTitle(name);
  return new IcebergError(
    "TABLE_EXISTS",
    `There is a table ${table} already. Load it, drop it first, or take another name.`,
    { cause, table },
  );
}

/** What is said where there is no such table. */
export function noSuchTable(name: TableName, cause?: unknown): IcebergError {
  const table = tableTitle(name);
  return new IcebergError(
    "NO_SUCH_TABLE",
    `The catalog has no table ${table}. Check the name, or create the table; if it was there a moment ago, it was dropped or renamed.`,
    { cause, table },
  );
}

export function tableReplaced(name: TableName): IcebergError {
  const table = tableTitle(name);
  return new IcebergError(
    "TABLE_REPLACED",
    `The table ${table} was dropped meanwhile, and another created under its name: nothing was done to that one. Load the table again, and run again, to go on with the new one.`,
    { table },
  );
}

/** What is said of a commit that came after another one. */
export function commitConflict(name: TableName, cause?: unknown): IcebergError {
  const table = tableTitle(name);
  return new IcebergError(
    "COMMIT_CONFLICT",
    `Another writer committed to ${table} first. Load the table again, and commit to what it is now.`,
    { cause, table },
  );
}

import { checkOptionNames } from "@cloudapi/core/internal";
import { checkRowsArgument } from "./check-rows-argument.ts";

/** Options of {@link dropNulls}. */
export interface DropNullsOptions<T> {
  /** Columns that must have a value; default all columns that any of the rows has. */
  readonly columns?: readonly (keyof T & string)[];
}

/**
 * The rows that have a value in every column, or in each of the named ones; null, undefined and absent
 * do not count as one, an empty string does.
 *
 * The rows themselves are passed on, not copied.
 *
 * @throws {TypeError} for an unknown option, or rows that are not objects
 *
 * @example
 * ```ts
 * import { dropNulls } from "@cloudapi/transform";
 *
 * const rows = [{ endpoint: "/a", user_id: "u1" }, { endpoint: "/b", user_id: null }];
 * console.log(dropNulls(rows).length); // => 1
 * console.log(dropNulls(rows, { columns: ["endpoint"] }).length); // => 2
 * ```
 */
export function dropNulls<T extends object>(
  rows: Iterable<T>,
  options: DropNullsOptions<T> = {},
): T[] {
  checkOptionNames("dropNulls", options, ["columns"]);
  checkRowsArgument("dropNulls", rows);
  const all = [...rows];
  checkObjects(all);
  if (options.columns !== undefined && !Array.isArray(options.columns))
    throw new TypeError("dropNulls: columns must be a list of column names.");
  const columns = options.columns ?? columnsOf(all);
  return all.filter((row) => hasValues(row, columns));
}

/** Whether a row has a value in each of the columns. */
function hasValues(row: object, columns: readonly string[]): boolean {
  for (const column of columns) {
    const value = Object.hasOwn(row, column) ? (row as Record<string, unknown>)[column] : undefined;
    if (value === null || value === undefined) return false;
  }
  return true;
}

function checkObjects(rows: readonly unknown[]): void {
  const at = rows.findIndex((row) => typeof row !== "object" || row === null || Array.isArray(row));
  if (at >= 0) throw new TypeError(`dropNulls: row ${at + 1} is not an object.`);
}

/** Every name that one of the rows has, so that an absent field counts as null where others have it. */
function columnsOf(rows: readonly object[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}

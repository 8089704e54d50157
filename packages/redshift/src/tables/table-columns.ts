import type { Dataset } from "@cloudapi/core";
import { RedshiftError } from "../errors/redshift-error.ts";
import { columnName } from "../sql/names.ts";
import { type RedshiftColumn, redshiftColumns } from "./redshift-column.ts";

/** The columns that a table with history has beside the contract's. */
export const HISTORY_COLUMNS = ["valid_from", "valid_to", "is_current"] as const;

/** Source: Amazon Redshift, "CREATE TABLE". */
const MAX_COLUMNS = 1600;
const SYSTEM_COLUMNS = ["oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"].map(columnName);

/**
 * The columns of a dataset that Redshift can hold, all of them.
 *
 * @throws {RedshiftError} `TYPE_REFUSED` where it has no type for one
 */
export function checkedColumns(what: string, dataset: Dataset): readonly RedshiftColumn[] {
  const columns = redshiftColumns(dataset);
  const refused = columns.filter(({ verdict }) => verdict === "refused");
  if (refused.length > 0)
    throw new RedshiftError(
      "TYPE_REFUSED",
      `${what}: Redshift has no type for ${refused.map(({ name, why }) => `${name} (${why})`).join(", ")} of "${dataset.name}". Change the type in the contract, or leave the column out.`,
    );
  const reserved = columns.filter(({ sql }) => SYSTEM_COLUMNS.includes(sql));
  if (reserved.length > 0)
    throw new RedshiftError(
      "TYPE_REFUSED",
      `${what}: Redshift keeps the name ${reserved.map(({ name }) => name).join(", ")} for itself, and "${dataset.name}" has such a column. Give it another name in the contract, and this one as an alias.`,
    );
  if (columns.length > MAX_COLUMNS)
    throw new RedshiftError(
      "TYPE_REFUSED",
      `${what}: "${dataset.name}" has ${columns.length} columns, and a table of Redshift at most ${MAX_COLUMNS}.`,
    );
  return columns;
}

/** The lines of a table's columns: all of the contract, and those of a history. */
export function columnLines(
  columns: readonly RedshiftColumn[],
  { sortKey = [], history = false }: { sortKey?: readonly string[]; history?: boolean },
): string[] {
  const [first] = sortKey;
  return [
    ...columns.map(
      ({ name, sql, type, encode, nullable }) =>
        // Blocks are found by the first column of the sort key, which is not compressed for that.
        `${sql} ${type} ENCODE ${name === first ? "raw" : encode}${nullable ? "" : " NOT NULL"}`,
    ),
    ...(history
      ? [
          `${columnName("valid_from")} timestamp ENCODE az64 NOT NULL`,
          `${columnName("valid_to")} timestamp ENCODE az64`,
          `${columnName("is_current")} boolean ENCODE raw NOT NULL`,
        ]
      : []),
  ];
}

/**
 * Refuse a contract that has a column of a history itself.
 *
 * @throws {TypeError}
 */
export function checkHistoryNames(what: string, dataset: Dataset): void {
  const taken = dataset.columns.filter(({ name }) =>
    HISTORY_COLUMNS.some((each) => each === name.toLowerCase()),
  );
  if (taken.length > 0)
    throw new TypeError(
      `${what}: a table with history has the columns ${HISTORY_COLUMNS.join(", ")}, and "${dataset.name}" has ${taken.map(({ name }) => name).join(", ")} of its own.`,
    );
}

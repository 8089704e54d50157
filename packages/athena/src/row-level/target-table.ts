import type { Dataset } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import { quoteTable } from "../metrics/column-of.ts";
import { checkAthenaName } from "../tables/athena-name.ts";

/** An Iceberg table of a dataset. */
export interface TargetTable {
  /** Default: the dataset's name. */
  readonly table?: string | undefined;
  /** Default: the query's database. */
  readonly database?: string | undefined;
}

/**
 * The table's name, quoted.
 *
 * @throws {TypeError | RangeError} for what is no dataset, and a name that Athena would not take
 */
export function targetTable(
  what: string,
  dataset: Dataset,
  { table, database }: TargetTable,
): string {
  checkDataset(what, dataset);
  const name = checkAthenaName(`${what}: table`, table ?? dataset.name);
  if (database !== undefined) checkAthenaName(`${what}: database`, database);
  return quoteTable(name, database);
}

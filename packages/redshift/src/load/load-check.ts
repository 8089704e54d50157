import type { Dataset } from "@cloudapi/core";
import { RedshiftError } from "../errors/redshift-error.ts";
import type { Table } from "../sql/names.ts";
import type { ResultPage, Warehouse } from "../warehouse/warehouse.ts";
import { CHECKED } from "./claim.ts";
import type { LoadPlan } from "./plan-load.ts";
import { registeredHash } from "./read-ledger.ts";

/** What a load's check gave: numbers of rows. */
export type LoadCheck = Readonly<Record<(typeof CHECKED)[number], number>>;

/** The numbers of a check. */
export function readCheck(result: ResultPage | undefined): LoadCheck {
  const row = result?.rows[0];
  if (row === undefined || row.length !== CHECKED.length)
    throw new RedshiftError(
      "UNREADABLE_RESULT",
      "The load's check gave no row; nothing is known of it.",
    );
  return Object.fromEntries(CHECKED.map((name, i) => [name, Number(row[i])])) as LoadCheck;
}

interface CheckedLoad {
  readonly plan: LoadPlan;
  readonly dataset: Dataset;
  readonly warehouse: Warehouse;
  readonly signal: AbortSignal | undefined;
}

/** Why nothing was loaded; `undefined` where all was. */
export async function failedCheck(
  check: LoadCheck,
  load: CheckedLoad,
): Promise<RedshiftError | undefined> {
  const { plan, dataset } = load;
  const { staged, contract, duplicates, outside } = check;
  if (contract !== 1) return contractFailure({ ...load, table: plan.table });
  if (staged !== plan.expectedRows)
    return new RedshiftError(
      "ROWS_MISSING",
      `COPY gave ${staged} rows, and the files say that they have ${plan.expectedRows}: a file was replaced meanwhile, or is damaged. Nothing was loaded; run again.`,
    );
  if (duplicates > 0)
    return new RedshiftError(
      "DUPLICATE_KEYS",
      `${duplicates} keys come more than once, and nothing says which row counts. Nothing was loaded: name a column in latestBy, or make the rows of "${dataset.name}" unique.`,
    );
  if (outside > 0)
    return new RedshiftError(
      "OUTSIDE_MONTHS",
      `${outside} rows are of months that have no table. Nothing was loaded: make the tables with buildTimeSeries, and name the months.`,
    );
  return undefined;
}

/** What is wrong with the contract that a table has; `undefined` where it is the dataset's. */
export async function contractFailure({
  table,
  dataset,
  warehouse,
  signal,
}: Omit<CheckedLoad, "plan"> & { readonly table: Table }): Promise<RedshiftError | undefined> {
  const { name, contractHash } = dataset;
  const hash = await registeredHash(warehouse, table, { signal });
  if (hash === contractHash) return undefined;
  if (hash === undefined)
    return new RedshiftError(
      "NOT_REGISTERED",
      `The table ${table.sql} is not registered. Nothing was loaded: make it with buildCreateTable.`,
    );
  return new RedshiftError(
    "CONTRACT_MISMATCH",
    `The table ${table.sql} has the contract ${hash}, and "${name}" is ${contractHash} now. Nothing was loaded: bring the table to it with buildMigration.`,
  );
}

import type { Dataset } from "@cloudapi/core";
import { inMonth, monthTable } from "../../series/build-time-series.ts";
import type { Table } from "../../sql/names.ts";
import { columnName } from "../../sql/names.ts";
import type { LoadMode } from "../load-mode.ts";

/** A load whose rows are staged. */
export interface StagedLoad {
  readonly dataset: Dataset;
  readonly target: Table;
  /** The temporary table with the rows. */
  readonly stage: string;
  readonly mode: LoadMode;
  /** Months that have a table each, when the target is a view over those. */
  readonly months: readonly string[] | undefined;
}

/** Statements of a mode, and which of them say how many rows were removed and added. */
export interface ModeStatements {
  readonly statements: readonly { readonly sql: string; readonly effect?: "removed" | "added" }[];
  /** Temporary tables that are dropped at the end. */
  readonly temporary: readonly string[];
}

/** The tables that rows lie in. */
export function targetTables({ target, months }: StagedLoad): readonly string[] {
  return months === undefined ? [target.sql] : months.map((month) => monthTable(target, month).sql);
}

/** The statements that add the rows of a temporary table. */
export function insertStaged(
  { dataset, target, months }: StagedLoad,
  stage: string,
): ModeStatements["statements"] {
  const columns = dataset.columns.map(({ name }) => columnName(name)).join(", ");
  const insert = (into: string, where: string) =>
    ({
      sql: `INSERT INTO ${into} (${columns}) SELECT ${columns} FROM ${stage}${where}`,
      effect: "added",
    }) as const;
  if (months === undefined) return [insert(target.sql, "")];
  return months.map((month) =>
    insert(monthTable(target, month).sql, ` WHERE ${inMonth(dataset, month)}`),
  );
}

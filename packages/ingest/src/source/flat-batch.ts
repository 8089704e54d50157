import type { Dataset } from "@cloudapi/core";
import type { FlatRows } from "@cloudapi/records/internal";
import type { RowPlan } from "../rows/canonical-rows.ts";

/** The contract that rows are taken for, and how they become rows of it. */
export interface FlatContract {
  readonly dataset: Dataset;
  readonly rows: RowPlan;
}

/** Rows of a contract, taken by their bytes where these leave no doubt. Valid until the next are asked for. */
export interface FlatBatch {
  /** How many rows there are, taken or not. */
  readonly size: number;
  /** Those that were taken. */
  readonly flat: FlatRows | undefined;
  /** The numbers of the others, from 0, ascending. */
  readonly left: readonly number[];
  /** Where a row begins in the bytes. */
  startOf(row: number): number;
  /** A row with canonical values, as of a `SourceBatch`. */
  rowAt(row: number): Readonly<Record<string, unknown>>;
}

import type { SqlType } from "@cloudapi/athena/internal/analysis";

/** A column of a result; DDL and SHOW have a type of their own, `string`. */
export interface ResultColumn {
  readonly name: string;
  readonly type: SqlType | "string" | "utility varchar";
}

/** What a finished statement has to show. */
export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** Without the row of column names. A SHOW or DESCRIBE has one datum a row, its cells joined by tabs. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether the first page starts with a row of column names. */
  readonly header: boolean;
  /** 0 for SELECT and SHOW, absent for DDL. */
  readonly updateCount: number | undefined;
}

import type { SqlType } from "@cloudapi/athena/internal/analysis";

/** A column that a scan of text reads: its place in the table, its type. */
export interface TextColumn {
  readonly name: string;
  readonly index: number;
  readonly type: SqlType;
}

/** Reads one line into the values of the columns asked for, as text that DuckDB casts. */
export type LineReader = (line: string) => readonly (string | null)[];

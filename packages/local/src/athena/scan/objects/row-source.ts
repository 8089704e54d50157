import type { DataFile } from "./list-files.ts";

/** A data file with its local copy. */
export interface LocalFile extends DataFile {
  readonly path: string;
}

/** How the rows of a scan's files are read: a relation with a column `__file`, and an expression for each data column. */
export interface RowSource {
  readonly from: string;
  /** DuckDB SQL of a data column of the table, by name. */
  readonly column: (name: string) => string;
}

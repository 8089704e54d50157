import type { DataType, StructField } from "@cloudapi/core";

/** What to read of a table. */
export interface TableRead {
  /** The path of its metadata file. */
  readonly metadata: string;
  /** Columns to read, and what they are in the contract. */
  readonly columns: readonly StructField[];
  /** Which rows; as every reader can tell without reading files that have none of them. Default: all. */
  readonly where?: Comparison;
  /** The snapshot to read. Default: the current one. */
  readonly snapshotId?: bigint;
}

/** A condition on a column. */
export interface Comparison {
  readonly column: string;
  readonly operator: "=" | "<" | "<=" | ">" | ">=" | "is null" | "is not null";
  /** In canonical form. */
  readonly value?: string | number | boolean;
}

/** A row in canonical form. */
export type Row = Record<string, unknown>;

/** The rows of each read, in whatever order, in canonical form: `canonicalRow` with `NaN` and infinities as text. */
export type TableReader = (reads: readonly TableRead[]) => Promise<Row[][]>;

/** What a comparison's column is. */
export function typeOf(columns: readonly StructField[], name: string): DataType {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found.type;
}

import type { LoadedTable } from "@cloudapi/iceberg";
import type { IcebergSource } from "../../catalog/iceberg-source.ts";
import type { TableColumn } from "../../catalog/lookup.ts";

/** A table of what an Iceberg table's metadata says. */
export interface MetadataTable {
  readonly columns: (table: LoadedTable) => readonly TableColumn[];
  /** DuckDB constants. */
  readonly rows: (
    source: IcebergSource,
    signal: AbortSignal,
  ) => readonly (readonly string[])[] | Promise<readonly (readonly string[])[]>;
}

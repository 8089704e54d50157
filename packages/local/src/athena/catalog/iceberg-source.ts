import type { IcebergSchema, LoadedTable, Snapshot } from "@cloudapi/iceberg";

/** What is read of an Iceberg table: its rows as they were at a snapshot, or what its metadata says. */
export interface IcebergSource {
  readonly table: LoadedTable;
  /** `undefined` while the table has no rows. */
  readonly snapshot: Snapshot | undefined;
  /** The columns at that snapshot. */
  readonly schema: IcebergSchema;
  /** The metadata table, as `snapshots` of `"orders$snapshots"`; `undefined` for the rows. */
  readonly metadataTable: string | undefined;
}

import type { TableChange } from "../metadata/table-change.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { TableStorage } from "../storage/table-storage.ts";

/** A table's name in a catalog. */
export interface TableName {
  /** In Glue and Athena the database. */
  readonly namespace: string;
  readonly name: string;
}

/** A table as it was when the catalog was asked. */
export interface LoadedTable {
  readonly name: TableName;
  readonly metadata: TableMetadata;
  /** Where the metadata file is. */
  readonly metadataLocation: string;
  /** Holds the table's files. */
  readonly storage: TableStorage;
  /** The catalog's own word for this version of the table. */
  readonly version: unknown;
}

/** How a catalog is called. */
export interface CatalogOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Which metadata file is a table's current one: a small port over Glue, a REST catalog or a folder of files. */
export interface IcebergCatalog {
  /** The table as it is now; `undefined` when there is none. */
  load(name: TableName, options?: CatalogOptions): Promise<LoadedTable | undefined>;
  /**
   * Make a table.
   *
   * @throws {IcebergError} `TABLE_EXISTS` when there is one of the name
   */
  create(name: TableName, metadata: TableMetadata, options?: CatalogOptions): Promise<LoadedTable>;
  /**
   * Change a table, all at once or not at all. It takes no signal: what became of a commit that was given up would not be known.
   *
   * @throws {IcebergError} `COMMIT_CONFLICT` when the table is no longer as it was loaded, so that nothing was changed; `COMMIT_STATE_UNKNOWN` when the answer was lost
   */
  commit(base: LoadedTable, change: TableChange): Promise<LoadedTable>;
  /** Where a table of the name is made that isn't given a place of its own; empty when the catalog chooses it, `undefined` when it needs to be told. */
  defaultLocation(name: TableName): string | undefined;
  /** Make a namespace unless it is there. */
  ensureNamespace(namespace: string, options?: CatalogOptions): Promise<void>;
  /** Take a table out of the catalog; its files stay, unless the catalog was told to purge. */
  drop(name: TableName, options?: CatalogOptions): Promise<void>;
}

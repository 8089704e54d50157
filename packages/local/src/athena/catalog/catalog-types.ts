import type { SqlType } from "@cloudapi/athena/internal/analysis";
import type { PartitionDefinition, TableDefinition } from "./definitions.ts";

/** A column as the catalog keeps it, its type in Hive's words. */
export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string | undefined;
  /** Of a view's column: its exact type, which Hive's words may not hold. */
  readonly sqlType?: SqlType;
}

/** How the bytes of a table's objects become rows. */
export interface Storage {
  readonly serde: string;
  readonly serdeProperties: Readonly<Record<string, string>>;
  readonly inputFormat: string;
  readonly outputFormat: string;
}

export interface CatalogTable {
  readonly kind: "table";
  readonly database: string;
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  readonly partitionKeys: readonly CatalogColumn[];
  readonly comment: string | undefined;
  /** Whom Glue's own API was told it belongs to. */
  readonly owner?: string | undefined;
  readonly location: string;
  readonly storage: Storage;
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** What no query reads it for, such as "Iceberg tables". */
  readonly unreadable?: string | undefined;
}

export interface CatalogView {
  readonly kind: "view";
  readonly database: string;
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  readonly sql: string;
  /** The database its bare names were meant in. */
  readonly sqlDatabase: string;
  readonly createdAt: Date;
  readonly unreadable?: string | undefined;
}

export type CatalogRelation = CatalogTable | CatalogView;

/** One state of a table or view. */
export interface TableVersion {
  readonly version: number;
  readonly definition: TableDefinition;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A table or view: what a query makes of it, what it was given, and what it was before. */
export interface CatalogEntry extends TableVersion {
  readonly relation: CatalogRelation;
  /** Former versions that were kept, oldest first. */
  readonly archived: readonly TableVersion[];
}

/** A registered partition; its values are in the order of the table's partition keys. */
export interface CatalogPartition {
  readonly values: readonly string[];
  readonly location: string;
  readonly definition: PartitionDefinition;
  readonly createdAt: Date;
}

export interface Database {
  readonly name: string;
  readonly comment: string | undefined;
  readonly location: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** Glue's CreateTableDefaultPermissions, as they were given. */
  readonly permissions?: unknown;
}

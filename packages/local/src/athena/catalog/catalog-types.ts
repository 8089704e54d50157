import type { SqlType } from "../types/types.ts";

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
  readonly location: string;
  readonly storage: Storage;
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: Date;
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
}

/** A registered partition; its values are in the order of the table's partition keys. */
export interface CatalogPartition {
  readonly values: readonly string[];
  readonly location: string;
}

export interface Database {
  readonly name: string;
  readonly comment: string | undefined;
  readonly location: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

import type { Column, Table } from "@aws-sdk/client-glue";
import { CONTRACT_METADATA } from "@cloudapi/core";

/** A column as the catalog has it. */
export interface CatalogColumn {
  readonly name: string;
  /** In Athena's words for DDL, such as `bigint` or `array<string>`. */
  readonly type: string;
  readonly comment?: string;
}

/** A table or view of the catalog. */
export interface DescribedTable {
  readonly database: string;
  readonly table: string;
  /** `external`: over the files at a location. Which kinds a query can read is Athena's matter. */
  readonly kind: "external" | "iceberg" | "view";
  readonly columns: readonly CatalogColumn[];
  readonly partitionColumns: readonly CatalogColumn[];
  readonly properties: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly location?: string;
  /** The class by which its objects are read; tables over lists of other objects have one of their own. */
  readonly inputFormat?: string;
  /** The hash of the contract that it was made or altered by, where one of these packages did. */
  readonly contractHash?: string;
  /** Counts its changes. */
  readonly version?: string;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}

/** A table of the catalog, in this package's words. */
export function describedTable(database: string, table: Table): DescribedTable {
  const { Name = "", Parameters = {}, StorageDescriptor = {}, PartitionKeys = [] } = table;
  const location = StorageDescriptor.Location ?? "";
  const contractHash = Parameters[CONTRACT_METADATA.hashProperty];
  return Object.freeze({
    database: table.DatabaseName ?? database,
    table: Name,
    kind: kindOf(table),
    columns: (StorageDescriptor.Columns ?? []).map(catalogColumn),
    partitionColumns: PartitionKeys.map(catalogColumn),
    properties: Parameters,
    ...(table.Description !== undefined && { description: table.Description }),
    ...(location !== "" && { location }),
    ...(StorageDescriptor.InputFormat !== undefined && {
      inputFormat: StorageDescriptor.InputFormat,
    }),
    ...(contractHash !== undefined && { contractHash }),
    ...(table.VersionId !== undefined && { version: table.VersionId }),
    ...(table.CreateTime !== undefined && { createdAt: table.CreateTime }),
    ...(table.UpdateTime !== undefined && { updatedAt: table.UpdateTime }),
  });
}

/** What a table of the catalog is over. */
export function kindOf({ TableType, Parameters = {} }: Table): DescribedTable["kind"] {
  if (TableType === "VIRTUAL_VIEW") return "view";
  return Parameters["table_type"]?.toUpperCase() === "ICEBERG" ? "iceberg" : "external";
}

function catalogColumn({ Name = "", Type = "", Comment }: Column): CatalogColumn {
  return { name: Name, type: Type, ...(Comment !== undefined && { comment: Comment }) };
}

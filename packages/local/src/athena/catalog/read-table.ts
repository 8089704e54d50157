import type { CatalogColumn, CatalogTable } from "./catalog-types.ts";
import type { ColumnDefinition, TableDefinition } from "./definitions.ts";

/** Where and since when a table is. */
export interface Place {
  readonly database: string;
  readonly createdAt: Date;
}

/** What a query makes of a table that the catalog was given. */
export function readTable(definition: TableDefinition, place: Place): CatalogTable {
  const { Name, Description, Owner, StorageDescriptor: storage = {}, PartitionKeys } = definition;
  const { comment, ...properties } = definition.Parameters ?? {};
  return {
    kind: "table",
    ...place,
    name: Name,
    columns: readColumns(storage.Columns),
    partitionKeys: readColumns(PartitionKeys),
    comment: Description ?? comment,
    owner: Owner,
    location: storage.Location ?? "",
    storage: {
      serde: storage.SerdeInfo?.SerializationLibrary ?? "",
      serdeProperties: storage.SerdeInfo?.Parameters ?? {},
      inputFormat: storage.InputFormat ?? "",
      outputFormat: storage.OutputFormat ?? "",
    },
    properties,
    unreadable: unreadable(definition),
  };
}

/** Types in Glue are in whatever case they were written. */
export function readColumns(columns: readonly ColumnDefinition[] = []): CatalogColumn[] {
  return columns.map(({ Name, Type = "", Comment }) => ({
    name: Name.toLowerCase(),
    type: Type.toLowerCase(),
    comment: Comment,
  }));
}

/** Kinds of tables whose files are not all theirs to read. */
function unreadable({ Parameters = {}, StorageDescriptor }: TableDefinition): string | undefined {
  const value = (name: string) => Parameters[name]?.toLowerCase();
  if (value("table_type") === "iceberg") return undefined;
  const provider = value("spark.sql.sources.provider");
  if (value("table_type") === "delta" || provider === "delta") return "Delta Lake tables";
  if (provider === "hudi") return "Hudi tables";
  if (StorageDescriptor === undefined) return "tables without a storage descriptor";
  if ((StorageDescriptor.AdditionalLocations ?? []).length > 0)
    return "tables with additional locations";
  return undefined;
}

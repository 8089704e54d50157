import { formatType } from "@cloudapi/athena/internal/analysis";
import type {
  CatalogColumn,
  CatalogPartition,
  CatalogRelation,
  CatalogTable,
  CatalogView,
} from "./catalog-types.ts";
import type { ColumnDefinition, StorageDefinition, TableDefinition } from "./definitions.ts";

/** A table or view that a statement made, in the words in which Athena gives it to the Glue Data Catalog. */
export function defineRelation(relation: CatalogRelation): TableDefinition {
  return relation.kind === "view" ? defineView(relation) : defineTable(relation);
}

const UNSORTED = {
  Compressed: false,
  BucketColumns: [],
  SortColumns: [],
  StoredAsSubDirectories: false,
} as const satisfies StorageDefinition;

function defineTable(table: CatalogTable): TableDefinition {
  const { name, storage, location, columns, partitionKeys, properties, comment, owner } = table;
  return {
    Name: name,
    ...(owner !== undefined && { Owner: owner }),
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: partitionKeys.map(defineColumn),
    Parameters: { ...properties, ...(comment !== undefined && { comment }) },
    StorageDescriptor: {
      ...UNSORTED,
      Columns: columns.map(defineColumn),
      Location: location,
      InputFormat: storage.inputFormat,
      OutputFormat: storage.outputFormat,
      NumberOfBuckets: -1,
      SerdeInfo: { SerializationLibrary: storage.serde, Parameters: storage.serdeProperties },
    },
  };
}

function defineColumn({ name, type, comment }: CatalogColumn): ColumnDefinition {
  return { Name: name, Type: type, ...(comment !== undefined && { Comment: comment }) };
}

/** A view's query is kept as Presto keeps it: as JSON, in a comment, for engines of another kind not to run. */
function defineView(view: CatalogView): TableDefinition {
  const text = JSON.stringify({
    originalSql: view.sql,
    catalog: "awsdatacatalog",
    schema: view.sqlDatabase,
    columns: view.columns.map(({ name, type, sqlType }) => ({
      name,
      type: sqlType === undefined ? type : formatType(sqlType),
    })),
  });
  return {
    Name: view.name,
    TableType: "VIRTUAL_VIEW",
    ViewOriginalText: `/* Presto View: ${Buffer.from(text).toString("base64")} */`,
    ViewExpandedText: "/* Presto View */",
    PartitionKeys: [],
    Parameters: { comment: "Presto View", presto_view: "true" },
    StorageDescriptor: {
      ...UNSORTED,
      Columns: view.columns.map(defineColumn),
      Location: "",
      NumberOfBuckets: 0,
      SerdeInfo: {},
    },
  };
}

/** A partition that a statement registers: its table's storage at another place. */
export function definePartition(
  table: TableDefinition,
  { values, location, now }: { values: readonly string[]; location: string; now: Date },
): CatalogPartition {
  return {
    values,
    location,
    definition: { StorageDescriptor: { ...table.StorageDescriptor, Location: location } },
    createdAt: now,
  };
}

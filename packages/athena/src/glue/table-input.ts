import type { Column as GlueColumn, Table, TableInput } from "@aws-sdk/client-glue";
import { type Dataset, fileColumns, partitionColumns, typeLaw } from "@cloudapi/core";
import { catalogType } from "@cloudapi/core/internal";
import { checkAthenaName } from "../tables/athena-name.ts";
import { tableFormat } from "../tables/table-format.ts";
import { tableLocation } from "../tables/table-location.ts";
import { isContractProperty, tableProperties } from "../tables/table-properties.ts";
import type { EnsureTableInput } from "./ensure-table-input.ts";
import { CONTRACT_PROPERTY, contractText, type StoredTableContract } from "./table-contract.ts";

const FILES = {
  parquet: {
    InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  },
  json: {
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  },
} as const;

/** The table of a dataset, as the catalog is given it; with what a table that is there has beside. */
export function tableInput(
  dataset: Dataset,
  input: EnsureTableInput,
  known?: { readonly table: Table; readonly contract: StoredTableContract },
): TableInput & { readonly Name: string } {
  const { format = "parquet" } = input;
  const clauses = tableFormat(format);
  const location = tableLocation(input.location);
  const own = tableProperties("ensureTable", dataset, {
    clauses,
    location,
    more: input.properties,
  });
  const partitions = partitionColumns(dataset);
  const columns = fileColumns(dataset).map(({ name, type }) => glueColumn(name, catalogType(type)));
  return {
    ...keptOf(known?.table),
    Name: checkAthenaName("ensureTable: table", input.table ?? dataset.name),
    TableType: "EXTERNAL_TABLE",
    Parameters: {
      EXTERNAL: "TRUE",
      ...foreignProperties(known?.table),
      ...own,
      [CONTRACT_PROPERTY]: contractText(dataset, known?.contract),
    },
    PartitionKeys: withComments(
      partitions.map(({ name, type }) => glueColumn(name, typeLaw(type).athena)),
      known?.table.PartitionKeys,
    ),
    StorageDescriptor: {
      ...FILES[format],
      SerdeInfo: {
        SerializationLibrary: clauses.serde,
        Parameters: { "serialization.format": "1", ...clauses.serdeProperties },
      },
      ...known?.table.StorageDescriptor,
      Location: known?.table.StorageDescriptor?.Location ?? location,
      Columns: withComments(columns, known?.table.StorageDescriptor?.Columns),
    },
  };
}

function glueColumn(name: string, type: string): GlueColumn {
  return { Name: name.toLowerCase(), Type: type.toLowerCase() };
}

/** Comments that someone gave columns stay. */
function withComments(
  columns: readonly GlueColumn[],
  known: readonly GlueColumn[] = [],
): GlueColumn[] {
  const comments = new Map(known.map(({ Name, Comment }) => [Name, Comment]));
  return columns.map((column) => {
    const comment = comments.get(column.Name);
    return comment === undefined ? column : { ...column, Comment: comment };
  });
}

function foreignProperties({ Parameters = {} }: Partial<Table> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(Parameters).filter(([key]) => !isContractProperty(key)));
}

/** What a table has and an update has to give again, lest it be lost. */
function keptOf(table: Table | undefined): Partial<TableInput> {
  if (table === undefined) return {};
  const { Description, Owner, LastAccessTime, LastAnalyzedTime, Retention } = table;
  return Object.fromEntries(
    Object.entries({ Description, Owner, LastAccessTime, LastAnalyzedTime, Retention }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

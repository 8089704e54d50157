import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogPartition, CatalogTable, Storage } from "../../catalog/catalog-types.ts";
import type { StorageDefinition } from "../../catalog/definitions.ts";
import { PARQUET_SERDE } from "../../catalog/storage-formats.ts";

const INPUT_FORMATS = {
  parquet: [
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "parquet.hive.DeprecatedParquetInputFormat",
  ],
  symlink: ["org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"],
  text: ["org.apache.hadoop.mapred.TextInputFormat"],
};

/** Refuse a table whose files are found otherwise than by listing its location, such as one of Hudi. */
export function checkStorage({ storage: { serde, inputFormat } }: CatalogTable): void {
  const { parquet, symlink, text } = INPUT_FORMATS;
  const known = serde === PARQUET_SERDE ? [...parquet, ...symlink] : text;
  if (!known.includes(inputFormat))
    throw notSupported(`the input format ${inputFormat === "" ? "of none" : inputFormat}`);
}

/** Whether a table's location has objects that name its files. */
export function hasSymlinks({ storage: { inputFormat } }: CatalogTable): boolean {
  return INPUT_FORMATS.symlink.includes(inputFormat);
}

/** Refuse a partition that is stored otherwise than its table, as Glue allows. */
export function checkPartition(partition: CatalogPartition, table: CatalogTable): void {
  const { StorageDescriptor: storage } = partition.definition;
  const name = table.partitionKeys.map((key, i) => `${key.name}=${partition.values[i]}`).join("/");
  if (storage === undefined)
    throw new TrinoError(
      "HIVE_INVALID_METADATA",
      `The partition ${name} of ${table.database}.${table.name} has no storage descriptor`,
    );
  if (!isStoredAs(storage, table.storage))
    throw notSupported(
      `partitions that are stored otherwise than their table (${table.database}.${table.name}, ${name})`,
    );
  const types = new Map(table.columns.map((column) => [column.name, column.type]));
  for (const { Name, Type = "" } of storage.Columns ?? []) {
    const type = types.get(Name);
    if (type === undefined || isWidened(Type.toLowerCase(), type)) continue;
    throw new TrinoError(
      "HIVE_PARTITION_SCHEMA_MISMATCH",
      `There is a mismatch between the table and partition schemas. The types are incompatible and cannot be coerced. The column '${Name}' in table '${table.database}.${table.name}' is declared as type '${type}', but partition '${name}' declared column '${Name}' as type '${Type}'.`,
    );
  }
}

function isStoredAs({ SerdeInfo = {}, InputFormat }: StorageDefinition, table: Storage): boolean {
  return (
    SerdeInfo.SerializationLibrary === table.serde &&
    InputFormat === table.inputFormat &&
    (table.serde === PARQUET_SERDE || own(SerdeInfo.Parameters) === own(table.serdeProperties))
  );
}

/** Properties by which a SerDe reads; every table has the one for writing, or doesn't. */
function own(properties: Readonly<Record<string, string>> = {}): string {
  const read = Object.entries(properties).filter(([name]) => name !== "serialization.format");
  return JSON.stringify(read.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const WIDENING = [
  ["tinyint", "smallint", "int", "bigint"],
  ["float", "double"],
];

function isWidened(from: string, to: string): boolean {
  const plain = (type: string) => (type === "integer" ? "int" : type.replaceAll(/\s+/g, ""));
  return (
    plain(from) === plain(to) ||
    WIDENING.some(
      (types) =>
        types.includes(plain(from)) && types.indexOf(plain(from)) < types.indexOf(plain(to)),
    )
  );
}

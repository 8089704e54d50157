import type {
  ColumnDefinition,
  StorageDefinition,
  TableDefinition,
} from "../catalog/definitions.ts";
import type { tableInput } from "./shapes/members.ts";
import type { ShapeOf } from "./shapes/shape.ts";

/** A TableInput as Glue keeps it: names of tables and columns in lower case, those of fields inside as they are. */
export function tableDefinition(input: ShapeOf<typeof tableInput>): TableDefinition {
  const { Name, PartitionKeys, StorageDescriptor, ...members } = input;
  return {
    Name: Name.toLowerCase(),
    ...members,
    ...(PartitionKeys !== undefined && { PartitionKeys: PartitionKeys.map(lowerCased) }),
    ...(StorageDescriptor !== undefined && {
      StorageDescriptor: storageDefinition(StorageDescriptor),
    }),
  };
}

export function storageDefinition(storage: StorageDefinition): StorageDefinition {
  const { Columns } = storage;
  return Columns === undefined ? storage : { ...storage, Columns: Columns.map(lowerCased) };
}

function lowerCased(column: ColumnDefinition): ColumnDefinition {
  return { ...column, Name: column.Name.toLowerCase() };
}

import { UNKNOWN } from "@cloudapi/athena/internal/analysis";
import type { DataFile, LoadedTable } from "@cloudapi/iceberg";
import {
  currentSchema,
  fieldsById,
  formatPrimitive,
  type PartitionType,
  partitionType,
  schemasOf,
  specOf,
} from "@cloudapi/iceberg/internal";
import type { TableColumn } from "../../catalog/lookup.ts";
import { sqlType } from "../column-type.ts";
import { literal } from "../literal.ts";
import { row } from "./constants.ts";

type Metadata = LoadedTable["metadata"];

/** The partition fields of all specs, each once; those of columns that were dropped are left out. */
function partitionFields(metadata: Metadata): PartitionType {
  const columns = fieldsById(currentSchema(metadata));
  const fields = new Map<number, PartitionType[number]>();
  for (const spec of metadata["partition-specs"])
    for (const field of partitionType(spec, schemasOf(metadata)))
      if (columns.has(field.sourceId) && !fields.has(field.fieldId))
        fields.set(field.fieldId, field);
  return [...fields.values()];
}

/** The column `partition` of metadata tables; none for a table that was never partitioned. */
export function partitionColumn(metadata: Metadata): TableColumn[] {
  const fields = partitionFields(metadata).map(({ name, type }) => {
    const typeName = formatPrimitive(type);
    return { name: name.toLowerCase(), typeName, type: sqlType(typeName) ?? UNKNOWN };
  });
  const refused = fields.find(({ type }) => type === UNKNOWN)?.typeName;
  if (fields.length === 0) return [];
  return [{ name: "partition", type: { kind: "row", fields }, refused }];
}

/** Gives the values of that column, as constants. */
export function partitionValues(metadata: Metadata): (file: DataFile) => string[] {
  const fields = partitionFields(metadata);
  const types = new Map<number, PartitionType>();
  return (file) => {
    if (fields.length === 0) return [];
    const own =
      types.get(file.specId) ?? partitionType(specOf(metadata, file.specId), schemasOf(metadata));
    types.set(file.specId, own);
    const values = fields.map(({ fieldId, type }) => {
      const at = own.findIndex((each) => each.fieldId === fieldId);
      return literal(formatPrimitive(type), file.partition[at]);
    });
    return [row(values)];
  };
}

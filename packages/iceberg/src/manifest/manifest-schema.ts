import {
  type AvroField,
  type AvroRecord,
  type AvroSchema,
  optional,
  required,
} from "../avro/avro-schema.ts";
import type { PartitionType } from "../partition/partition-type.ts";
import { avroType } from "./avro-type.ts";

/** The maps of a data file from a field's id to what is known of its values: the ids of the map, its key and its value. */
export const METRIC_MAPS = {
  columnSizes: { id: 108, name: "column_sizes", key: 117, value: 118, type: "long" },
  valueCounts: { id: 109, name: "value_counts", key: 119, value: 120, type: "long" },
  nullCounts: { id: 110, name: "null_value_counts", key: 121, value: 122, type: "long" },
  nanCounts: { id: 137, name: "nan_value_counts", key: 138, value: 139, type: "long" },
  lowerBounds: { id: 125, name: "lower_bounds", key: 126, value: 127, type: "bytes" },
  upperBounds: { id: 128, name: "upper_bounds", key: 129, value: 130, type: "bytes" },
} as const;

/** The schema of manifest entries (Iceberg specification, Manifests) for a partition type. */
export function manifestSchema(partition: PartitionType): AvroRecord {
  const dataFile: AvroRecord = {
    type: "record",
    name: "r2",
    fields: [
      required(134, "content", "int"),
      required(100, "file_path", "string"),
      required(101, "file_format", "string"),
      required(102, "partition", partitionRecord(partition)),
      required(103, "record_count", "long"),
      required(104, "file_size_in_bytes", "long"),
      ...Object.values(METRIC_MAPS).map(metricField),
      optional(131, "key_metadata", "bytes"),
      optional(132, "split_offsets", { type: "array", items: "long", "element-id": 133 }),
      optional(135, "equality_ids", { type: "array", items: "int", "element-id": 136 }),
      optional(140, "sort_order_id", "int"),
    ],
  };
  return {
    type: "record",
    name: "manifest_entry",
    fields: [
      required(0, "status", "int"),
      optional(1, "snapshot_id", "long"),
      optional(3, "sequence_number", "long"),
      optional(4, "file_sequence_number", "long"),
      required(2, "data_file", dataFile),
    ],
  };
}

function metricField({
  id,
  name,
  key,
  value,
  type,
}: (typeof METRIC_MAPS)[keyof typeof METRIC_MAPS]) {
  const items: AvroRecord = {
    type: "record",
    name: `k${key}_v${value}`,
    fields: [required(key, "key", "int"), required(value, "value", type)],
  };
  return optional(id, name, { type: "array", items, logicalType: "map" });
}

function partitionRecord(partition: PartitionType): AvroRecord {
  return {
    type: "record",
    name: "r102",
    fields: partition.map(({ fieldId, name, type }) => {
      return named(name, optional(fieldId, avroName(name), avroType(type, fieldId)));
    }),
  };
}

/** A field that says its name where Avro does not take it. */
function named(name: string, field: AvroField): AvroField {
  return field.name === name ? field : { ...field, "iceberg-field-name": name };
}

/** A name as Avro takes it: letters, digits and underscores of ASCII, no digit first. */
export function avroName(name: string): string {
  const taken = name.replaceAll(
    /[^A-Za-z0-9_]/gu,
    (character) => `_x${(character.codePointAt(0) as number).toString(16).toUpperCase()}`,
  );
  return /^[0-9]/.test(taken) ? `_${taken}` : taken;
}

const SUMMARY: AvroSchema = {
  type: "record",
  name: "r508",
  fields: [
    required(509, "contains_null", "boolean"),
    optional(518, "contains_nan", "boolean"),
    optional(510, "lower_bound", "bytes"),
    optional(511, "upper_bound", "bytes"),
  ],
};

/** The schema of the entries of a manifest list (Iceberg specification, Manifest Lists). */
export const MANIFEST_LIST_SCHEMA: AvroRecord = {
  type: "record",
  name: "manifest_file",
  fields: [
    required(500, "manifest_path", "string"),
    required(501, "manifest_length", "long"),
    required(502, "partition_spec_id", "int"),
    required(517, "content", "int"),
    required(515, "sequence_number", "long"),
    required(516, "min_sequence_number", "long"),
    required(503, "added_snapshot_id", "long"),
    required(504, "added_files_count", "int"),
    required(505, "existing_files_count", "int"),
    required(506, "deleted_files_count", "int"),
    required(512, "added_rows_count", "long"),
    required(513, "existing_rows_count", "long"),
    required(514, "deleted_rows_count", "long"),
    optional(507, "partitions", { type: "array", items: SUMMARY, "element-id": 508 }),
    optional(519, "key_metadata", "bytes"),
  ],
};

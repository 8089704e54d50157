import type { Dataset } from "@cloudapi/core";
import type { IcebergSchema } from "../metadata/iceberg-schema.ts";
import { partitionPath } from "../partition/partition-path.ts";
import type { PartitionType } from "../partition/partition-type.ts";
import { type PartitionValues, partitionOfRows } from "../partition/partition-values.ts";
import { partitionKey } from "./partition-key.ts";

type Row = Readonly<Record<string, unknown>>;

/** The partitions that the rows of a run are in. */
export interface RowPartitions {
  /** The same where all rows are known to be in one. */
  readonly only: (values: PartitionValues) => RowPartitions;
  /** A text that no other partition has. */
  readonly of: (row: Row, eventTimeMs: number | undefined) => string;
  /** The values of a partition that a row was in, in the order of the spec's fields. */
  readonly values: (partition: string) => PartitionValues;
  /** The same as people read it, which ends in a slash unless it is empty. */
  readonly path: (partition: string) => string;
  /** The same as the folder of its files, which may be that of others as well. */
  readonly folder: (partition: string) => string;
}

/**
 * Partitions of a dataset's rows.
 *
 * @param type the values of the table's spec
 * @throws {IcebergError} `SCHEMA_MISMATCH` when the dataset lacks a column that the table is partitioned by
 */
export function rowPartitions(
  dataset: Dataset,
  schema: IcebergSchema,
  type: PartitionType,
): RowPartitions {
  const valuesOf = partitionOfRows(dataset.columns, schema, type);
  const known = new Map<string, PartitionValues>();
  const path = (partition: string) => partitionPath(type, known.get(partition) ?? []);
  function keyOf(row: Row): string {
    const values = valuesOf(row);
    const key = partitionKey(values);
    if (!known.has(key)) known.set(key, values);
    return key;
  }
  const partitions: RowPartitions = {
    only(values) {
      const key = partitionKey(values);
      known.set(key, values);
      return { ...partitions, of: () => key };
    },
    of: isOfEventTime(dataset, schema, type) ? byHour(keyOf) : keyOf,
    values: (partition) => known.get(partition) ?? [],
    path,
    folder: (partition) => shortened(path(partition)),
  };
  return partitions;
}

const TIMES = ["year", "month", "day", "hour"];

/** Whether the partition of a row is decided by its event time alone. */
function isOfEventTime(
  { columns, eventTime }: Dataset,
  schema: IcebergSchema,
  type: PartitionType,
): boolean {
  const column = columns.find(({ name }) => name === eventTime);
  const field = schema.fields.find(({ name }) => name === eventTime);
  if (column?.type.kind !== "timestamp" || field === undefined) return false;
  return type.every(
    ({ sourceId, transform }) => sourceId === field.id && TIMES.includes(transform.kind),
  );
}

const HOUR_MS = 3_600_000;
const KEPT_HOURS = 48_000;

/** What is made of a time depends on its hour alone, the finest part there is. */
function byHour(keyOf: (row: Row) => string): RowPartitions["of"] {
  const hours = new Map<number, string>();
  return (row, eventTimeMs) => {
    if (eventTimeMs === undefined) return keyOf(row);
    const hour = Math.floor(eventTimeMs / HOUR_MS);
    let key = hours.get(hour);
    if (key === undefined) {
      if (hours.size >= KEPT_HOURS) hours.clear();
      key = keyOf(row);
      hours.set(hour, key);
    }
    return key;
  };
}

/** Names of folders may have 255 bytes, and keys of S3 1,024. */
const MOST_CHARACTERS = 100;

function shortened(path: string): string {
  return path
    .split("/")
    .map((name) => name.slice(0, MOST_CHARACTERS))
    .join("/");
}

import { IcebergError } from "../errors/iceberg-error.ts";
import type { IcebergSchema } from "./iceberg-schema.ts";
import type { PartitionSpec } from "./partition-spec.ts";
import type { Snapshot } from "./snapshot.ts";
import type { SortOrder } from "./sort-order.ts";
import type { TableMetadata } from "./table-metadata.ts";

/** The schema that rows are written with. */
export function currentSchema(metadata: TableMetadata): IcebergSchema {
  return schemaOf(metadata, metadata["current-schema-id"]);
}

/** The schema of an id. */
function schemaOf({ schemas }: TableMetadata, id: number): IcebergSchema {
  return schemas.find((schema) => schema["schema-id"] === id) ?? missing("schema", id);
}

/** The spec that rows are partitioned by from now on. */
export function defaultSpec(metadata: TableMetadata): PartitionSpec {
  return specOf(metadata, metadata["default-spec-id"]);
}

/** The spec of an id. */
export function specOf(metadata: TableMetadata, id: number): PartitionSpec {
  const specs = metadata["partition-specs"];
  return specs.find((spec) => spec["spec-id"] === id) ?? missing("partition spec", id);
}

/** The order that rows are written in. */
export function defaultSortOrder(metadata: TableMetadata): SortOrder {
  const id = metadata["default-sort-order-id"];
  return (
    metadata["sort-orders"].find((order) => order["order-id"] === id) ?? missing("sort order", id)
  );
}

/** The snapshot that readers see; `undefined` while there is none. */
export function currentSnapshot(metadata: TableMetadata): Snapshot | undefined {
  const id = metadata["current-snapshot-id"];
  return id === undefined ? undefined : snapshotOf(metadata, id);
}

/** The snapshot of an id; `undefined` when the table has none, or has it no more. */
export function snapshotOf({ snapshots }: TableMetadata, id: bigint): Snapshot | undefined {
  return snapshots.find((snapshot) => snapshot["snapshot-id"] === id);
}

function missing(what: string, id: number): never {
  throw new IcebergError(
    "INVALID_METADATA",
    `The table's metadata has no ${what} ${id}, which it names itself.`,
  );
}

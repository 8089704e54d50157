import { randomUUID } from "node:crypto";
import type { StructField } from "@cloudapi/core";
import { buildPartitionSpec, NO_PARTITION_ID } from "../partition/build-partition-spec.ts";
import type { PartitionTerm } from "../partition/partition-term.ts";
import { assignIds } from "../schema/iceberg-type.ts";
import { buildSortOrder, type SortTerm, UNSORTED } from "./build-sort-order.ts";
import type { IcebergField, IcebergSchema } from "./iceberg-schema.ts";
import type { TableMetadata } from "./table-metadata.ts";

/** Gives the columns of a new table their ids: those of one level before those inside them. */
export type NewFields = (nextId: () => number) => IcebergField[];

/** What a new table is. */
export interface NewTable {
  /** Columns of a contract, or fields of types that no contract has. */
  readonly columns: readonly StructField[] | NewFields;
  /** Where its files are to be, without a slash at the end. */
  readonly location: string;
  readonly partition?: readonly PartitionTerm[];
  readonly sortOrder?: readonly SortTerm[];
  readonly properties?: Readonly<Record<string, string>>;
}

/**
 * The metadata of a table without rows.
 *
 * @throws {TypeError} for a partition or an order that can't be
 */
export function createMetadata(table: NewTable, nowMs: number, uuid = randomUUID()): TableMetadata {
  const { columns, location } = table;
  let lastColumnId = 0;
  const nextId = () => ++lastColumnId;
  const schema: IcebergSchema = {
    type: "struct",
    "schema-id": 0,
    fields: typeof columns === "function" ? columns(nextId) : assignIds(columns, nextId),
  };
  const spec = buildPartitionSpec(table.partition ?? [], {
    caller: "createTable: partition",
    schema,
    specs: [],
    lastPartitionId: NO_PARTITION_ID,
  });
  const order = buildSortOrder("createTable: sortOrder", table.sortOrder ?? [], schema);
  return {
    "format-version": 2,
    "table-uuid": uuid,
    location,
    "last-sequence-number": 0,
    "last-updated-ms": nowMs,
    "last-column-id": lastColumnId,
    schemas: [schema],
    "current-schema-id": 0,
    "partition-specs": [spec],
    "default-spec-id": 0,
    "last-partition-id": Math.max(
      NO_PARTITION_ID,
      ...spec.fields.map((field) => field["field-id"]),
    ),
    "sort-orders": order === UNSORTED ? [UNSORTED] : [UNSORTED, order],
    "default-sort-order-id": order["order-id"],
    properties: { ...table.properties },
    snapshots: [],
    "snapshot-log": [],
    "metadata-log": [],
    refs: {},
  };
}

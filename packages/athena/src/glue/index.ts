export type { CatalogOptions } from "./catalog/check-place.ts";
export { describeTable, type TableInCatalog } from "./catalog/describe-table.ts";
export type { CatalogColumn, DescribedTable } from "./catalog/described-table.ts";
export {
  type DropPartitionsInput,
  type DroppedPartitions,
  dropPartitions,
} from "./catalog/drop-partitions.ts";
export { type DroppedTable, dropTable } from "./catalog/drop-table.ts";
export {
  type EnsureDatabaseInput,
  type EnsuredDatabase,
  ensureDatabase,
} from "./catalog/ensure-database.ts";
export {
  type EnsuredPartitions,
  type EnsurePartitionsInput,
  ensurePartitions,
  type PartitionToRegister,
} from "./catalog/ensure-partitions.ts";
export {
  type ListPartitionsInput,
  listPartitions,
  type RegisteredPartition,
} from "./catalog/list-partitions.ts";
export { type ListTablesInput, listTables } from "./catalog/list-tables.ts";
export type { PartitionFilter } from "./catalog/partition-expression.ts";
export type { PartitionValues } from "./catalog/partition-values.ts";
export type { EnsuredTable } from "./ensure-table.ts";
export { ensureTable } from "./ensure-table.ts";
export type { EnsureTableInput } from "./ensure-table-input.ts";
export type { TableFault } from "./table-error.ts";
export { TableError } from "./table-error.ts";

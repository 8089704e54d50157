export type { CatalogOptions, IcebergCatalog, LoadedTable, TableName } from "./catalog/catalog.ts";
export { fileCatalog } from "./catalog/file/file-catalog.ts";
export type {
  CompactInput,
  CompactOptions,
  CompactProgress,
  CompactReport,
} from "./compact/compact.ts";
export { compact } from "./compact/compact.ts";
export type { LeftFile } from "./compact/group-files.ts";
export { IcebergError, type IcebergErrorDetails } from "./errors/iceberg-error.ts";
export type { ExpireInput, ExpireReport } from "./maintenance/expire-snapshots.ts";
export { expireSnapshots } from "./maintenance/expire-snapshots.ts";
export type { OrphansInput, OrphansReport } from "./maintenance/remove-orphans.ts";
export { removeOrphans } from "./maintenance/remove-orphans.ts";
export type { DataFile, FileContent, FileMetrics } from "./manifest/data-file.ts";
export type {
  IcebergField,
  IcebergList,
  IcebergMap,
  IcebergSchema,
  IcebergStruct,
  IcebergType,
} from "./metadata/iceberg-schema.ts";
export type { PartitionField, PartitionSpec } from "./metadata/partition-spec.ts";
export type { Snapshot, SnapshotLogEntry, SnapshotRef } from "./metadata/snapshot.ts";
export type { SortField, SortOrder } from "./metadata/sort-order.ts";
export type { TableChange, TableRequirement, TableUpdate } from "./metadata/table-change.ts";
export type { MetadataLogEntry, TableMetadata } from "./metadata/table-metadata.ts";
export type { PartitionTerm } from "./partition/partition-term.ts";
export type { ScanValue } from "./scan/literal.ts";
export type { PlanScanInput, ScanPlan, ScanTask } from "./scan/plan-scan.ts";
export { planScan } from "./scan/plan-scan.ts";
export type { ScanCondition } from "./scan/scan-condition.ts";
export { folderStorage } from "./storage/folder-storage.ts";
export { memoryStorage } from "./storage/memory-storage.ts";
export type {
  StorageOptions,
  StoredObject,
  TableStorage,
  WriteOptions,
} from "./storage/table-storage.ts";
export type { CreateTableInput } from "./table/create-table.ts";
export { createTable } from "./table/create-table.ts";
export type { EvolveOptions } from "./table/evolve-table.ts";
export { evolveTable } from "./table/evolve-table.ts";
export type { IcebergTable } from "./table/iceberg-table.ts";
export { loadTable } from "./table/load-table.ts";
export type { RollbackInput } from "./table/rollback-to.ts";
export { rollbackTo } from "./table/rollback-to.ts";
export { setPartition } from "./table/set-partition.ts";
export type { SnapshotInfo } from "./table/snapshots.ts";
export { snapshots } from "./table/snapshots.ts";
export type { TagInput } from "./table/tag-snapshot.ts";
export { tagSnapshot } from "./table/tag-snapshot.ts";
export { untagSnapshot } from "./table/untag-snapshot.ts";
export type { IcebergValue } from "./values/iceberg-value.ts";
export type { IcebergSinkOptions } from "./write/iceberg-sink.ts";
export { icebergSink } from "./write/iceberg-sink.ts";
export type { TableWriteMode } from "./write/write-mode.ts";

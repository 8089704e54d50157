export { buildGrants, type GrantsInput } from "./access/build-grants.ts";
export { RedshiftError, type RedshiftErrorDetails } from "./errors/redshift-error.ts";
export { buildCopy, type CopyInput } from "./load/build-copy.ts";
export { buildManifest } from "./load/build-manifest.ts";
export type { LoadObject } from "./load/inspect-object.ts";
export type { LoadFile } from "./load/load-file.ts";
export type { LoadMode } from "./load/load-mode.ts";
export {
  type LoadObjectsInput,
  type LoadOptions,
  type LoadReport,
  loadObjects,
} from "./load/load-objects.ts";
export { type LoadPlan, type PlanLoadInput, planLoad } from "./load/plan-load.ts";
export type { ManifestFile } from "./load/stage.ts";
export {
  buildMigration,
  type Migration,
  type MigrationInput,
} from "./migration/build-migration.ts";
export { buildExternalSchema, type ExternalSchemaInput } from "./series/build-external-schema.ts";
export { buildHotColdView, type HotColdViewInput } from "./series/build-hot-cold-view.ts";
export { buildTimeSeries, type TimeSeriesInput } from "./series/build-time-series.ts";
export type { Table, TableName } from "./sql/names.ts";
export type { TimeRange } from "./sql/time-range.ts";
export { buildCreateTable, type CreateTableInput } from "./tables/build-create-table.ts";
export type { ColumnVerdict, RedshiftColumn } from "./tables/redshift-column.ts";
export type { DistStyle, LayoutInput } from "./tables/table-layout.ts";
export { formatTypeReport, reportTypes, type TypeReport } from "./tables/type-report.ts";
export { buildUnload, type UnloadInput } from "./unload/build-unload.ts";
export { type PlainRow, type QueryRowsInput, queryRows } from "./warehouse/query-rows.ts";
export type {
  Cell,
  QueryInput,
  ResultColumn,
  ResultPage,
  StatementOutcome,
  TransactionInput,
  TransactionOutcome,
  Warehouse,
  WarehouseLimits,
  WarehouseOptions,
} from "./warehouse/warehouse.ts";

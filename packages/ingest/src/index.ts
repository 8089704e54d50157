export { contractCode } from "./contract/contract-code.ts";
export { type ProposeOptions, proposeDataset } from "./contract/propose-dataset.ts";
export { IngestError, type IngestErrorDetails } from "./errors/ingest-error.ts";
export { ingestFiles } from "./files/ingest-files.ts";
export type {
  FileOutcome,
  IngestFilesInput,
  IngestFilesOptions,
  IngestFilesReport,
} from "./files/ingest-files-input.ts";
export type { ColumnLoss, LossReport, TableLoss } from "./loss/loss-report.ts";
export { formatLossReport } from "./loss/loss-report.ts";
export type { BytesForm, RowPlan } from "./rows/canonical-rows.ts";
export { ingest } from "./run/ingest.ts";
export type { CursorRule, IngestInput, IngestOptions, PlanInput } from "./run/ingest-input.ts";
export type {
  IngestProgress,
  IngestReport,
  TableDone,
  TableFailed,
  TableOutcome,
} from "./run/ingest-report.ts";
export { type IngestPlan, type PlannedTable, planIngest } from "./run/plan-tables.ts";
export type {
  Consistency,
  Cursor,
  CursorValue,
  DiscoverOptions,
  LastOptions,
  ReadOptions,
  Source,
  SourceBatch,
  SourceSnapshot,
} from "./source/source.ts";
export type {
  SampleException,
  SourceColumn,
  SourceTable,
  TableSample,
  TypeVerdict,
} from "./source/source-table.ts";
export { type NdjsonTargetOptions, ndjsonTarget } from "./target/ndjson-target.ts";
export { type ParquetTargetOptions, parquetTarget } from "./target/parquet-target.ts";
export { type RawTargetOptions, rawTarget } from "./target/raw-target.ts";
export { type TableTargetInput, tableTarget } from "./target/table-target.ts";
export type {
  CatalogTable,
  IngestMode,
  IngestTarget,
  LoadDates,
  LoadOptions,
  TableLoad,
} from "./target/target.ts";

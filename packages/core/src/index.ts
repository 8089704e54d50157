export { apiLogs } from "./api-logs/api-logs.ts";
export type { Config } from "./config/config.ts";
export { ConfigError } from "./config/config-error.ts";
export { loadConfig } from "./config/load-config.ts";
export type { Alias, AliasInput, SourceNamesInput } from "./contract/alias/alias.ts";
export type { NameIssue } from "./contract/alias/name-issue.ts";
export type { Renamed, SourceNames } from "./contract/alias/source-names.ts";
export type { Column } from "./contract/column.ts";
export type { ContractIssue } from "./contract/contract-error.ts";
export { ContractError } from "./contract/contract-error.ts";
export { CONTRACT_METADATA } from "./contract/contract-metadata.ts";
export type { Dataset, DatasetInput, Row } from "./contract/dataset.ts";
export { defineDataset } from "./contract/define-dataset.ts";
export type {
  ChangeKind,
  ContractChange,
  ContractDiff,
  DiffTarget,
  TargetDiff,
  TargetVerdict,
  Verdict,
} from "./contract-diff/contract-diff.ts";
export { diffContract } from "./contract-diff/diff-contract.ts";
export { formatContractDiff } from "./contract-diff/format-contract-diff.ts";
export type {
  ContractJson,
  FieldJson,
  FormatJson,
  JsonValue,
  NamedFieldJson,
  PatternJson,
  UnsaidCheck,
} from "./contract-json/contract-json.ts";
export { datasetFromJson } from "./contract-json/dataset-from-json.ts";
export { datasetToJson } from "./contract-json/dataset-to-json.ts";
export type { JsonSchema } from "./contract-json/dataset-to-json-schema.ts";
export { datasetToJsonSchema } from "./contract-json/dataset-to-json-schema.ts";
export { CloudApiError, isCloudApiError } from "./errors/cloud-api-error.ts";
export type { PartitionValues } from "./partition/parse-partition-path.ts";
export { parsePartitionPath } from "./partition/parse-partition-path.ts";
export type { PartitionColumn } from "./partition/partition-columns.ts";
export { fileColumns, partitionColumns } from "./partition/partition-columns.ts";
export { partitionPath } from "./partition/partition-path.ts";
export { partitionProjection } from "./partition/partition-projection.ts";
export type {
  ColumnPartitionInput,
  Granularity,
  Layout,
  Partition,
  PartitionByInput,
  PartitionInput,
  PartitionKey,
  PartitionRange,
  Projection,
  TimePartitionInput,
} from "./partition/partition-rule.ts";
export type {
  DataType,
  DecimalType,
  LeafType,
  ListType,
  MapType,
  ScalarKind,
  ScalarType,
  StructField,
  StructType,
} from "./types/data-type.ts";
export { decimal } from "./types/decimal.ts";
export { formatDataType } from "./types/format-data-type.ts";
export { json } from "./types/json.ts";
export type { ParquetField, ParquetGroup, ParquetLeaf, ParquetType } from "./types/parquet-type.ts";
export type { TypeName } from "./types/parse-type-name.ts";
export type { TypeLawRow } from "./types/type-law.ts";
export { typeLaw } from "./types/type-law.ts";
export { eventTimeOf } from "./values/event-time.ts";
export { parseDate } from "./values/parse-date.ts";
export type { ParsedTimestamp } from "./values/parse-timestamp.ts";
export { parseTimestamp } from "./values/parse-timestamp.ts";

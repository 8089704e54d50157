// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/core instead.
export { type BackOff, delayMs } from "./async/back-off.ts";
export { forEachConcurrently } from "./async/for-each-concurrently.ts";
export { sleep } from "./async/sleep.ts";
export type { Slots } from "./async/slots.ts";
export { createSlots } from "./async/slots.ts";
export { unlessAborted } from "./async/unless-aborted.ts";
export type { PartCrc } from "./checksum/combine-crcs.ts";
export { combineCrcs } from "./checksum/combine-crcs.ts";
export { FUNCTION_SETTINGS, OTHER_VARIABLES } from "./config/function-settings.ts";
export {
  LAMBDA_SETTINGS,
  lambdaSetting,
  readLambdaSettings,
} from "./config/lambda-settings.ts";
export { readConfig } from "./config/read-config.ts";
export { readSetting, type Setting, type SettingIssue } from "./config/read-setting.ts";
export { SETTINGS } from "./config/settings.ts";
export { type AliasTarget, aliasTarget } from "./contract/alias/alias-target.ts";
export { checkDataset, checkDatasets } from "./contract/check-dataset.ts";
export { contractHeaders } from "./contract/contract-metadata.ts";
export { runSchema } from "./contract/run-schema.ts";
export { schemaRules } from "./contract/schema-rules.ts";
export type { ContractShape, FieldShape } from "./contract-diff/contract-shape.ts";
export { diffStoredContract, shapeOfDataset } from "./contract-diff/diff-contract.ts";
export { checkListeners } from "./errors/check-listeners.ts";
export { checkOptionNames } from "./errors/check-option-names.ts";
export { didYouMean } from "./errors/did-you-mean.ts";
export type { RequestFailure } from "./errors/read-failure.ts";
export { readFailure } from "./errors/read-failure.ts";
export {
  BUCKET_NAME,
  BUCKET_NAME_RULE,
  isBucketName,
  isDirectoryBucketName,
} from "./names/bucket-name.ts";
export { catalogNeeds } from "./needs/catalog-needs.ts";
export { functionNeeds } from "./needs/function-needs.ts";
export type { Need, OperationNeeds } from "./needs/need.ts";
export { storageNeeds } from "./needs/storage-needs.ts";
export { kitOfDataset } from "./nested/kit-of-dataset.ts";
export type { IssueWords } from "./nested/merge-faults.ts";
export type { NestedField, NestedReading } from "./nested/nested-field.ts";
export type { NestedKit } from "./nested/nested-kit.ts";
export type { DuplicateKey } from "./nested/text/json-text-walk.ts";
export {
  planOfColumns,
  planOfDataset,
  planOfMapped,
} from "./nested/text/text-plan.ts";
export { nestedTextWalk, type TextWalk } from "./nested/text/text-walk.ts";
export { isInPartitionRange, timePath } from "./partition/partition-path.ts";
export type { FindFaults, PartitionFault } from "./partition/partition-rule.ts";
export { faultFinder } from "./partition/partition-rule.ts";
export { columnPath, partitionFaults } from "./partition/partition-value.ts";
export { textFault } from "./partition/text-fault.ts";
export { checkNotDirectoryBucket } from "./places/check-not-directory-bucket.ts";
export type { Places } from "./places/check-places.ts";
export { checkPlaces } from "./places/check-places.ts";
export { folderPrefix } from "./places/folder-prefix.ts";
export {
  ATHENA_LEAST_BYTES,
  ATHENA_TB_BYTES,
  PRICE_REGION,
  PRICES,
  type Price,
  type PriceTable,
} from "./prices/prices.ts";
export { catalogType, hiveType } from "./sql/hive-type.ts";
export { compareUtf8 } from "./text/compare-utf8.ts";
export { escapeControls } from "./text/escape-controls.ts";
export { isLeafType } from "./types/data-type.ts";
export { decimalOfCheck } from "./types/decimal.ts";
export { hasWrapperChecks } from "./types/has-wrapper-checks.ts";
export { jsonOfCheck } from "./types/json-of-schema.ts";
export { parseDataType } from "./types/parse-data-type.ts";
export { type TextLimit, textLimit } from "./types/text-limit.ts";
export { type Absent, absentOf, unwrapSchema } from "./types/unwrap-schema.ts";
export { daysFromCivil, isCalendarDate } from "./values/calendar.ts";
export { type ColumnCodec, columnCodec } from "./values/column-codec.ts";
export { AS_IS, type Conversion, type Refusal } from "./values/convert-value.ts";
export { decimalText } from "./values/decimal-text.ts";
export { valueOrDefault } from "./values/event-time.ts";
export { exactInteger } from "./values/exact-integer.ts";
export { JsonText } from "./values/json-text.ts";
export type { DecimalFault } from "./values/normalize-decimal.ts";
export { normalizeDecimal } from "./values/normalize-decimal.ts";
export { integerOf, type Numeral, parseNumeral } from "./values/numeral.ts";
export { putField } from "./values/put-field.ts";
export { takesBigint } from "./values/takes-bigint.ts";
export { instantsOf, type TimeZone, timeZone } from "./values/time-zone.ts";
export { tooLong } from "./values/too-long.ts";

// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/records instead.
export type { Adaptation } from "./adapting/adaptation.ts";
export { adaptationOf } from "./adapting/adaptation-of.ts";
export type { AdaptedRecord } from "./adapting/rename-record.ts";
export { renameRecord } from "./adapting/rename-record.ts";
export { withPlace } from "./checking/check-threw.ts";
export type { FieldChecker } from "./checking/compile-field.ts";
export { issueOfZod } from "./checking/issue-of-zod.ts";
export { BorrowedRows } from "./columns/borrowed-rows.ts";
export type {
  ByteStrings,
  ColumnValues,
  FixedArray,
  FixedValues,
  Levels,
  PlainValues,
  TextValues,
} from "./columns/column-values.ts";
export { unscaled } from "./columns/fixed-storage.ts";
export { HourOwners } from "./columns/hour-owners.ts";
export { KernelPool } from "./columns/kernel-pool.ts";
export type { Lent, LentRows } from "./columns/lent-rows.ts";
export { RowBuffer } from "./columns/row-buffer.ts";
export { rowLayout } from "./columns/row-layout.ts";
export { RowStore } from "./columns/row-store.ts";
export type { StoredRows } from "./columns/stored-rows.ts";
export { hashIn, hashOf } from "./columns/text-hash.ts";
export { csvFormatOf } from "./dialect/csv-format.ts";
export { CSV_OPTIONS } from "./dialect/csv-options.ts";
export { checkFormat } from "./engine/check-format.ts";
export { checkedRecordsOf, readCheckedBytes } from "./engine/read-checked-records.ts";
export type { FlatField, FlatKind, FlatPlan } from "./flat/flat-plan.ts";
export { valuePlan } from "./flat/flat-plan.ts";
export { countingReaders, flatReaders } from "./flat/flat-readers.ts";
export { FlatRecord, recordsBesideRows, recordsInOrder } from "./flat/flat-records.ts";
export { FlatRows, LOW } from "./flat/flat-rows.ts";
export { takeInOrder } from "./flat/in-order.ts";
export { keepRows } from "./flat/keep-rows.ts";
export { KnownTexts } from "./flat/known-texts.ts";
export { ObjectRows } from "./flat/object-rows.ts";
export { ScanAside } from "./flat/scan-aside.ts";
export type { ProposedType, ProposedValue } from "./inferring/proposal.ts";
export { safeNames } from "./inferring/safe-names.ts";
export { proposedSchema } from "./inferring/schema-of-proposal.ts";
export { proposedCode } from "./inferring/write-code.ts";
export {
  BOUNDS_BYTES,
  GREATEST_BOUND,
  LEAST_BOUND,
  LONGEST_IN_KEY,
  LOOKS_BYTES,
  OF_BYTES,
  OF_DOUBLES,
  OF_FLOATS,
  OF_INT32S,
  OF_INT64S,
  SNAPPY_OF_ANYTHING,
  SNAPPY_OF_INTEGERS,
  SNAPPY_OF_TEXTS,
  TEXT_ENDS,
  TEXT_KEY_BYTES,
  TEXT_SOURCE_OF,
  TEXT_SOURCES,
  TEXT_STARTS,
  TEXTS_BYTES,
} from "./kernel/encode-layout.ts";
export { joinKernel } from "./kernel/join-kernel.ts";
export type { Kernel, SharedKernel } from "./kernel/kernel.ts";
export { openKernel } from "./kernel/kernel.ts";
export { giveKernel, takeKernel } from "./kernel/lent-kernel.ts";
export type { LineHelper } from "./kernel/line-helper.ts";
export { cellReader } from "./parsing/cell-value.ts";
export type { FlatRejects } from "./rejecting/flat-rejects.ts";
export { decodeText } from "./report/decode-text.ts";
export { DroppedFields } from "./report/dropped-fields.ts";
export { formatPath } from "./report/format-path.ts";
export { previewValue } from "./report/issue.ts";
export { LineBytes } from "./report/line-bytes.ts";
export { QuarantineLines } from "./report/quarantine-lines.ts";
export { quarantineRecord } from "./report/quarantine-record.ts";
export type { RejectionLimits } from "./report/rejection.ts";
export { rejectionOf } from "./report/rejection.ts";
export type { TallyLimits } from "./report/tally.ts";
export { Tally } from "./report/tally.ts";
export { abortable } from "./source/abortable.ts";
export { BZIP2 } from "./source/compression/bzip2/bzip2-reader.ts";
export { decompress } from "./source/compression/decompress.ts";
export type { NamedFormat } from "./source/format-of-name.ts";
export { formatOfName, sourceName } from "./source/format-of-name.ts";
export { byteChunks } from "./source/source.ts";
export type { ReusingIterator } from "./source/to-copy.ts";
export { type ChunkPlace, REUSED_CHUNKS, toCopy } from "./source/to-copy.ts";

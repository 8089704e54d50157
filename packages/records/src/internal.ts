// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/records instead.
export { ArrayPool } from "./columns/array-pool.ts";
export type { ByteStrings } from "./columns/byte-dictionary.ts";
export type { ColumnValues, FixedArray, FixedValues, TextValues } from "./columns/column-values.ts";
export { unscaled } from "./columns/create-column-buffer.ts";
export { RowBuffer } from "./columns/row-buffer.ts";
export { cellReader } from "./parsing/cell-value.ts";
export { decodeText } from "./report/decode-text.ts";
export { DroppedFields } from "./report/dropped-fields.ts";
export { previewValue } from "./report/issue.ts";
export { quarantineRecord } from "./report/quarantine-record.ts";
export type { RejectionLimits } from "./report/rejection.ts";
export { rejectionOf } from "./report/rejection.ts";
export type { TallyLimits } from "./report/tally.ts";
export { Tally } from "./report/tally.ts";
export { abortable } from "./source/abortable.ts";
export type { NamedFormat } from "./source/format-of-name.ts";
export { formatOfName, sourceName } from "./source/format-of-name.ts";
export { byteChunks } from "./source/source.ts";

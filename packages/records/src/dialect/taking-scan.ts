import type { CellTaker } from "../framing/cell-taker.ts";
import type { CsvFramer } from "../framing/csv-framer.ts";
import type { CutBytes } from "../framing/cut-records.ts";
import type { CsvScan } from "../framing/scan-csv-record.ts";

/** Finds the ends of records, but asks a taker first, whose rows are no records. */
export function takingScan(
  taker: CellTaker,
  scan: CsvScan,
  framerOf: () => Pick<CsvFramer, "line">,
): CsvScan {
  return (finder, start, options) => {
    const { byteOffset, maxRecordBytes } = options;
    const context = { bytes: finder.bytes, byteOffset, line: framerOf().line, maxRecordBytes };
    const taken = taker.take(context, start);
    // The last byte is that of a line end.
    if (taken !== undefined) return { isQuoted: false, end: taken.end - 1, lines: taken.lines };
    const found = scan(finder, start, options);
    if (found !== "more" && options.bytes === finder.bytes)
      options.bytes = copiedInParts(finder.bytes);
    return found;
  };
}

/** Bytes that will be written over: each part is a copy. */
function copiedInParts(bytes: Buffer): CutBytes {
  return {
    length: bytes.length,
    subarray: (start, end) => Buffer.from(bytes.subarray(start, end)),
  };
}

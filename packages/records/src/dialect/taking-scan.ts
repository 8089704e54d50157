import type { CellTaker } from "../framing/cell-taker.ts";
import type { CsvFramer } from "../framing/csv-framer.ts";
import type { CsvScan } from "../framing/scan-csv-record.ts";

/** Finds the ends of records, but asks a taker first, whose rows are no records. */
export function takingScan(
  taker: CellTaker,
  scan: CsvScan,
  framerOf: () => Pick<CsvFramer, "line" | "waiting">,
): CsvScan {
  return (finder, start, options) => {
    const { bytes } = finder;
    const { line, waiting } = framerOf();
    const { maxRecordBytes } = options;
    const context = { bytes, byteOffset: waiting.from, line, maxRecordBytes };
    const taken = taker.take(context, start);
    if (taken !== undefined) return { isQuoted: false, ...taken };
    const found = scan(finder, start, options);
    if (found !== "more") taker.keep();
    return found;
  };
}

import { ArrayFramer } from "../src/framing/array-framer.ts";
import { CsvFramer } from "../src/framing/csv-framer.ts";
import type { Framer } from "../src/framing/framer.ts";
import { LineFramer } from "../src/framing/line-framer.ts";
import type { RawRecord } from "../src/framing/raw-record.ts";

/** Every framer, made with a record's limit. */
export const FRAMERS: Readonly<Record<string, (maxRecordBytes: number) => Framer>> = {
  lines: (maxRecordBytes) =>
    new LineFramer({ byteOffset: 0, line: 1, maxRecordBytes, maxDepth: 256 }),
  array: (maxRecordBytes) =>
    new ArrayFramer({ byteOffset: 0, line: 1, maxRecordBytes, maxDepth: 256 }),
  csv: (maxRecordBytes) =>
    new CsvFramer({ byteOffset: 0, line: 1, maxRecordBytes, maxDepth: 256 }, 44),
};

export function take(batches: Iterable<readonly RawRecord[]>): RawRecord[] {
  return [...batches].flat();
}

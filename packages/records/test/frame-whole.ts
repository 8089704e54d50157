import { nestedTextWalk, planOfColumns } from "@cloudapi/core/internal";
import { ArrayFramer } from "../src/framing/array-framer.ts";
import { CsvFramer } from "../src/framing/csv-framer.ts";
import type { RawRecord } from "../src/framing/raw-record.ts";
import { RecordBlock, rawBytes } from "../src/framing/raw-record.ts";
import { JsonRecordParser } from "../src/parsing/json-record-parser.ts";
import { splitCells } from "../src/parsing/split-cells.ts";
import { textOf } from "../src/parsing/text-issue.ts";

const OPTIONS = { byteOffset: 0, line: 1, maxRecordBytes: 16_777_216, maxDepth: 256 };

/** All of the bytes as one record. */
export function wholeRecord(bytes: Buffer): RawRecord {
  const place = { line: 1, byteOffset: 0, byteLength: bytes.length, start: 0, end: bytes.length };
  return {
    ...place,
    block: new RecordBlock(bytes),
    isLast: true,
    isQuoted: false,
    fault: undefined,
  };
}

/** What a JSON array's elements parse to, or the codes of what is wrong. */
export function readArray(text: string): { values: unknown[]; codes: string[] } {
  const framer = new ArrayFramer(OPTIONS);
  const raws = [...framer.push(Buffer.from(text)), ...framer.end()].flat();
  const codes = framer.takeProblems().map(({ code }) => code);
  const parser = new JsonRecordParser(nestedTextWalk(planOfColumns([])), 256);
  const values: unknown[] = [];
  for (const raw of raws) {
    const { record, issues } = parser.parse(raw);
    codes.push(
      ...[...(raw.fault === undefined ? [] : [raw.fault]), ...(issues ?? [])].map(
        ({ code }) => code,
      ),
    );
    values.push(record);
  }
  return { values, codes };
}

/** The text of each record of what is taken for a JSON array. */
export function recordTexts(text: string, maxRecordBytes = OPTIONS.maxRecordBytes): string[] {
  const framer = new ArrayFramer({ ...OPTIONS, maxRecordBytes });
  const raws = [...framer.push(Buffer.from(text)), ...framer.end()].flat();
  return raws.map((raw) => rawBytes(raw).toString("utf8"));
}

/** The cells of all CSV records, or the code of the first fault. */
export function readGrid(bytes: Buffer): string[][] | string {
  const framer = new CsvFramer(OPTIONS, 44);
  const rows: string[][] = [];
  for (const raw of [...framer.push(bytes), ...framer.end()].flat()) {
    if (raw.fault !== undefined) return raw.fault.code;
    const text = textOf(raw);
    if (typeof text !== "string") return text.code;
    rows.push(splitCells(text, raw.isQuoted, ","));
  }
  return rows;
}

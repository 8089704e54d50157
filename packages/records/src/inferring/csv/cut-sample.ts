import type { QuotingRules } from "../../dialect/scan-dialect-record.ts";
import { dialectScan } from "../../dialect/scan-dialect-record.ts";
import { splitDialectCells, type Writing } from "../../dialect/split-dialect-cells.ts";
import { CsvFramer } from "../../framing/csv-framer.ts";
import { rawText } from "../../framing/raw-record.ts";

/** How a sample is cut into cells. */
export interface CutRules extends QuotingRules {
  readonly delimiter: string;
}

/** A record of a sample. */
export interface SampleRow {
  readonly line: number;
  /** The line behind it. */
  readonly next: number;
  readonly text: string;
  /** `undefined` where its quoting is faulty. */
  readonly cells: readonly (string | null)[] | undefined;
  readonly written: readonly Writing[] | undefined;
}

const FRAMER = { byteOffset: 0, line: 1, maxRecordBytes: 16_777_216, maxDepth: 256 };

/** Cut text into its records, those that are blank or comments left out. */
export function cutSample(
  bytes: Uint8Array,
  rules: CutRules,
  { skipLines = 0, most = Number.POSITIVE_INFINITY }: { skipLines?: number; most?: number } = {},
): SampleRow[] {
  const framer = new CsvFramer(
    FRAMER,
    rules.delimiter.charCodeAt(0),
    dialectScan(rules, skipLines),
  );
  const rows: SampleRow[] = [];
  for (const part of [framer.push(bytes), framer.end()])
    for (const batch of part)
      for (const raw of batch) {
        if (rows.length >= most) return rows;
        if (raw.line <= skipLines) continue;
        const text = rawText(raw) ?? "";
        if (rules.comment !== undefined && text.startsWith(rules.comment)) continue;
        const next = raw.line + text.split(/\r\n|\n|\r/).length;
        const cells = raw.fault === undefined ? splitDialectCells(text, true, rules) : undefined;
        rows.push({ line: raw.line, next, text, cells: cells?.texts, written: cells?.written });
      }
  return rows;
}

import type { Problem } from "../report/problem.ts";
import { skipBlank } from "./blank.ts";
import { ByteFinder } from "./byte-finder.ts";
import { ByteWindow } from "./byte-window.ts";
import { type CutContext, cutRecords, MAX_CUT, type RecordSpan } from "./cut-records.ts";
import type { Framer, FramerOptions } from "./framer.ts";
import { LongLine } from "./long-line.ts";
import type { RawRecord } from "./raw-record.ts";
import { type CsvScan, type CsvScanOptions, scanCsvRecord } from "./scan-csv-record.ts";

const LF = 0x0a;
const CR = 0x0d;

type CsvContext = CutContext & CsvScanOptions & { readonly bytes: Buffer };

/**
 * CSV (RFC 4180): a record ends at a line end outside quotes; a line end is CRLF, LF or CR.
 *
 * A fault in the quoting (see {@link scanCsvRecord}) ends the record with the line it is on, so that it does not take
 * the following ones with it.
 */
export class CsvFramer implements Framer {
  readonly #window: ByteWindow;
  readonly #maxRecordBytes: number;
  readonly #delimiter: number;
  readonly #scan: CsvScan;
  /** The line that begins where is looked next. */
  line: number;
  /** Look again only when this many bytes wait, so that a long record is not scanned for each of its chunks. */
  #waitFor = 0;
  #long: LongLine | undefined;
  /** A line ended in CR at the end of a chunk; an LF that comes next belongs to it. */
  #dropsLf = false;

  /**
   * @param delimiter the byte between cells
   * @param scan finds a record's end, by RFC 4180 or by the rules of a dialect
   */
  constructor(
    { byteOffset, line, maxRecordBytes, allocate }: FramerOptions,
    delimiter: number,
    scan: CsvScan = scanCsvRecord,
  ) {
    this.#window = new ByteWindow(byteOffset, allocate);
    this.line = line;
    this.#maxRecordBytes = maxRecordBytes;
    this.#delimiter = delimiter;
    this.#scan = scan;
  }

  push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    this.#window.append(chunk);
    return this.#window.length < this.#waitFor ? [] : this.#cut(false);
  }

  end(): Iterable<readonly RawRecord[]> {
    return this.#cut(true);
  }

  takeProblems(): readonly Problem[] {
    return [];
  }

  /** Where the record begins that waits for its end, and up to where its bytes are not needed any more. */
  get waiting(): { readonly start: number; readonly from: number } {
    const from = this.#window.offset;
    return { start: this.#long?.byteOffset ?? from, from };
  }

  *#cut(isLast: boolean): Iterable<readonly RawRecord[]> {
    do {
      const skipped = this.#skipLongLine(isLast);
      if (skipped !== undefined) yield [skipped];
      if (this.#long === undefined) yield* this.#cutSpans(isLast);
    } while (this.#long !== undefined && (isLast || this.#window.length > 0));
    this.#waitFor = Math.min(2 * this.#window.length, this.#maxRecordBytes + 2);
  }

  *#cutSpans(isLast: boolean): Iterable<readonly RawRecord[]> {
    this.#dropLf();
    const { bytes, offset: byteOffset } = this.#window;
    const context = {
      bytes,
      byteOffset,
      isLast,
      delimiter: this.#delimiter,
      maxRecordBytes: this.#maxRecordBytes,
    };
    let end = 0;
    for (const stretch of this.#walk(context)) {
      end = stretch.end;
      yield cutRecords(stretch.spans, context);
    }
    this.#window.consume(end);
  }

  /** The spans of all records that end in the bytes, some at a time, and the place behind them. */
  *#walk(context: CsvContext): Iterable<{ spans: RecordSpan[]; end: number }> {
    const { bytes, isLast, maxRecordBytes, delimiter } = context;
    const finder = new ByteFinder(bytes);
    let spans: RecordSpan[] = [];
    let start = 0;
    while (start < bytes.length) {
      const found = this.#scan(finder, start, context);
      if (found === "more") break;
      if (found === "long line") {
        start = this.#startLongLine(bytes, start);
        break;
      }
      const { end, isQuoted, fault, lines } = found;
      const isRecord =
        isQuoted ||
        end - start > maxRecordBytes ||
        skipBlank(bytes, start, end) < end ||
        // Blanks, too, may be delimiters.
        bytes.subarray(start, end).includes(delimiter);
      if (isRecord && !lines) spans.push({ line: this.line, start, end, isQuoted, fault });
      this.line += lines ?? (isQuoted ? countLineEnds(bytes, start, end) + 1 : 1);
      start = this.#afterLineEnd(bytes, end, isLast);
      if (spans.length < MAX_CUT) continue;
      yield { spans, end: start };
      spans = [];
    }
    yield { spans, end: start };
  }

  /** Drop bytes up to the end of an over-long line, if one is being skipped; gives its record at its end. */
  #skipLongLine(isLast: boolean): RawRecord | undefined {
    if (this.#long === undefined) return undefined;
    const { bytes } = this.#window;
    const lineEnd = Math.min(new ByteFinder(bytes).lineEnd(0), bytes.length);
    this.#long.take(bytes.subarray(0, lineEnd));
    this.#window.consume(this.#afterLineEnd(bytes, lineEnd, isLast));
    if (lineEnd === bytes.length && !isLast) return undefined;
    this.line++;
    const record = this.#long.record();
    this.#long = undefined;
    return record;
  }

  #afterLineEnd(bytes: Buffer, end: number, isLast: boolean): number {
    if (bytes[end] !== CR) return Math.min(end + 1, bytes.length);
    if (bytes[end + 1] === LF) return end + 2;
    this.#dropsLf = end + 1 === bytes.length && !isLast;
    return end + 1;
  }

  #dropLf(): void {
    if (!this.#dropsLf || this.#window.length === 0) return;
    this.#dropsLf = false;
    if (this.#window.bytes[0] === LF) this.#window.consume(1);
  }

  /** What has been scanned of the record is taken; quoted cells that are closed again may have brought more lines. */
  #startLongLine(bytes: Buffer, start: number): number {
    const byteOffset = this.#window.offset + start;
    const end = start + this.#maxRecordBytes + 2;
    const taken = bytes.subarray(start, end);
    this.#long = new LongLine({
      line: this.line,
      byteOffset,
      bytes: taken,
      maxRecordBytes: this.#maxRecordBytes,
    });
    this.line += countLineEnds(bytes, start, end);
    return end;
  }
}

/** Line ends between two places: CRLF, LF and CR count as one each. */
export function countLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count++;
  }
  return count;
}

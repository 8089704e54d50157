import type { Problem } from "../report/problem.ts";
import { skipBlank } from "./blank.ts";
import { ByteWindow } from "./byte-window.ts";
import { cutRecords, type RecordSpan } from "./cut-records.ts";
import type { Framer, FramerOptions } from "./framer.ts";
import type { LineTaker } from "./line-taker.ts";
import { LongLine } from "./long-line.ts";
import type { RawRecord } from "./raw-record.ts";

const LF = 10;
const CR = 13;

/** JSON Lines: a record is a line that is not blank; lines end in LF or CRLF, the last one may do without. */
export class LineFramer implements Framer {
  readonly #window: ByteWindow;
  readonly #maxRecordBytes: number;
  #line: number;
  /** Bytes of the window that are known to hold no line end. */
  #searched = 0;
  #long: LongLine | undefined;
  readonly #taker: LineTaker | undefined;

  /** @param taker is asked first; what it takes is given to nobody else */
  constructor({ byteOffset, line, maxRecordBytes }: FramerOptions, taker?: LineTaker) {
    this.#taker = taker;
    this.#window = new ByteWindow(byteOffset, taker?.allocate);
    this.#line = line;
    this.#maxRecordBytes = maxRecordBytes;
  }

  push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    this.#window.append(chunk);
    return [this.#cut(false)];
  }

  room(bytes: number): Uint8Array {
    return this.#window.room(bytes);
  }

  end(): Iterable<readonly RawRecord[]> {
    return [this.#cut(true)];
  }

  takeProblems(): readonly Problem[] {
    return [];
  }

  /** Where the record begins that waits for its end, and up to where its bytes are not needed any more. */
  get waiting(): { readonly start: number; readonly from: number } {
    const from = this.#window.offset;
    return { start: this.#long?.byteOffset ?? from, from };
  }

  #cut(isLast: boolean): readonly RawRecord[] {
    const skipped = this.#skipLongLine(isLast);
    const cutEnd = isLast ? this.#window.length : this.#lastLineEnd();
    const records = this.#cutLines(cutEnd, isLast);
    this.#window.consume(cutEnd);
    this.#searched = this.#window.length;
    if (this.#searched > this.#maxRecordBytes + 1) this.#long = this.#startLongLine();
    return skipped === undefined ? records : [skipped, ...records];
  }

  /** Where the last whole line ends, in the window; 0 when none does. */
  #lastLineEnd(): number {
    const found = this.#window.bytes.subarray(this.#searched).lastIndexOf(LF);
    return found < 0 ? 0 : this.#searched + found + 1;
  }

  #cutLines(cutEnd: number, isLast: boolean): readonly RawRecord[] {
    const { bytes, offset: byteOffset } = this.#window;
    const spans: RecordSpan[] = [];
    const maxRecordBytes = this.#maxRecordBytes;
    const context = { bytes, byteOffset, line: this.#line, end: cutEnd, isLast, maxRecordBytes };
    for (let start = 0; start < cutEnd; context.line++) {
      const next = this.#taker?.take(context, start);
      if (next) {
        start = next;
        continue;
      }
      const found = bytes.indexOf(LF, start);
      const lineEnd = found < 0 ? cutEnd : found;
      const end = lineEnd > start && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
      if (end - start > maxRecordBytes || skipBlank(bytes, start, end) < end)
        spans.push({ line: context.line, start, end });
      start = lineEnd + 1;
    }
    this.#line = context.line;
    return cutRecords(spans, context);
  }

  #startLongLine(): LongLine {
    const { bytes, offset: byteOffset } = this.#window;
    const long = new LongLine({
      line: this.#line,
      byteOffset,
      bytes,
      maxRecordBytes: this.#maxRecordBytes,
    });
    this.#window.consume(bytes.length);
    this.#searched = 0;
    return long;
  }

  /** Drop bytes up to the end of an over-long line, if one is being skipped; gives its record at its end. */
  #skipLongLine(isLast: boolean): RawRecord | undefined {
    if (this.#long === undefined) return undefined;
    const { bytes } = this.#window;
    const found = bytes.indexOf(LF);
    this.#long.take(found < 0 ? bytes : bytes.subarray(0, found));
    this.#window.consume(found < 0 ? bytes.length : found + 1);
    if (found < 0 && !isLast) return undefined;
    this.#line++;
    const record = this.#long.record();
    this.#long = undefined;
    return record;
  }
}

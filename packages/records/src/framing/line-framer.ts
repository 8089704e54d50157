import type { Problem } from "../report/problem.ts";
import { skipBlank } from "./blank.ts";
import { ByteWindow } from "./byte-window.ts";
import { cutRecords, type RecordSpan } from "./cut-records.ts";
import type { Framer, FramerOptions } from "./framer.ts";
import type { LineContext } from "./line-taker.ts";
import { LongLine } from "./long-line.ts";
import type { RawRecord } from "./raw-record.ts";

const LF = 10;
const CR = 13;

/** JSON Lines: a record is a line that is not blank; lines end in LF or CRLF, the last one may do without. */
export class LineFramer implements Framer {
  /** The bytes that wait. */
  protected readonly rest: ByteWindow;
  readonly #maxRecordBytes: number;
  #line: number;
  /** Bytes of the window that are known to hold no line end. */
  #searched = 0;
  /** The line that is too long and whose end has not come. */
  protected long: LongLine | undefined;

  constructor({ byteOffset, line, maxRecordBytes, allocate }: FramerOptions) {
    this.rest = new ByteWindow(byteOffset, allocate);
    this.#line = line;
    this.#maxRecordBytes = maxRecordBytes;
  }

  push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    this.rest.append(chunk);
    return [this.cut(false)];
  }

  end(): Iterable<readonly RawRecord[]> {
    return [this.cut(true)];
  }

  takeProblems(): readonly Problem[] {
    return [];
  }

  /** Where the record begins that waits for its end, and up to where its bytes are not needed any more. */
  get waiting(): { readonly start: number; readonly from: number } {
    const from = this.rest.offset;
    return { start: this.long?.byteOffset ?? from, from };
  }

  /** The records of all lines that have ended. */
  protected cut(isLast: boolean): readonly RawRecord[] {
    const skipped = this.#skipLongLine(isLast);
    const records = this.lines(this.whole(isLast));
    if (this.#searched > this.#maxRecordBytes + 1) this.long = this.#startLongLine();
    return skipped === undefined ? records : [skipped, ...records];
  }

  /** Take all lines that have ended out of the bytes that wait. */
  protected whole(isLast: boolean): LineContext {
    const { bytes, offset: byteOffset, length } = this.rest;
    const found = bytes.subarray(this.#searched).lastIndexOf(LF) + 1;
    const end = isLast ? length : found && this.#searched + found;
    this.rest.consume(end);
    this.#searched = length - end;
    return { bytes, byteOffset, line: 0, end, isLast, maxRecordBytes: this.#maxRecordBytes };
  }

  /** Take lines from one on, as `LineTaker` has it. */
  protected take?(context: LineContext, start: number): number;

  /** The records of lines, which are given in their order. */
  protected lines(context: LineContext): readonly RawRecord[] {
    const { bytes, end: cutEnd, maxRecordBytes } = context;
    const spans: RecordSpan[] = [];
    context.line = this.#line;
    for (let start = 0; start < cutEnd; context.line++) {
      const next = this.take?.(context, start);
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
    const { bytes, offset: byteOffset } = this.rest;
    const long = new LongLine({
      line: this.#line,
      byteOffset,
      bytes,
      maxRecordBytes: this.#maxRecordBytes,
    });
    this.rest.consume(bytes.length);
    this.#searched = 0;
    return long;
  }

  /** Drop bytes up to the end of an over-long line, if one is being skipped; gives its record at its end. */
  #skipLongLine(isLast: boolean): RawRecord | undefined {
    if (this.long === undefined) return undefined;
    const { bytes } = this.rest;
    const found = bytes.indexOf(LF);
    this.long.take(found < 0 ? bytes : bytes.subarray(0, found));
    this.rest.consume(found < 0 ? bytes.length : found + 1);
    if (found < 0 && !isLast) return undefined;
    this.#line++;
    const record = this.long.record();
    this.long = undefined;
    return record;
  }
}

import type { Issue } from "../report/issue.ts";
import type { ByteFinder } from "./byte-finder.ts";
import type { CutBytes } from "./cut-records.ts";
import { delimiterName } from "./delimiter-name.ts";

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** Where a CSV record ends, and whether it has quotes. */
export interface CsvRecordEnd {
  /** The place of its line end, or of the end of the source. */
  readonly end: number;
  readonly isQuoted: boolean;
  readonly fault?: Issue | undefined;
  /** Where so many lines were taken, and are no record; the last one ends there. */
  readonly lines?: number;
}

/** How to look for a record's end. */
export interface CsvScanOptions {
  /** What records have parts of; whoever takes rows puts another in its place where the bytes will be written over. */
  bytes?: CutBytes;
  /** Offset in the source of the first of the bytes. */
  readonly byteOffset: number;
  /** Whether the source ends with the bytes. */
  readonly isLast: boolean;
  readonly delimiter: number;
  readonly maxRecordBytes: number;
}

/** Finds where the CSV record ends that starts at a place. */
export type CsvScan = (
  finder: ByteFinder,
  start: number,
  options: CsvScanOptions,
) => CsvRecordEnd | "more" | "long line";

/**
 * Find where the CSV record ends that starts at a place.
 *
 * A record whose quoting is faulty ends with the line where the faulty cell starts: there is text after
 * the closing quote, or the cell is not closed before the source ends or `maxRecordBytes` are passed.
 *
 * @returns `"more"` when the bytes end before that is known, `"long line"` when a single line is over `maxRecordBytes`
 */
export function scanCsvRecord(
  finder: ByteFinder,
  start: number,
  options: CsvScanOptions,
): CsvRecordEnd | "more" | "long line" {
  const lineEnd = finder.lineEnd(start);
  if (lineEnd <= finder.quote(start)) return unquotedEnd(finder, start, lineEnd, options);
  return new QuotedScan(finder, start, options).run();
}

/** The end of a record that has no quotes, which is that of its line. */
export function unquotedEnd(
  { bytes }: ByteFinder,
  start: number,
  lineEnd: number,
  { isLast, maxRecordBytes }: CsvScanOptions,
): CsvRecordEnd | "more" | "long line" {
  if (lineEnd !== Number.POSITIVE_INFINITY) return { end: lineEnd, isQuoted: false };
  if (isLast) return { end: bytes.length, isQuoted: false };
  return bytes.length - start >= maxRecordBytes + 2 ? "long line" : "more";
}

/** One record that has quotes, cell by cell; what a dialect does otherwise is in methods of their own. */
export class QuotedScan {
  readonly #finder: ByteFinder;
  readonly bytes: Buffer;
  readonly #start: number;
  readonly options: CsvScanOptions;
  /** As far as is looked. */
  readonly limit: number;
  /** Whether the limit is the source's end: what is open there ends there. */
  readonly endsAtLimit: boolean;

  quoteRule = 'A quote inside a quoted cell is written twice ("").';

  constructor(finder: ByteFinder, start: number, options: CsvScanOptions) {
    const { bytes } = finder;
    const most = start + options.maxRecordBytes + 2;
    this.#finder = finder;
    this.bytes = bytes.length > most ? bytes.subarray(0, most) : bytes;
    this.#start = start;
    this.options = options;
    this.limit = this.bytes.length;
    this.endsAtLimit = options.isLast && this.limit < most;
  }

  run(): CsvRecordEnd | "more" | "long line" {
    for (let at = this.#start; ; at++) {
      const cellStart = at;
      const opening = this.openingQuote(at);
      const closing = opening < 0 ? undefined : this.closingQuote(opening);
      if (closing === -1) return this.#unclosed(cellStart);
      at = closing === undefined ? this.cellEnd(at) : this.quotedEnd(closing);
      if (at >= this.limit)
        return this.endsAtLimit ? { end: this.limit, isQuoted: true } : this.#undecided();
      const byte = this.bytes[at];
      if (byte === LF || byte === CR) return { end: at, isQuoted: true };
      if (byte !== this.options.delimiter) return this.#fault(cellStart, this.#textAfterQuote(at));
    }
  }

  /** The place of the quote that opens the cell that starts at `at`, or -1. */
  openingQuote(at: number): number {
    return this.bytes[at] === QUOTE ? at : -1;
  }

  /** The place of the quote that closes the one at `at`, or -1. */
  closingQuote(at: number): number {
    for (let from = at + 1; ; from += 2) {
      from = this.bytes.indexOf(QUOTE, from);
      if (from < 0) return -1;
      if (from + 1 === this.limit) return this.endsAtLimit ? from : -1;
      if (this.bytes[from + 1] !== QUOTE) return from;
    }
  }

  /** Where a cell has to end whose closing quote is at `closing`. */
  quotedEnd(closing: number): number {
    return closing + 1;
  }

  /** The end of a cell that is not quoted: a delimiter or a line end. A quote inside it is text. */
  cellEnd(from: number): number {
    let at = from;
    for (; at < this.limit; at++) {
      const byte = this.bytes[at];
      if (byte === this.options.delimiter || byte === LF || byte === CR) break;
    }
    return at;
  }

  #unclosed(quote: number): CsvRecordEnd | "more" | "long line" {
    const lineEnd = this.#lineEnd(quote);
    if (this.endsAtLimit) {
      const end = Math.min(lineEnd, this.limit);
      const code = end === this.limit ? "truncated_record" : "invalid_quote";
      return {
        end,
        isQuoted: true,
        fault: this.#unclosedIssue(quote, code, "before the file ends"),
      };
    }
    const undecided = this.#undecided();
    if (undecided === "more" || lineEnd === Number.POSITIVE_INFINITY) return undecided;
    const within = `within ${this.options.maxRecordBytes} bytes (maxRecordBytes)`;
    return {
      end: lineEnd,
      isQuoted: true,
      fault: this.#unclosedIssue(quote, "invalid_quote", within),
    };
  }

  #lineEnd(from: number): number {
    const lineEnd = this.#finder.lineEnd(from);
    return lineEnd < this.limit ? lineEnd : Number.POSITIVE_INFINITY;
  }

  #undecided(): "more" | "long line" {
    return this.limit - this.#start < this.options.maxRecordBytes + 2 ? "more" : "long line";
  }

  /** The record ends with the line on which the faulty cell starts. */
  #fault(at: number, fault: Issue): CsvRecordEnd | "more" | "long line" {
    const lineEnd = this.#lineEnd(at);
    if (lineEnd !== Number.POSITIVE_INFINITY) return { end: lineEnd, isQuoted: true, fault };
    return this.endsAtLimit ? { end: this.limit, isQuoted: true, fault } : this.#undecided();
  }

  #unclosedIssue(quote: number, code: string, where: string): Issue {
    return {
      code,
      path: [],
      expected: "a closing quote",
      received: "none",
      message: `The quote that opens a cell at ${this.#place(quote)} is not closed ${where}. The record is taken to end with this line; reading continues after it.`,
    };
  }

  #textAfterQuote(at: number): Issue {
    const delimiter = delimiterName(String.fromCharCode(this.options.delimiter));
    const expected = `a ${delimiter} or a line end after a closing quote`;
    return {
      code: "invalid_quote",
      path: [],
      expected,
      received: this.#shown(at),
      message: `Expected ${expected}, found ${this.#shown(at)} at ${this.#place(at)}. ${this.quoteRule}`,
    };
  }

  #place(at: number): string {
    return `byte ${at - this.#start + 1} of the record`;
  }

  #shown(at: number): string {
    const byte = this.bytes[at] ?? 0;
    return byte > 0x20 && byte < 0x7f
      ? `"${String.fromCharCode(byte)}"`
      : `byte 0x${byte.toString(16).padStart(2, "0")}`;
  }
}

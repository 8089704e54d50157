import type { Finding } from "../report/finding.ts";
import { countLineFeeds, isBlankByte, skipBlank } from "./blank.ts";
import { ByteWindow } from "./byte-window.ts";
import { cutRecords, keptHead, MAX_CUT, type RecordSpan, tooLarge } from "./cut-records.ts";
import { ElementScanner } from "./element-scanner.ts";
import type { Framer, FramerOptions } from "./framer.ts";
import { LineFramer } from "./line-framer.ts";
import type { RawRecord } from "./raw-record.ts";

const [COMMA, OPEN_LIST, CLOSE_LIST] = [0x2c, 0x5b, 0x5d] as const;

/** An element whose end is not found yet. */
interface OpenElement {
  readonly line: number;
  readonly byteOffset: number;
  readonly scanner: ElementScanner;
  /** Its first bytes, once it is too long for the rest to be held. */
  head?: Buffer;
}

/**
 * One JSON array of records, each over any number of lines.
 *
 * A faulty element ends where it was most likely meant to (see {@link ElementScanner}), so that it does not take the
 * following ones with it. What follows the array is read as JSON Lines.
 */
export class ArrayFramer implements Framer {
  readonly #options: FramerOptions;
  readonly #window: ByteWindow;
  readonly #problems = new Map<string, Finding | undefined>();
  /** Place in the window of the next byte to look at. */
  #at = 0;
  #line: number;
  /** Place in the window up to which lines are counted. */
  #counted = 0;
  #seen: "nothing" | "[" | "element" | "comma" | "]" = "nothing";
  #element: OpenElement | undefined;
  #spans: RecordSpan[] = [];
  #skipped: RawRecord | undefined;
  #rest: LineFramer | undefined;

  constructor(options: FramerOptions) {
    this.#options = options;
    this.#window = new ByteWindow(options.byteOffset);
    this.#line = options.line;
  }

  push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    if (this.#rest !== undefined) return this.#rest.push(chunk);
    this.#window.append(chunk);
    return this.#cut(false);
  }

  end(): Iterable<readonly RawRecord[]> {
    return this.#rest === undefined ? this.#cut(true) : this.#rest.end();
  }

  takeProblems(): readonly Finding[] {
    const taken = [...this.#problems.values()].filter((problem) => problem !== undefined);
    for (const code of this.#problems.keys()) this.#problems.set(code, undefined);
    return taken;
  }

  *#cut(isLast: boolean): Iterable<readonly RawRecord[]> {
    const { maxRecordBytes } = this.#options;
    let isBehind: boolean;
    do {
      const { bytes, offset: byteOffset } = this.#window;
      this.#spans = [];
      this.#skipped = undefined;
      isBehind = this.#walk(bytes, isLast);
      const records = cutRecords(this.#spans, { bytes, byteOffset, isLast, maxRecordBytes });
      if (this.#skipped !== undefined) records.unshift(this.#skipped);
      this.#consume(bytes);
      yield records;
    } while (isBehind);
    if (this.#rest !== undefined) yield* this.#startRest(this.#rest, isLast);
  }

  /** Look at the bytes up to their end, or until enough records are found: then true. */
  #walk(bytes: Buffer, isLast: boolean): boolean {
    do {
      while (this.#at < bytes.length && this.#rest === undefined) {
        if (this.#spans.length >= MAX_CUT) return true;
        if (this.#element === undefined) this.#betweenElements(bytes);
        else this.#inElement(this.#element, bytes);
      }
    } while (isLast && this.#rest === undefined && this.#atEnd(bytes));
    return false;
  }

  #betweenElements(bytes: Buffer): void {
    this.#at = skipBlank(bytes, this.#at, bytes.length);
    const byte = bytes[this.#at];
    if (byte === undefined) return;
    if (this.#seen === "]") this.#startLines(bytes);
    else if (byte === OPEN_LIST && this.#seen === "nothing") this.#pass("[");
    else if (byte === COMMA) this.#comma(bytes);
    else if (byte === CLOSE_LIST) this.#closeArray(bytes);
    else this.#startElement(bytes);
  }

  #pass(seen: "[" | "comma" | "]"): void {
    this.#seen = seen;
    this.#at++;
  }

  #comma(bytes: Buffer): void {
    if (this.#seen !== "element")
      this.#problem(bytes, "extra_comma", "There is a comma with no record before it.");
    this.#pass("comma");
  }

  #closeArray(bytes: Buffer): void {
    if (this.#seen === "comma")
      this.#problem(
        bytes,
        "extra_comma",
        "There is a comma before the end of the array; JSON has none after the last record.",
      );
    this.#pass("]");
  }

  #startElement(bytes: Buffer): void {
    if (this.#seen === "element")
      this.#problem(bytes, "missing_comma", "There is no comma between two records of the array.");
    this.#countLines(bytes, this.#at);
    const byteOffset = this.#window.offset + this.#at;
    this.#element = { line: this.#line, byteOffset, scanner: new ElementScanner() };
    this.#seen = "element";
  }

  #inElement(element: OpenElement, bytes: Buffer): void {
    const { scanner } = element;
    this.#at = scanner.scan(bytes, this.#at, this.#window.offset);
    if (scanner.status === "ended") this.#endElement(element, bytes);
    else if (scanner.status === "faulty" && !this.#goBack(element, bytes)) scanner.resync();
  }

  /** End a faulty element before a record that starts on a line of its own inside it, if that is still at hand. */
  #goBack(element: OpenElement, bytes: Buffer): boolean {
    const { firstLineBrace } = element.scanner;
    const length = this.#window.offset + this.#at - element.byteOffset;
    if (firstLineBrace === undefined || length > this.#options.maxRecordBytes) return false;
    this.#at = firstLineBrace - this.#window.offset;
    this.#endElement(element, bytes);
    return true;
  }

  /** End the element where reading has come to; blanks and commas that a fault has left before that are no part of it. */
  #endElement(element: OpenElement, bytes: Buffer, isLast = false): void {
    this.#element = undefined;
    const { line, byteOffset, head } = element;
    const { maxRecordBytes } = this.#options;
    const start = byteOffset - this.#window.offset;
    const byteLength = this.#at - start;
    if (head !== undefined) {
      this.#skipped = tooLarge({ line, byteOffset, byteLength, head, maxRecordBytes });
      return;
    }
    const end = isLast || byteLength > maxRecordBytes ? this.#at : trimEnd(bytes, start, this.#at);
    if (bytes.subarray(end, this.#at).includes(COMMA)) this.#seen = "comma";
    this.#spans.push({ line, start, end, isLast });
  }

  /** The source has ended; true when reading has to go on at an earlier place. */
  #atEnd(bytes: Buffer): boolean {
    const element = this.#element;
    if (element !== undefined && this.#goBack(element, bytes)) return true;
    if (element !== undefined) this.#endElement(element, bytes, true);
    if (this.#seen !== "]")
      this.#problem(
        bytes,
        "truncated_array",
        "The file ends before the JSON array does; it was cut short, or its closing ] is missing.",
      );
    return false;
  }

  #startLines(bytes: Buffer): void {
    this.#problem(
      bytes,
      "text_after_array",
      "There is more text after the JSON array; it is read as JSON Lines.",
    );
    this.#rest = new LineFramer({
      ...this.#options,
      byteOffset: this.#window.offset + this.#at,
      line: this.#line,
    });
  }

  *#startRest(rest: LineFramer, isLast: boolean): Iterable<readonly RawRecord[]> {
    yield* rest.push(this.#window.bytes.subarray(this.#at));
    if (isLast) yield* rest.end();
  }

  #problem(bytes: Buffer, code: string, message: string): void {
    if (this.#problems.has(code)) return;
    this.#countLines(bytes, this.#at);
    this.#problems.set(code, {
      code,
      message,
      line: this.#line,
      byteOffset: this.#window.offset + this.#at,
    });
  }

  #countLines(bytes: Buffer, to: number): void {
    if (to <= this.#counted) return;
    this.#line += countLineFeeds(bytes, this.#counted, to);
    this.#counted = to;
  }

  /** Let go of everything before the open element; of that too when it is too long. */
  #consume(bytes: Buffer): void {
    if (this.#rest !== undefined) return;
    const element = this.#element;
    const start = element === undefined ? this.#at : element.byteOffset - this.#window.offset;
    const isLong = element !== undefined && this.#at - start > this.#options.maxRecordBytes;
    if (isLong) element.head ??= keptHead(bytes.subarray(start), this.#options.maxRecordBytes);
    const count = isLong ? this.#at : Math.max(0, start);
    this.#countLines(bytes, count);
    this.#window.consume(count);
    this.#at -= count;
    this.#counted -= count;
  }
}

function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (isBlankByte(bytes[at - 1]) || bytes[at - 1] === COMMA)) at--;
  return at;
}

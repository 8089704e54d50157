import type { Problem } from "../report/problem.ts";
import { afterArray } from "./after-array.ts";
import { skipBlank } from "./blank.ts";
import { BoundarySearch, LOOKED_BACK, type SearchOptions } from "./boundary-search.ts";
import { ByteWindow } from "./byte-window.ts";
import { cutRecords, keptHead, MAX_CUT, type RecordSpan, tooLarge } from "./cut-records.ts";
import { ElementScanner } from "./element-scanner.ts";
import type { Framer, FramerOptions } from "./framer.ts";
import { LineFramer } from "./line-framer.ts";
import { closingPlace, type OpenElement, trimEnd } from "./open-element.ts";
import { PlaceLog } from "./place-log.ts";
import type { RawRecord } from "./raw-record.ts";
import { RecordShape } from "./record-shape.ts";

const [COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT] = [0x2c, 0x5b, 0x5d, 0x7b] as const;

/**
 * One JSON array of records, each over any number of lines.
 *
 * A faulty element ends where the next record begins (see {@link BoundarySearch}), so that it does not take the
 * following ones with it. JSON Lines after the array are read, too.
 */
export class ArrayFramer implements Framer {
  readonly #options: FramerOptions;
  readonly #window: ByteWindow;
  #shape = new RecordShape();
  readonly #places: PlaceLog;
  /** Place in the window of the next byte to look at. */
  #at = 0;
  #seen: "nothing" | "[" | "element" | "comma" | "]" = "nothing";
  #element: OpenElement | undefined;
  #spans: RecordSpan[] = [];
  #skipped: RawRecord | undefined;
  #rest: LineFramer | undefined;

  constructor(options: FramerOptions) {
    this.#options = options;
    this.#window = new ByteWindow(options.byteOffset);
    this.#places = new PlaceLog(this.#window, options.line);
  }

  push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    if (this.#rest !== undefined) return this.#rest.push(chunk);
    this.#window.append(chunk);
    return this.#cut(false);
  }

  end(): Iterable<readonly RawRecord[]> {
    return this.#rest === undefined ? this.#cut(true) : this.#rest.end();
  }

  takeProblems(): readonly Problem[] {
    return this.#places.takeProblems();
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

  /** Look at the bytes as far as they tell anything, or until enough records are found: then true. */
  #walk(bytes: Buffer, isLast: boolean): boolean {
    while (this.#rest === undefined) {
      if (this.#spans.length >= MAX_CUT) return true;
      const element = this.#element;
      const hasMoved =
        element === undefined
          ? this.#betweenElements(bytes, isLast)
          : this.#inElement(element, bytes, isLast);
      if (!hasMoved) return false;
    }
    return false;
  }

  #betweenElements(bytes: Buffer, isLast: boolean): boolean {
    this.#at = skipBlank(bytes, this.#at, bytes.length);
    const byte = bytes[this.#at];
    if (byte === undefined) {
      if (isLast && this.#seen !== "]")
        this.#problem(
          "truncated_array",
          "The file ends before the JSON array does; it was cut short, or its closing ] is missing.",
        );
      return false;
    }
    if (this.#seen === "nothing") this.#startArray(byte);
    else if (byte === COMMA) this.#comma();
    else if (byte === CLOSE_LIST) return this.#closeArray(bytes, isLast);
    else this.#startElement(byte);
    return true;
  }

  #startArray(byte: number): void {
    if (byte === OPEN_LIST) this.#at++;
    else
      this.#problem(
        "truncated_array",
        "The JSON array does not begin with [; its beginning is missing.",
      );
    this.#seen = "[";
  }

  #comma(): void {
    if (this.#seen !== "element")
      this.#problem("extra_comma", "There is a comma with no record before it.");
    this.#seen = "comma";
    this.#at++;
  }

  #closeArray(bytes: Buffer, isLast: boolean): boolean {
    const { maxDepth } = this.#options;
    const next = afterArray(bytes, this.#at + 1, { isLast, maxDepth });
    if (next === "more") return false;
    if (next === "records") {
      const message =
        "There is more text after the ] of the JSON array; it is read as more of its records.";
      this.#problem("text_after_array", message);
      // The bracket may close a list whose beginning is lost: what came before is not an example then.
      this.#shape = new RecordShape();
      this.#startElement(CLOSE_LIST);
      return true;
    }
    if (this.#seen === "comma")
      this.#problem(
        "extra_comma",
        "There is a comma before the end of the array; JSON has none after the last record.",
      );
    this.#seen = "]";
    this.#at++;
    if (next === "lines") this.#startLines();
    return true;
  }

  #startElement(byte: number): void {
    if (this.#seen === "element" && byte !== CLOSE_LIST)
      this.#problem("missing_comma", "There is no comma between two records of the array.");
    this.#element = {
      line: this.#places.lineAt(this.#at),
      byteOffset: this.#window.offset + this.#at,
      kind: byte === OPEN_OBJECT ? "object" : byte === OPEN_LIST ? "list" : "other",
      scanner: new ElementScanner(this.#options.maxDepth),
    };
    this.#seen = "element";
  }

  #inElement(element: OpenElement, bytes: Buffer, isLast: boolean): boolean {
    const { scanner, search } = element;
    if (search !== undefined) return this.#inSearch(element, search, bytes, isLast);
    if (scanner.status === "open") this.#scan(element, bytes);
    if (scanner.status === "faulty") this.#startSearch(element, this.#at);
    else if (scanner.status === "ended") return this.#afterElement(element, bytes, isLast);
    else if (element.search === undefined && this.#at === bytes.length) {
      if (!isLast) return false;
      if (!this.#looksForSwallowed(element)) this.#endElement(element, bytes, true);
    }
    return true;
  }

  /** Read on; an element that becomes too long is looked through for records that it has swallowed. */
  #scan(element: OpenElement, bytes: Buffer): void {
    const most = element.byteOffset + this.#options.maxRecordBytes + 1 - this.#window.offset;
    const end = this.#at < most ? Math.min(most, bytes.length) : bytes.length;
    this.#at = element.scanner.scan(bytes, this.#at, end);
    if (element.scanner.status === "open" && this.#at === most)
      this.#looksForSwallowed(element, this.#window.offset + most);
  }

  /** The element is whole; what is not an object ends there only if a comma or the array's end follows. */
  #afterElement(element: OpenElement, bytes: Buffer, isLast: boolean): boolean {
    if (element.kind !== "object") {
      const next = skipBlank(bytes, this.#at, bytes.length);
      const byte = bytes[next];
      if (byte === undefined && !isLast) return false;
      if (byte === undefined && element.kind === "list" && this.#looksForSwallowed(element))
        return true;
      if (byte !== undefined && byte !== COMMA && byte !== CLOSE_LIST) {
        this.#startSearch(element, next);
        return true;
      }
    }
    this.#learn(element, bytes);
    this.#endElement(element, bytes, false);
    return true;
  }

  #learn({ kind, byteOffset }: OpenElement, bytes: Buffer): void {
    if (kind !== "object") return;
    const start = byteOffset - this.#window.offset;
    const isLong = this.#at - start > this.#options.maxRecordBytes;
    if (this.#shape.wantsNext && !isLong) this.#shape.add(bytes, start, this.#at);
    else this.#shape.skip();
  }

  #startSearch(element: OpenElement, place: number): void {
    const fault = this.#window.offset + place;
    const isLong = fault - element.byteOffset > this.#options.maxRecordBytes;
    const start = isLong ? fault - 1 : element.byteOffset;
    element.search = this.#search({ start, fault });
  }

  /** Begin to look for records inside an element with no fault of its own, where there are some to compare with. */
  #looksForSwallowed(element: OpenElement, until?: number): boolean {
    if (element.isSearched === true || !this.#shape.isKnown) return false;
    element.isSearched = true;
    element.search = this.#search({ start: element.byteOffset, until });
    return true;
  }

  #search(options: Pick<SearchOptions, "start" | "fault" | "until">): BoundarySearch {
    return new BoundarySearch({ ...this.#options, ...options, shape: this.#shape });
  }

  #inSearch(element: OpenElement, search: BoundarySearch, bytes: Buffer, isLast: boolean): boolean {
    const found = search.look(bytes, this.#window.offset, isLast);
    if (found === "more") return false;
    if (found === "none") {
      element.search = undefined;
      if (!search.isSure) this.#endLast(element, bytes);
    } else {
      this.#at = found - this.#window.offset;
      this.#endElement(element, bytes, false);
    }
    return true;
  }

  /** No record follows a faulty element: it ends with the array or the source. One that was too long can't get shorter. */
  #endLast(element: OpenElement, bytes: Buffer): void {
    const start = element.byteOffset - this.#window.offset;
    const least = start + (element.head === undefined ? 1 : this.#options.maxRecordBytes + 1);
    this.#at = closingPlace(bytes, this.#at, least) ?? bytes.length;
    this.#endElement(element, bytes, this.#at === bytes.length);
  }

  /** End the element where reading has come to; blanks and commas that a fault has left before that are not part of it. */
  #endElement(element: OpenElement, bytes: Buffer, isLast: boolean): void {
    this.#element = undefined;
    const { line, byteOffset, head } = element;
    const { maxRecordBytes } = this.#options;
    const start = byteOffset - this.#window.offset;
    const byteLength = this.#at - start;
    const end = isLast ? this.#at : trimEnd(bytes, start, this.#at);
    if (bytes.subarray(end, this.#at).includes(COMMA)) this.#seen = "comma";
    if (head !== undefined)
      this.#skipped = tooLarge({ line, byteOffset, byteLength, head, maxRecordBytes });
    else if (byteLength > maxRecordBytes) this.#spans.push({ line, start, end: this.#at });
    else this.#spans.push({ line, start, end, isLast });
  }

  #startLines(): void {
    this.#problem(
      "text_after_array",
      "There is more text after the JSON array; it is read as JSON Lines.",
    );
    this.#rest = new LineFramer({
      ...this.#options,
      byteOffset: this.#window.offset + this.#at,
      line: this.#places.lineAt(this.#at),
    });
  }

  *#startRest(rest: LineFramer, isLast: boolean): Iterable<readonly RawRecord[]> {
    yield* rest.push(this.#window.bytes.subarray(this.#at));
    if (isLast) yield* rest.end();
  }

  #problem(code: string, message: string): void {
    this.#places.problem(code, message, this.#at);
  }

  /** Let go of everything before the open element; of that too when it is too long. */
  #consume(bytes: Buffer): void {
    if (this.#rest !== undefined) return;
    const count = Math.max(0, this.#neededFrom(bytes) - LOOKED_BACK);
    this.#places.consume(count);
    this.#at -= count;
  }

  #neededFrom(bytes: Buffer): number {
    const element = this.#element;
    if (element === undefined) return this.#at;
    const { byteOffset, search } = element;
    const { offset } = this.#window;
    const start = byteOffset - offset;
    const reached = search === undefined ? this.#at : search.neededFrom - offset;
    if (search?.isSure === true || reached - start <= this.#options.maxRecordBytes) return start;
    element.head ??= keptHead(bytes.subarray(start), this.#options.maxRecordBytes);
    return reached;
  }
}

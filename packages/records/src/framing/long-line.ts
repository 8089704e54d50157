import { keptHead, tooLarge } from "./cut-records.ts";
import type { RawRecord } from "./raw-record.ts";

const CR = 13;

/** A line that is longer than is read, while its end is looked for: its head, and how long it is so far. */
export class LongLine {
  readonly #line: number;
  readonly byteOffset: number;
  readonly #maxRecordBytes: number;
  readonly #head: Buffer;
  #byteLength = 0;
  #endsInCr = false;

  constructor(start: {
    line: number;
    byteOffset: number;
    bytes: Uint8Array;
    maxRecordBytes: number;
  }) {
    this.#line = start.line;
    this.byteOffset = start.byteOffset;
    this.#maxRecordBytes = start.maxRecordBytes;
    this.#head = keptHead(start.bytes, start.maxRecordBytes);
    this.take(start.bytes);
  }

  /** Count more bytes of the line. */
  take(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#endsInCr = bytes.at(-1) === CR;
    this.#byteLength += bytes.length;
  }

  /** The record it is, once its end is found; a carriage return before that belongs to the line end. */
  record(): RawRecord {
    const byteLength = this.#byteLength - (this.#endsInCr ? 1 : 0);
    const [line, byteOffset, head] = [this.#line, this.byteOffset, this.#head];
    return tooLarge({ line, byteOffset, byteLength, head, maxRecordBytes: this.#maxRecordBytes });
  }
}

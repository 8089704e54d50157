import type { DocumentBatch } from "../document-batches.ts";
import type { BsonBytes } from "./bson-value.ts";

const FIRST_ROWS = 256;
/** Memory that large documents took is given back when it is so many times what others need. */
const FEW_TIMES = 4;
const FEWEST_BYTES = 1024 * 1024;

/** Documents of a batch, where the values of their fields are, and room behind them for what is written anew. */
export class DocumentBuffer implements BsonBytes {
  bytes: Buffer = Buffer.alloc(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  /** The type of a value, by document and field; 0 where there is none. */
  types: Uint8Array;
  /** Where a value begins and ends. */
  starts: Int32Array;
  ends: Int32Array;
  rowStarts: Int32Array = new Int32Array(FIRST_ROWS);
  rowEnds: Int32Array = new Int32Array(FIRST_ROWS);
  readonly width: number;
  size = 0;
  depth = 0;
  /** Where the room begins that is left. */
  free = 0;
  readonly #roomOfRow: number;
  readonly #slackBytes: number;

  constructor({
    width,
    roomOfRow,
    slackBytes,
  }: {
    /** How many fields there are. */
    readonly width: number;
    /** Bytes of a document that may be written. */
    readonly roomOfRow: number;
    /** Bytes behind the documents that may be looked at. */
    readonly slackBytes: number;
  }) {
    this.width = width;
    this.#roomOfRow = roomOfRow;
    this.#slackBytes = slackBytes;
    this.types = new Uint8Array(FIRST_ROWS * width);
    this.starts = new Int32Array(FIRST_ROWS * width);
    this.ends = new Int32Array(FIRST_ROWS * width);
  }

  /** Hold the documents of a batch in place of those before. */
  load({ bytes, starts, ends, size }: DocumentBatch): void {
    const from = starts[0] ?? 0;
    const to = size === 0 ? from : (ends[size - 1] as number);
    this.size = size;
    this.free = to - from + this.#slackBytes;
    this.#hold(this.free + size * this.#roomOfRow + this.#slackBytes);
    bytes.copy(this.bytes, 0, from, to);
    for (let row = 0; row < size; row++) {
      this.rowStarts[row] = (starts[row] as number) - from;
      this.rowEnds[row] = (ends[row] as number) - from;
    }
  }

  #hold(needed: number): void {
    const { length } = this.bytes;
    const isFit = length >= needed && length <= FEW_TIMES * Math.max(needed, FEWEST_BYTES);
    if (!isFit) {
      this.bytes = Buffer.allocUnsafeSlow(needed + (needed >> 2));
      this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    }
    if (this.rowStarts.length >= this.size) return;
    const rows = this.size + (this.size >> 2);
    this.rowStarts = new Int32Array(rows);
    this.rowEnds = new Int32Array(rows);
    this.types = new Uint8Array(rows * this.width);
    this.starts = new Int32Array(rows * this.width);
    this.ends = new Int32Array(rows * this.width);
  }
}

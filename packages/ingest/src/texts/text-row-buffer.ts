import type { TextRows } from "../source/text-rows.ts";

const FIRST_ROWS = 256;

/** Gathers the places of values; it grows with the rows that bytes of one size hold. */
export class TextRowBuffer implements TextRows {
  bytes: Buffer = Buffer.alloc(0);
  isUtf8 = true;
  starts: Int32Array;
  ends: Int32Array;
  rowStarts: Int32Array = new Int32Array(FIRST_ROWS);
  rowEnds: Int32Array = new Int32Array(FIRST_ROWS);
  readonly width: number;
  size = 0;

  constructor(width: number) {
    this.width = width;
    this.starts = new Int32Array(FIRST_ROWS * width);
    this.ends = new Int32Array(FIRST_ROWS * width);
  }

  /** Forget all rows: those that come lie in these bytes. */
  open(bytes: Buffer, isUtf8: boolean): void {
    this.bytes = bytes;
    this.isUtf8 = isUtf8;
    this.size = 0;
  }

  /** Begin a row; where its first value's place is. */
  begin(): number {
    if (this.size === this.rowStarts.length) this.#grow();
    return this.size * this.width;
  }

  /** Keep the row that was begun. */
  keep(start: number, end: number): void {
    this.rowStarts[this.size] = start;
    this.rowEnds[this.size] = end;
    this.size++;
  }

  #grow(): void {
    this.rowStarts = doubled(this.rowStarts);
    this.rowEnds = doubled(this.rowEnds);
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
  }
}

function doubled(from: Int32Array): Int32Array {
  const into = new Int32Array(from.length * 2);
  into.set(from);
  return into;
}

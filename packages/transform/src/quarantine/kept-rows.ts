/** Counts rejected rows, and keeps the first of them, up to a number of bytes. */
export class KeptRows {
  readonly #maxBytes: number;
  #bytes = 0;
  /** Rows kept. */
  rows = 0;
  /** Rows not kept: the first that did not fit, and all after it. */
  rowsNotKept = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The line of a row that is kept, while those kept before leave room for it. */
  lineOf(row: () => object): string | undefined {
    const line = this.rowsNotKept === 0 ? `${JSON.stringify(row())}\n` : "";
    const bytes = Buffer.byteLength(line);
    if (this.rowsNotKept > 0 || this.#bytes + bytes > this.#maxBytes) {
      this.rowsNotKept++;
      return undefined;
    }
    this.rows++;
    this.#bytes += bytes;
    return line;
  }
}

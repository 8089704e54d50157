import type { LineBytes } from "@cloudapi/records/internal";

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

  /**
   * Have the line of a row appended, while those kept before leave room for it; whether it was.
   *
   * @throws {TypeError} if nothing is appended: a row would be lost, and counted as kept
   */
  keep(lines: LineBytes, append: AppendLine): boolean {
    if (this.rowsNotKept === 0) {
      const start = lines.length;
      append(lines);
      const bytes = lines.length - start;
      if (bytes === 0) throw new TypeError("A rejected row has to have a line of its own.");
      if (this.#bytes + bytes <= this.#maxBytes) {
        this.rows++;
        this.#bytes += bytes;
        return true;
      }
      lines.cutBack(start);
    }
    this.rowsNotKept++;
    return false;
  }
}

/** Appends the line of a row. */
export type AppendLine = (lines: LineBytes) => void;

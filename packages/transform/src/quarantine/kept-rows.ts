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

  /** The same for rows one behind the other. */
  keepAll(lines: LineBytes, { from, to, append, appendAll }: ManyRows): void {
    const start = lines.length;
    if (this.rowsNotKept === 0) {
      appendAll(lines, { from, to });
      const bytes = lines.length - start;
      if (bytes > 0 && this.#bytes + bytes <= this.#maxBytes) {
        this.rows += to - from;
        this.#bytes += bytes;
        return;
      }
      lines.cutBack(start);
    }
    for (let row = from; row < to; row++) this.keep(lines, (each) => append(each, row));
  }
}

/** Appends the line of a row. */
export type AppendLine = (lines: LineBytes) => void;

/** Rows from one to before another, of which lines may be appended in one go. */
export interface ManyRows {
  readonly from: number;
  readonly to: number;
  readonly append: (lines: LineBytes, row: number) => void;
  readonly appendAll: (lines: LineBytes, rows: Pick<ManyRows, "from" | "to">) => void;
}

/** Rows of which lines are put together at a time. */
const STRETCH_ROWS = 1_024;

/** Rows, so many of them at a time that their lines take little memory. */
export function* inStretches(rows: ManyRows): Generator<ManyRows, void, undefined> {
  for (let from = rows.from; from < rows.to; from += STRETCH_ROWS)
    yield { ...rows, from, to: Math.min(rows.to, from + STRETCH_ROWS) };
}

import type { Dataset } from "@cloudapi/core";
import type { CheckedBatch } from "@cloudapi/transform/internal";
import { FlatEncoder } from "./flat-encoder.ts";
import { rowEncoder } from "./row-encoder.ts";

/** Lines are handed out by so many bytes. */
const PIECE_BYTES = 1024 * 1024;

/** Writes the valid rows of batches as lines of JSON, in their order. */
export class BatchEncoder {
  readonly #encode: ReturnType<typeof rowEncoder>;
  readonly #lines: FlatEncoder;

  constructor({ columns }: Dataset) {
    this.#encode = rowEncoder(columns);
    this.#lines = new FlatEncoder(columns);
  }

  add({ records, flat }: CheckedBatch): void {
    let row = 0;
    for (const record of records) {
      if (flat !== undefined) {
        const next = flat.rowAfter(record.byteOffset, row);
        this.#lines.addRows(flat, row, next);
        row = next;
      }
      if (record.valid) this.#lines.addLine(this.#encode(record.value));
    }
    if (flat !== undefined) this.#lines.addRows(flat, row, flat.size);
  }

  /** What is to be written now; with `isLast` all that is left. */
  take(isLast = false): Uint8Array | undefined {
    const { sizeBytes } = this.#lines;
    return sizeBytes >= PIECE_BYTES || (isLast && sizeBytes > 0) ? this.#lines.take() : undefined;
  }
}

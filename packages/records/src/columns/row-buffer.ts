import type { Dataset } from "@cloudapi/core";
import type { ArrayPool } from "./array-pool.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { ColumnValues } from "./column-values.ts";
import { createColumnBuffer } from "./create-column-buffer.ts";

/** Typed arrays double as they fill: up to half of their memory is empty. */
const GROWTH = 2;

/** Gathers validated rows, column by column, until they are encoded as a row group. */
export class RowBuffer {
  readonly #names: readonly string[];
  readonly #buffers: readonly ColumnBuffer[];
  readonly #eventTime: number;
  /** Rows held. */
  rows = 0;

  constructor({ columns, eventTime }: Pick<Dataset, "columns" | "eventTime">, pool: ArrayPool) {
    this.#names = columns.map(({ name }) => name);
    this.#buffers = columns.map((column) => createColumnBuffer(column, pool));
    this.#eventTime = columns.findIndex(
      ({ name, type }) => name === eventTime && type.kind === "timestamp",
    );
  }

  /**
   * Add a row; its event time is passed where it is known, so that it is not parsed again.
   *
   * @returns the bytes it takes
   */
  append(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): number {
    let bytes = 0;
    for (let i = 0; i < this.#buffers.length; i++) {
      const isKnown = i === this.#eventTime && eventTimeMs !== undefined;
      const value = isKnown ? eventTimeMs : row[this.#names[i] as string];
      bytes += (this.#buffers[i] as ColumnBuffer).append(value);
    }
    this.rows++;
    return bytes * GROWTH;
  }

  /** The columns of the rows held, valid until the next call. */
  columns(): ColumnValues[] {
    return this.#buffers.map((buffer) => buffer.values());
  }

  /** Forget the rows; with `keep`, their memory is kept for the next ones, otherwise it goes back to the pool. */
  clear(keep: boolean): void {
    this.rows = 0;
    for (const buffer of this.#buffers) buffer.clear(keep);
  }
}

import { type Dataset, fileColumns } from "@cloudapi/core";
import type { FlatPlan } from "../flat/flat-plan.ts";
import type { FlatRows } from "../flat/flat-rows.ts";
import type { ArrayPool } from "./array-pool.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { ColumnValues } from "./column-values.ts";
import { createColumnBuffer } from "./create-column-buffer.ts";

/** Typed arrays double as they fill: up to half of their memory is empty. */
const GROWTH = 2;
/** What a value takes at most beside its bytes in the source: a decimal may be written with fewer digits than it is held with. */
const MOST_VALUE_BYTES = 64;

/** Gathers validated rows, column by column, until they are encoded as a row group; those of the key are left out. */
export class RowBuffer {
  readonly #names: readonly string[];
  readonly #buffers: readonly ColumnBuffer[];
  readonly #eventTime: number;
  #flatPlan: FlatPlan | undefined;
  #places: readonly number[] = [];
  /** Rows held. */
  rows = 0;

  constructor(dataset: Pick<Dataset, "columns" | "eventTime" | "partition">, pool: ArrayPool) {
    const { eventTime } = dataset;
    const columns = fileColumns(dataset);
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

  /**
   * Add rows as they lie in their bytes, in the order of their numbers.
   *
   * @returns the bytes that they take, which are those that `append` says of the same rows
   */
  appendFlat(flat: FlatRows, rows: readonly number[]): number {
    const places = this.#placesIn(flat);
    let bytes = 0;
    for (let i = 0; i < this.#buffers.length; i++) {
      const buffer = this.#buffers[i] as ColumnBuffer;
      const field = places[i] as number;
      const isOther = flat.plan.fields[field]?.kind === "other";
      if (!isOther && field >= 0 && buffer.appendFlat !== undefined)
        bytes += buffer.appendFlat(flat, field, rows);
      else for (const row of rows) bytes += buffer.append(flat.valueAt(row, field));
    }
    this.rows += rows.length;
    return bytes * GROWTH;
  }

  /** What `appendFlat` says at most of the rows from one to before another. */
  static mostBytes(flat: FlatRows, from: number, to: number): number {
    const textBytes = (flat.recordEnds[to - 1] as number) - (flat.recordStarts[from] as number);
    return GROWTH * (textBytes + (to - from) * flat.width * MOST_VALUE_BYTES);
  }

  /** Where a row's columns are among the fields. */
  #placesIn({ plan }: FlatRows): readonly number[] {
    if (this.#flatPlan !== plan) {
      this.#flatPlan = plan;
      this.#places = this.#names.map((name) =>
        plan.fields.findIndex(({ checker }) => checker.name === name),
      );
    }
    return this.#places;
  }

  /** The columns of the rows held, nested ones as their leaves, depth first; valid until the next call. */
  columns(): ColumnValues[] {
    return this.#buffers.flatMap((buffer) => buffer.leaves());
  }

  /** Forget the rows; with `keep`, their memory is kept for the next ones, otherwise it goes back to the pool. */
  clear(keep: boolean): void {
    this.rows = 0;
    for (const buffer of this.#buffers) buffer.clear(keep);
  }
}

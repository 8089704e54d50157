import type { FlatRows } from "../flat/flat-rows.ts";
import { FlatFiller } from "./flat-filler.ts";
import { NOT_BEGUN } from "./kernel-rows.ts";
import type { FieldPlace } from "./row-layout.ts";
import type { Block } from "./slab-memory.ts";
import type { StoreKernel } from "./store-kernel.ts";
import {
  FIRST_PLACE,
  LONGEST_CODED,
  NO_TEXT,
  type RowSpace,
  type Source,
  type StoredRows,
} from "./stored-rows.ts";
import { putBytes } from "./text-bytes.ts";
import type { TextColumn } from "./text-column.ts";

/** Adds rows that lie in their bytes: those of a run by the kernel where it can, otherwise one by one. */
export class FlatAppender {
  readonly #space: RowSpace;
  readonly #filler: FlatFiller;

  constructor(space: RowSpace, kernel: StoreKernel | undefined) {
    this.#space = space;
    this.#filler = new FlatFiller(space, kernel);
  }

  /** Add rows from one to before another, up to the first after which they may take too much memory; the row after the last one that was added. */
  append(rows: StoredRows, flat: FlatRows, from: number, to: number): number {
    const reached = this.#filler.put(flat, { rows, from, to });
    if (reached === undefined) {
      this.#putRow(rows, flat, from);
      return from + 1;
    }
    const { row, left } = reached;
    if (left === undefined) {
      this.#putValues(rows, flat, from, row);
      return row;
    }
    if (left === NOT_BEGUN) {
      this.#putValues(rows, flat, from, row);
      this.#putRow(rows, flat, row);
    } else {
      this.#putValues(rows, flat, from, row + 1);
      this.#putPlainTexts(rows, flat, row, left);
    }
    return row + 1;
  }

  /** Put what `append` left out in its place. */
  fill(): void {
    this.#filler.fill();
  }

  /** Put values that are taken one by one, and those that have others inside. */
  #putValues(rows: StoredRows, flat: FlatRows, from: number, to: number): void {
    const filler = this.#filler;
    for (const [n, field] of filler.nested.entries())
      if (from < to) this.#space.putNestedRows({ rows, from, to }, flat, n, field);
    for (const source of filler.values)
      for (let row = from; row < to; row++)
        this.#space.put(rows, filler.placeOf(row), source.field, flat.valueAt(row, source.from));
  }

  #putRow(rows: StoredRows, flat: FlatRows, row: number): void {
    const filler = this.#filler;
    filler.note(flat, row, this.#space.place(rows));
    this.#putValues(rows, flat, row, row + 1);
    this.#putPlainTexts(rows, flat, row, 0);
  }

  /** Put texts of a row that are not looked up, those of columns from the n-th on. */
  #putPlainTexts(rows: StoredRows, flat: FlatRows, row: number, first: number): void {
    const { texts } = this.#filler;
    const recordBytes = (flat.recordEnds[row] as number) - (flat.recordStarts[row] as number);
    for (let i = 0; i < texts.length; i++) {
      const source = texts[i] as Source;
      const { isPlain } = this.#space.texts[source.field] as TextColumn;
      if (source.field >= first && (isPlain || recordBytes > LONGEST_CODED))
        this.#putPlain(rows, flat, row, source);
    }
  }

  /** Put a text that is not looked up, whatever its length or since it is long. */
  #putPlain(rows: StoredRows, flat: FlatRows, row: number, { field, from }: Source): void {
    const { memory, layout, texts } = this.#space;
    const { isPlain } = texts[field] as TextColumn;
    const { at: word, isConverted } = layout.fields[field] as FieldPlace;
    const at = row * flat.width + from;
    const start = flat.starts[at] as number;
    const length = start < 0 ? 0 : (flat.ends[at] as number) - start;
    if (isConverted || (!isPlain && length <= LONGEST_CODED)) return;
    const place = this.#filler.placeOf(row);
    const { words } = memory.blocks[place >>> memory.shift] as Block;
    const target = (place & memory.mask) + word;
    if (start < 0) {
      words[target] = NO_TEXT;
      return;
    }
    this.#space.openChunk(rows, length + 4);
    words[target] = FIRST_PLACE - putBytes(rows.texts, flat.view, start, length);
  }
}

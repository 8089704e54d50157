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
  type OwnedRun,
  type RowSpace,
  type Source,
  type StoredRows,
} from "./stored-rows.ts";
import { putBytes } from "./text-bytes.ts";
import type { TextColumn } from "./text-column.ts";

/** Adds rows that lie in their bytes to the partitions that they are of: by the kernel where it can, otherwise one by one. */
export class FlatAppender {
  readonly #space: RowSpace;
  readonly #filler: FlatFiller;

  constructor(space: RowSpace, kernel: StoreKernel | undefined) {
    this.#space = space;
    this.#filler = new FlatFiller(space, kernel);
  }

  /**
   * Add rows from one to before another, each to its owner, up to the first after which they may take too much memory, or their owner be full; the row after the last one that
   * was added. Where columns have others inside, all are of one owner.
   */
  append(flat: FlatRows, run: OwnedRun): number {
    const { from } = run;
    const reached = this.#filler.put(flat, run);
    if (reached === undefined) {
      this.#putRow(flat, from);
      return from + 1;
    }
    const { row, left } = reached;
    if (left === undefined) {
      this.#putValues(flat, from, row);
      return row;
    }
    if (left === NOT_BEGUN) {
      this.#putValues(flat, from, row);
      this.#putRow(flat, row);
    } else {
      this.#putValues(flat, from, row + 1);
      this.#putPlainTexts(flat, row, left);
    }
    return row + 1;
  }

  /** Put what `append` left out in its place. */
  fill(): void {
    this.#filler.fill();
  }

  #ownerOf(row: number): StoredRows {
    const { holders, owners } = this.#space;
    return holders[owners[row] as number] as StoredRows;
  }

  /** Put values that are taken one by one, and those that have others inside. */
  #putValues(flat: FlatRows, from: number, to: number): void {
    const filler = this.#filler;
    for (const [n, field] of filler.nested.entries())
      if (from < to)
        this.#space.putNestedRows({ rows: this.#ownerOf(from), from, to }, flat, n, field);
    for (const { field, from: place } of filler.values)
      for (let row = from; row < to; row++)
        this.#space.put(this.#ownerOf(row), filler.placeOf(row), field, flat.valueAt(row, place));
  }

  #putRow(flat: FlatRows, row: number): void {
    const filler = this.#filler;
    filler.note(flat, row, this.#space.place(this.#ownerOf(row)));
    this.#putValues(flat, row, row + 1);
    this.#putPlainTexts(flat, row, 0);
  }

  /** Put texts of a row that are not looked up, those of columns from the n-th on. */
  #putPlainTexts(flat: FlatRows, row: number, first: number): void {
    const { texts } = this.#filler;
    const rows = this.#ownerOf(row);
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
    words[target] = FIRST_PLACE - putBytes(rows.texts, flat.view, start, length, flat.bytes.length);
  }
}

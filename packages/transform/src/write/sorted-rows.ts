import type { PartitionedWriter } from "./partitioned-writer.ts";

type Row = Readonly<Record<string, unknown>>;

/** What rows may take in memory while they are put in order, about. */
const SORT_BYTES = 268_435_456;
const COLUMN_BYTES = 48;
/** Rows that are written before what they set off is waited for. */
const SETTLED_ROWS = 10_000;

/** The file that rows are from. */
export interface RowsOfFile {
  readonly rows: number;
  readonly sizeBytes: number;
}

/** Gathers rows of files, and hands them on to a writer in order, as far as memory goes. */
export class SortedRows {
  readonly #writer: PartitionedWriter;
  readonly #compare: (a: Row, b: Row) => number;
  readonly #columns: number;
  #rows: Row[] = [];
  #bytes = 0;

  constructor(
    writer: PartitionedWriter,
    {
      compare,
      columns,
    }: { readonly compare: (a: Row, b: Row) => number; readonly columns: number },
  ) {
    this.#writer = writer;
    this.#compare = compare;
    this.#columns = columns;
  }

  async add(rows: readonly Row[], { sizeBytes, rows: ofFile }: RowsOfFile): Promise<void> {
    for (const row of rows) this.#rows.push(row);
    this.#bytes += rows.length * (this.#columns * COLUMN_BYTES + (4 * sizeBytes) / (ofFile || 1));
    if (this.#bytes > SORT_BYTES) await this.flush();
  }

  /** Write what was gathered. */
  async flush(): Promise<void> {
    const rows = this.#rows.sort(this.#compare);
    this.#rows = [];
    this.#bytes = 0;
    for (const [i, row] of rows.entries()) {
      this.#writer.add(row, undefined);
      if (i % SETTLED_ROWS === 0) await this.#writer.settle();
    }
    await this.#writer.settle();
  }
}

import type { RowStore, StoredRows } from "@cloudapi/records/internal";
import type {
  EncodedRowGroup,
  RowGroupColumns,
  RowGroupPlan,
} from "../parquet/encode-row-group.ts";
import type { FileEncoder, FileSummary } from "../parquet/file-encoder.ts";
import type { InFlight } from "../sink/in-flight.ts";
import type { ObjectWriter } from "../sink/object-writer.ts";
import type { EncodeQueue, RowGroupFile } from "./encode-queue.ts";

/** A file that has all of its rows, still to be published. */
export interface ClosedFile {
  /** As the destination named it. */
  readonly partition: string;
  readonly rows: number;
  readonly writer: ObjectWriter;
  /** What is known of its values, for files with a layout. */
  readonly summary: FileSummary | undefined;
}

/** What a {@link DataFile} is made of. */
export interface DataFileParts {
  readonly partition: string;
  /** Where all rows of the run are held. */
  readonly store: RowStore;
  readonly encoder: FileEncoder;
  readonly writer: ObjectWriter;
  readonly inFlight: InFlight;
  /** Where row groups are encoded. */
  readonly queue: EncodeQueue;
}

/** To write a piece takes as long as to copy so many bytes, or longer. */
const SMALL_BYTES = 131_072;

/** One file of one partition: rows gathered, the encoder, and the pending object they go to. */
export class DataFile implements RowGroupFile {
  readonly partition: string;
  readonly writer: ObjectWriter;
  readonly #store: RowStore;
  readonly #held: StoredRows;
  readonly #encoder: FileEncoder;
  readonly #inFlight: InFlight;
  readonly #queue: EncodeQueue;
  /** Row groups that are on their way, and the bytes that these may take at most. */
  pending = 0;
  #pendingBytes = 0;
  /** Rows that were encoded, or are on their way. */
  #rows = 0;
  /** Once it gets no more rows, its last row group: a small one is written together with the file's end. */
  #last: Uint8Array | undefined;
  #isClosing = false;

  constructor({ partition, store, encoder, writer, inFlight, queue }: DataFileParts) {
    this.partition = partition;
    this.writer = writer;
    this.#store = store;
    this.#held = store.open();
    this.#encoder = encoder;
    this.#inFlight = inFlight;
    this.#queue = queue;
  }

  /** Gather a row. */
  append(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): void {
    this.#store.append(this.#held, row, eventTimeMs);
  }

  /** The number by which the store knows it, as long as it is open. */
  get number(): number {
    return this.#held.number;
  }

  /** When it last got a row, as the number of rows that the store had seen. */
  get lastUsed(): number {
    return this.#held.lastUsed;
  }

  /** Rows gathered and not encoded. */
  get bufferedRows(): number {
    return this.#held.rows;
  }

  /** Bytes of memory that the gathered rows take. */
  get memoryBytes(): number {
    return this.#held.memoryBytes;
  }

  /** Bytes encoded so far. */
  get sizeBytes(): number {
    return this.#encoder.sizeBytes;
  }

  /** More bytes than it has when all row groups on their way are there. */
  get mostSizeBytes(): number {
    return this.sizeBytes + this.#pendingBytes;
  }

  get isEmpty(): boolean {
    return this.sizeBytes === 0 && this.pending === 0;
  }

  get plan(): RowGroupPlan {
    return this.#encoder.plan;
  }

  /** Encode the gathered rows as a row group, or have it done. */
  flush(): void {
    const rows = this.#held;
    if (rows.rows === 0) return;
    this.#rows += rows.rows;
    if (this.#queue.add(this, rows)) return;
    const columns = this.#store.columns(rows);
    this.#queue.addEncoded(this, this.encode({ columns, rows: rows.rows, isFirst: this.isEmpty }));
    this.#store.clear(rows);
  }

  encode(group: RowGroupColumns): EncodedRowGroup {
    return this.#encoder.encode(group);
  }

  expect(mostBytes: number): void {
    this.pending++;
    this.#pendingBytes += mostBytes;
  }

  take(encoded: EncodedRowGroup, mostBytes?: number): void {
    if (mostBytes !== undefined) {
      this.pending--;
      this.#pendingBytes -= mostBytes;
    }
    const bytes = this.#encoder.addRowGroup(encoded);
    this.#write(bytes, () => this.#encoder.release(bytes));
  }

  #write(bytes: Uint8Array, released?: () => void): void {
    const before = this.#last;
    this.#last = undefined;
    if (before !== undefined) this.#inFlight.write(this.writer, before);
    if (this.#isClosing && bytes.length <= SMALL_BYTES) this.#last = bytes;
    else this.#inFlight.write(this.writer, bytes, released);
  }

  /** The same with its last rows, before it is closed. */
  flushLast(): void {
    this.#isClosing = true;
    this.flush();
  }

  /** Write what is left and the file's end. */
  close(): ClosedFile {
    this.flushLast();
    this.#store.close(this.#held);
    this.#queue.settle(this);
    const end = this.#encoder.finish();
    const last = this.#last;
    this.#inFlight.write(this.writer, last === undefined ? end : Buffer.concat([last, end]));
    // A run may have many closed files: what the digest takes to make is free from here on.
    this.writer.digest();
    const { partition, writer } = this;
    return { partition, rows: this.#rows, writer, summary: this.#encoder.summary?.() };
  }
}

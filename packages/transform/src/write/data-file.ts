import type { FlatRows, RowBuffer } from "@cloudapi/records/internal";
import type { FileEncoder, FileSummary } from "../parquet/file-encoder.ts";
import type { InFlight } from "../sink/in-flight.ts";
import type { ObjectWriter } from "../sink/object-writer.ts";

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
  readonly buffer: RowBuffer;
  readonly encoder: FileEncoder;
  readonly writer: ObjectWriter;
  readonly inFlight: InFlight;
}

/** One file of one partition: rows gathered, the encoder, and the pending object they go to. */
export class DataFile {
  readonly partition: string;
  readonly writer: ObjectWriter;
  readonly #buffer: RowBuffer;
  readonly #encoder: FileEncoder;
  readonly #inFlight: InFlight;
  /** Rows in the file, gathered ones included. */
  rows = 0;
  /** Bytes of memory that the gathered rows take, or that is kept for the next ones. */
  memoryBytes = 0;
  #usedBytes = 0;
  /** When it last got a row, as the number of rows that the run had seen. */
  lastUsed = 0;
  /** Numbers of rows of a batch that are to be gathered together. */
  readonly picked: number[] = [];

  constructor({ partition, buffer, encoder, writer, inFlight }: DataFileParts) {
    this.partition = partition;
    this.writer = writer;
    this.#buffer = buffer;
    this.#encoder = encoder;
    this.#inFlight = inFlight;
  }

  /** Gather a row. */
  append(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): void {
    this.#note(this.#buffer.append(row, eventTimeMs), 1);
  }

  /** Gather the rows in `picked`, which is empty then. */
  appendPicked(flat: FlatRows): void {
    this.#note(this.#buffer.appendFlat(flat, this.picked), this.picked.length);
    this.picked.length = 0;
  }

  #note(bytes: number, rows: number): void {
    this.#usedBytes += bytes;
    this.memoryBytes = Math.max(this.memoryBytes, this.#usedBytes);
    this.rows += rows;
  }

  /** Rows gathered and not encoded. */
  get bufferedRows(): number {
    return this.#buffer.rows;
  }

  /** Bytes encoded so far. */
  get sizeBytes(): number {
    return this.#encoder.sizeBytes;
  }

  /** Encode the gathered rows as a row group; with `keep`, their memory is kept for the next ones. */
  flush(keep = false): void {
    const { rows } = this.#buffer;
    if (rows > 0)
      this.#inFlight.write(this.writer, this.#encoder.encodeRowGroup(this.#buffer.columns(), rows));
    this.#buffer.clear(keep);
    this.#usedBytes = 0;
    if (!keep) this.memoryBytes = 0;
  }

  /** Write what is left and the file's end. */
  close(): ClosedFile {
    this.flush();
    this.#inFlight.write(this.writer, this.#encoder.finish());
    // A run may have many closed files: what the digest takes to make is free from here on.
    this.writer.digest();
    const { partition, rows, writer } = this;
    return { partition, rows, writer, summary: this.#encoder.summary?.() };
  }
}

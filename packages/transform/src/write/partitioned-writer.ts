import { CloudApiError, type Dataset, partitionPath } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { ArrayPool, RowBuffer } from "@cloudapi/records/internal";
import type { StartFile } from "../parquet/file-encoder.ts";
import { InFlight } from "../sink/in-flight.ts";
import { ObjectWriter } from "../sink/object-writer.ts";
import type { Sink } from "../sink/sink.ts";
import { type ClosedFile, DataFile } from "./data-file.ts";

/** Bounds of a {@link PartitionedWriter}. */
export interface WriterLimits {
  /** Rows in a row group. */
  readonly rowGroupRows: number;
  /** Bytes of gathered rows over all partitions; past them the largest partition is encoded. */
  readonly bufferBytes: number;
  /** Partitions with an open file; past them the one not used for longest is closed, and goes on in another file. */
  readonly maxOpenPartitions: number;
  /** A file that has become larger is closed, and its partition goes on in another. */
  readonly maxFileBytes: number;
  /** Files in all; more is an error. */
  readonly maxObjects: number;
}

/** What a {@link PartitionedWriter} writes, where, and how. */
export interface WriterPlace {
  readonly dataset: Dataset;
  readonly sink: Sink;
  readonly sourceHash: string;
  readonly startFile: StartFile;
  readonly limits: WriterLimits;
  readonly signal: AbortSignal | undefined;
}

const HOUR_MS = 3_600_000;
const PARQUET = "application/vnd.apache.parquet";
/** Files closed at the end before their writes are waited for. */
const CLOSING = 16;

/** Writes rows to one open file per partition, within the limits. When what is written depends on the rows alone. */
export class PartitionedWriter {
  readonly #place: WriterPlace;
  readonly #inFlight = new InFlight();
  readonly #pool = new ArrayPool();
  /** Open files by partition path. */
  readonly #open = new Map<string, DataFile>();
  readonly #closed: ClosedFile[] = [];
  /** Files begun in each partition. */
  readonly #chunks = new Map<string, number>();
  /** Partition paths by hour, the finest granularity. */
  readonly #paths = new Map<number, string>();
  #files = 0;
  #rows = 0;
  #memoryBytes = 0;
  /** Files that were closed early for the sake of `maxOpenPartitions`. */
  evictions = 0;

  constructor(place: WriterPlace) {
    this.#place = place;
  }

  /** Add a validated row. What this sets off is waited for in `settle`. */
  add(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): void {
    const path = this.#pathAt(eventTimeMs);
    const file = this.#open.get(path) ?? this.#openFile(path);
    const before = file.memoryBytes;
    file.append(row, eventTimeMs);
    this.#memoryBytes += file.memoryBytes - before;
    file.lastUsed = ++this.#rows;
    if (file.bufferedRows >= this.#place.limits.rowGroupRows) this.#flush(file, true);
    while (this.#memoryBytes > this.#place.limits.bufferBytes) this.#flush(this.#largest(), false);
  }

  /** Wait for the writes under way. */
  settle(): Promise<void> {
    return this.#inFlight.settle();
  }

  /** Close every file; all of them, by key. */
  async finish(): Promise<ClosedFile[]> {
    for (const file of this.#open.values()) {
      this.#close(file);
      if (this.#inFlight.count >= CLOSING) await this.settle();
    }
    await this.settle();
    return this.#closed.sort((a, b) => (a.writer.key < b.writer.key ? -1 : 1));
  }

  /** Every file's pending object, open or closed. */
  writers(): ObjectWriter[] {
    return [...this.#open.values(), ...this.#closed].map(({ writer }) => writer);
  }

  #pathAt(eventTimeMs: number | undefined): string {
    if (eventTimeMs === undefined || this.#place.dataset.partition === undefined) return "";
    const hour = Math.floor(eventTimeMs / HOUR_MS);
    let path = this.#paths.get(hour);
    if (path === undefined) {
      if (this.#paths.size >= this.#place.limits.maxOpenPartitions * 24) this.#paths.clear();
      path = partitionPath(this.#place.dataset, eventTimeMs);
      this.#paths.set(hour, path);
    }
    return path;
  }

  #openFile(path: string): DataFile {
    if (this.#open.size >= this.#place.limits.maxOpenPartitions) this.#evict();
    if (this.#files >= this.#place.limits.maxObjects) throw this.#tooMany();
    this.#files++;
    const chunk = this.#chunks.get(path) ?? 0;
    this.#chunks.set(path, chunk + 1);
    const { dataset, sink, startFile, signal } = this.#place;
    const writer = new ObjectWriter({
      sink,
      key: this.#keyOf(path, chunk),
      properties: {
        contentType: PARQUET,
        metadata: contractHeaders(dataset),
      },
      signal,
    });
    const file = new DataFile({
      partition: path,
      buffer: new RowBuffer(dataset, this.#pool),
      encoder: startFile(dataset),
      writer,
      inFlight: this.#inFlight,
    });
    this.#open.set(path, file);
    return file;
  }

  #keyOf(path: string, chunk: number): string {
    const { dataset, sink, sourceHash } = this.#place;
    const name = `${dataset.name}-${dataset.contractHash.slice(0, 8)}-${sourceHash}`;
    return `${sink.prefix}${path}${name}-${String(chunk).padStart(5, "0")}.parquet`;
  }

  /** A partition that fills row groups keeps its memory for the next; one flushed for want of memory gives it back. */
  #flush(file: DataFile, keep: boolean): void {
    const before = file.memoryBytes;
    file.flush(keep);
    this.#memoryBytes += file.memoryBytes - before;
    if (file.sizeBytes >= this.#place.limits.maxFileBytes) this.#close(file);
  }

  #close(file: DataFile): void {
    this.#memoryBytes -= file.memoryBytes;
    this.#open.delete(file.partition);
    this.#closed.push(file.close());
  }

  #evict(): void {
    this.evictions++;
    this.#close(this.#first((a, b) => a.lastUsed < b.lastUsed));
  }

  #largest(): DataFile {
    return this.#first((a, b) => a.memoryBytes > b.memoryBytes);
  }

  /** The open file that comes before all others. */
  #first(isBefore: (a: DataFile, b: DataFile) => boolean): DataFile {
    let first: DataFile | undefined;
    for (const file of this.#open.values())
      if (first === undefined || isBefore(file, first)) first = file;
    return first as DataFile;
  }

  #tooMany(): CloudApiError {
    return new CloudApiError(
      "TOO_MANY_OBJECTS",
      `The rows would need more than ${this.#place.limits.maxObjects} files (maxObjects); there are ${this.#chunks.size} partitions so far. ` +
        "Choose a coarser partition granularity, sort the source by event time, or raise maxObjects and maxOpenPartitions.",
    );
  }
}

import { CloudApiError, type Dataset } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { ArrayPool, type FlatRows, RowBuffer } from "@cloudapi/records/internal";
import { InFlight } from "../sink/in-flight.ts";
import { ObjectWriter } from "../sink/object-writer.ts";
import { type ClosedFile, DataFile } from "./data-file.ts";
import type { OpenDestination } from "./destination.ts";

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
  readonly destination: OpenDestination;
  readonly limits: WriterLimits;
  readonly signal: AbortSignal | undefined;
}

const HOUR_MS = 3_600_000;
const PARQUET = "application/vnd.apache.parquet";
/** What arrays of flushed files may take until they are used again: about what all gathered rows take, or V8 looks for garbage with every few of them. */
const FREE_BYTES = 24 * 1024 * 1024;
/** Files closed at the end before their writes are waited for. */
const CLOSING = 16;

/** Writes rows to one open file per partition, within the limits. When what is written depends on the rows alone. */
export class PartitionedWriter {
  readonly #place: WriterPlace;
  readonly #inFlight = new InFlight();
  readonly #pool = new ArrayPool(FREE_BYTES);
  /** Open files by partition. */
  readonly #open = new Map<string, DataFile>();
  readonly #closed: ClosedFile[] = [];
  /** Files begun in each partition. */
  readonly #chunks = new Map<string, number>();
  #files = 0;
  #rows = 0;
  #memoryBytes = 0;
  /** The file of the hour that the last row was of, while it is open. */
  #hour = Number.NaN;
  #hourFile: DataFile | undefined;
  /** Files that have rows picked for them. */
  readonly #picking: DataFile[] = [];
  /** Files that were closed early for the sake of `maxOpenPartitions`. */
  evictions = 0;

  constructor(place: WriterPlace) {
    this.#place = place;
  }

  /** Add a validated row. What this sets off is waited for in `settle`. */
  add(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): void {
    const file = this.#fileOf(this.#place.destination.partitionOf(row, eventTimeMs));
    const before = file.memoryBytes;
    file.append(row, eventTimeMs);
    this.#memoryBytes += file.memoryBytes - before;
    file.lastUsed = ++this.#rows;
    this.#flushFull(file);
  }

  /**
   * The same for rows that lie in their bytes, from one to before another. Rows are gathered by file as long as none of
   * them can fill the memory: then it makes no difference in which order files have them, and what is flushed when is as
   * if they came one by one.
   */
  addFlat(flat: FlatRows, from: number, to: number): void {
    for (let at = from; at < to; ) {
      let end = to;
      while (end - at > 1 && !this.#hasRoomFor(RowBuffer.mostBytes(flat, at, end)))
        end = at + ((end - at) >> 1);
      this.#addTogether(flat, at, end);
      at = end;
    }
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#memoryBytes + bytes <= this.#place.limits.bufferBytes;
  }

  #addTogether(flat: FlatRows, from: number, to: number): void {
    const { rowGroupRows, bufferBytes } = this.#place.limits;
    for (let row = from; row < to; row++) {
      const file = this.#fileOfFlat(flat, row);
      if (file.picked.length === 0) this.#picking.push(file);
      file.picked.push(row);
      file.lastUsed = ++this.#rows;
      if (file.bufferedRows + file.picked.length < rowGroupRows) continue;
      this.#appendPicked(flat);
      this.#flushFull(file);
    }
    this.#appendPicked(flat);
    while (this.#memoryBytes > bufferBytes) this.#flush(this.#largest(), false);
  }

  #fileOfFlat(flat: FlatRows, row: number): DataFile {
    const { destination } = this.#place;
    const ms = flat.eventTimes[row] as number;
    const hour = Math.floor(ms / HOUR_MS);
    if (
      destination.isByHour === true &&
      Object.is(hour, this.#hour) &&
      this.#hourFile !== undefined
    )
      return this.#hourFile;
    const time = Number.isNaN(ms) ? undefined : ms;
    const partition = destination.partitionOf(flat.lazyRow(row), time);
    let file = this.#open.get(partition);
    if (file === undefined) {
      // Opening it may close another one, which has to have its rows then.
      this.#appendPicked(flat);
      file = this.#openFile(partition);
    }
    this.#hour = hour;
    this.#hourFile = file;
    return file;
  }

  /** Gather the rows that were picked. */
  #appendPicked(flat: FlatRows): void {
    for (const file of this.#picking) {
      const before = file.memoryBytes;
      file.appendPicked(flat);
      this.#memoryBytes += file.memoryBytes - before;
    }
    this.#picking.length = 0;
  }

  #fileOf(partition: string): DataFile {
    return this.#open.get(partition) ?? this.#openFile(partition);
  }

  /** Encode what has become too much, if the last row made it so. */
  #flushFull(file: DataFile): void {
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

  /** The path of every partition that has had a row. */
  paths(): string[] {
    const { destination } = this.#place;
    return [...this.#chunks.keys()].map((partition) => destination.partitionPath(partition));
  }

  /** Every file's pending object, open or closed. */
  writers(): ObjectWriter[] {
    return [...this.#open.values(), ...this.#closed].map(({ writer }) => writer);
  }

  #openFile(partition: string): DataFile {
    if (this.#open.size >= this.#place.limits.maxOpenPartitions) this.#evict();
    if (this.#files >= this.#place.limits.maxObjects) throw this.#tooMany();
    this.#files++;
    const number = this.#chunks.get(partition) ?? 0;
    this.#chunks.set(partition, number + 1);
    const { dataset, destination, signal } = this.#place;
    const key = destination.keyOf(partition, number);
    const properties = { contentType: PARQUET, metadata: contractHeaders(dataset) };
    const { columns } = destination;
    const file = new DataFile({
      partition,
      buffer: new RowBuffer({ ...dataset, columns, partition: undefined }, this.#pool),
      encoder: destination.startFile({ key, partition }),
      writer: new ObjectWriter({ sink: destination.sink, key, properties, signal }),
      inFlight: this.#inFlight,
    });
    this.#open.set(partition, file);
    return file;
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
    this.#hourFile = undefined;
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

  #advice(): string {
    const { by = [], granularity } = this.#place.dataset.partition ?? {};
    const columns = by.map(({ column }) => column).join(", ");
    const raise = "or raise maxObjects and maxOpenPartitions.";
    if (columns === "")
      return `Choose a coarser partition granularity, sort the source by event time, ${raise}`;
    const coarser = granularity === undefined ? "" : "a coarser partition granularity or ";
    return `Choose ${coarser}columns of fewer values (now ${columns}), sort the source by these columns, ${raise}`;
  }

  #tooMany(): CloudApiError {
    return new CloudApiError(
      "TOO_MANY_OBJECTS",
      `The rows would need more than ${this.#place.limits.maxObjects} files (maxObjects); there are ${this.#chunks.size} partitions so far. ` +
        this.#advice(),
    );
  }
}

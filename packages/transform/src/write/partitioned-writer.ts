import { CloudApiError, type Dataset } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { type FlatRows, HourOwners, type Kernel, RowStore } from "@cloudapi/records/internal";
import { InFlight } from "../sink/in-flight.ts";
import { ObjectWriter } from "../sink/object-writer.ts";
import { type ClosedFile, DataFile } from "./data-file.ts";
import type { OpenDestination } from "./destination.ts";
import { EncodeQueue, type Threads } from "./encode-queue.ts";

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
  /** That of the run; rows are held in its memory. */
  readonly kernel?: Kernel | undefined;
  /** Threads that row groups are encoded by; default one. `stop` ends the other. */
  readonly threads?: Threads;
}

const PARQUET = "application/vnd.apache.parquet";
/** What arrays of flushed files may take until they are used again: about what all gathered rows take, or V8 looks for garbage with every few of them. */
const FREE_BYTES = 24 * 1024 * 1024;
/** Files closed at the end before their writes are waited for. */
const CLOSING = 16;

/** Writes rows to one open file per partition, within the limits. When what is written depends on the rows alone. */
export class PartitionedWriter {
  readonly #place: WriterPlace;
  readonly #inFlight = new InFlight();
  readonly #store: RowStore;
  readonly #queue: EncodeQueue;
  /** Open files by partition, by the number that the store has given them, and by the hours that rows were of. */
  readonly #open = new Map<string, DataFile>();
  readonly #byNumber: DataFile[] = [];
  readonly #hours: HourOwners;
  readonly #closed: ClosedFile[] = [];
  /** Files begun in each partition. */
  readonly #chunks = new Map<string, number>();
  #files = 0;
  /** Files that were closed early for the sake of `maxOpenPartitions`. */
  evictions = 0;

  constructor(place: WriterPlace) {
    this.#place = place;
    const { dataset, destination } = place;
    const { columns } = destination;
    const { kernel, threads = 1 } = place;
    this.#store = new RowStore(
      { ...dataset, columns, partition: undefined },
      { mostBytes: place.limits.bufferBytes, freeBytes: FREE_BYTES, kernel },
    );
    this.#hours = new HourOwners(this.#store.pool, kernel);
    const { eventTime } = dataset;
    this.#queue = new EncodeQueue({ store: this.#store, kernel, threads, columns, eventTime });
  }

  /** Add a validated row. What this sets off is waited for in `settle`. */
  add(row: Readonly<Record<string, unknown>>, eventTimeMs: number | undefined): void {
    const file = this.#fileOf(this.#place.destination.partitionOf(row, eventTimeMs));
    file.append(row, eventTimeMs);
    this.#makeRoom(file);
  }

  /** The same for rows that lie in their bytes, from one to before another. */
  addFlat(flat: FlatRows, from: number, to: number): void {
    let row = from;
    while (row < to) row = this.#addOwned(flat, row, this.#own(flat, row, to));
    this.#store.fill();
    const file = this.#byNumber[this.#store.owners[to - 1] as number];
    if (file !== undefined) this.#queue.start(file.plan);
  }

  /** Add rows whose files are noted, up to where room had to be made; the row after them. */
  #addOwned(flat: FlatRows, from: number, to: number): number {
    const { rowGroupRows: mostRows } = this.#place.limits;
    const store = this.#store;
    const { owners } = store;
    let row = from;
    while (row < to) {
      row = store.appendOwned(flat, { from: row, to, mostRows });
      const file = this.#byNumber[owners[row - 1] as number] as DataFile;
      if (store.isRoom && !store.isFull && file.bufferedRows < mostRows) continue;
      store.fill();
      this.#makeRoom(file);
      break;
    }
    return row;
  }

  /** Note the files of rows, from one to before another, as far as they are open; that of the first one is opened. The row after them. */
  #own(flat: FlatRows, from: number, to: number): number {
    const owners = this.#store.ownersOf(flat);
    const isByHour = this.#place.destination.isByHour === true;
    const known = isByHour ? this.#hours.note(flat, from, to, owners) : from;
    if (known > from) return known;
    let row = from;
    let file: DataFile | undefined = this.#fileOfFlat(flat, row);
    for (; file !== undefined; file = row < to ? this.#openFileOf(flat, row) : undefined) {
      owners[row++] = file.number;
      if (isByHour) break;
    }
    return row;
  }

  #fileOfFlat(flat: FlatRows, row: number): DataFile {
    let file = this.#openFileOf(flat, row);
    if (file === undefined) {
      // Opening it may close another one, which has to have its rows then.
      this.#store.fill();
      file = this.#openFile(this.#partitionOf(flat, row));
    }
    if (this.#place.destination.isByHour === true)
      this.#hours.set(flat.eventTimes[row] as number, file.number);
    return file;
  }

  #openFileOf(flat: FlatRows, row: number): DataFile | undefined {
    return this.#open.get(this.#partitionOf(flat, row));
  }

  #partitionOf(flat: FlatRows, row: number): string {
    const ms = flat.eventTimes[row] as number;
    return this.#place.destination.partitionOf(
      flat.lazyRow(row),
      Number.isNaN(ms) ? undefined : ms,
    );
  }

  #fileOf(partition: string): DataFile {
    return this.#open.get(partition) ?? this.#openFile(partition);
  }

  /** Encode what has become too much, if the last row made it so. */
  #makeRoom(file: DataFile): void {
    if (file.bufferedRows >= this.#place.limits.rowGroupRows) this.#flush(file);
    while (!this.#store.isRoom) this.#flush(this.#largest());
    if (!this.#store.isFull) return;
    for (const each of this.#open.values()) this.#flush(each);
    this.#queue.settle();
    this.#store.restart();
  }

  /** Wait for the writes under way, if there are any. */
  settle(): Promise<void> | undefined {
    this.#queue.collect();
    return this.#inFlight.settle();
  }

  /** Close every file; all of them, by key. */
  async finish(): Promise<ClosedFile[]> {
    const open = [...this.#open.values()];
    for (let i = 0; i < open.length; i += CLOSING) {
      const some = open.slice(i, i + CLOSING);
      for (const file of some) file.flushLast();
      for (const file of some) this.#close(file);
      await this.settle();
    }
    await this.settle();
    return this.#closed.sort((a, b) => (a.writer.key < b.writer.key ? -1 : 1));
  }

  /** End the other thread, if there is one. */
  stop(): Promise<void> {
    return this.#queue.stop();
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
    const file = new DataFile({
      partition,
      store: this.#store,
      encoder: destination.startFile({ key, partition }),
      writer: new ObjectWriter({ sink: destination.sink, key, properties, signal }),
      inFlight: this.#inFlight,
      queue: this.#queue,
    });
    this.#open.set(partition, file);
    this.#byNumber[file.number] = file;
    return file;
  }

  #flush(file: DataFile): void {
    file.flush();
    if (file.mostSizeBytes >= this.#place.limits.maxFileBytes) this.#queue.settle(file);
    if (file.sizeBytes >= this.#place.limits.maxFileBytes) this.#close(file);
  }

  #close(file: DataFile): void {
    this.#hours.clear();
    // Until it is closed it counts as open: one that fails is discarded with the others.
    this.#closed.push(file.close());
    this.#open.delete(file.partition);
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

import { availableParallelism } from "node:os";
import type { Kernel, Lent, RowStore, StoredRows } from "@cloudapi/records/internal";
import type {
  EncodedRowGroup,
  RowGroupColumns,
  RowGroupPlan,
} from "../parquet/encode-row-group.ts";
import { mostEncodedBytes } from "../parquet/most-encoded-bytes.ts";
import { EncodeThread, type GivenJob, type ThreadStart } from "../parquet/thread/encode-thread.ts";

/** Threads that a run works with: `auto` for two where the process may use two processors and the run is long enough, one otherwise. */
export type Threads = 1 | 2 | "auto";

/** Where nothing is said, another thread is started when a run has had so many rows: it takes as long to start as some ten thousand rows take. */
const ROWS_BEFORE_THREAD = 100_000;
/** Fewer rows are encoded sooner than they are handed over. */
const LEAST_ROWS = 1_024;
/** Rows that wait to be encoded take no more, but for a row group that takes more alone; nor do row groups that wait for one before them. */
const MOST_BYTES = 24 * 1024 * 1024;

/** The file that row groups are for. */
export interface RowGroupFile {
  readonly plan: RowGroupPlan;
  /** Whether it has no row group yet, nor one on its way. */
  readonly isEmpty: boolean;
  /** Row groups that are on their way. */
  readonly pending: number;
  /** Encode a row group in this thread. */
  encode(group: RowGroupColumns): EncodedRowGroup;
  /** A row group is on its way, of so many bytes at most. */
  expect(mostBytes: number): void;
  /** Take the next row group; `mostBytes` as it was expected, absent where it was not. */
  take(encoded: EncodedRowGroup, mostBytes?: number): void;
}

/** A row group on its way to its file. */
interface Job {
  readonly file: RowGroupFile;
  /** What it is made of, in another thread or later in this one. */
  readonly lent: Lent | undefined;
  readonly given: GivenJob | undefined;
  readonly memoryBytes: number;
  /** Of its bytes, more than it has. */
  readonly mostBytes: number;
  readonly isFirst: boolean;
  encoded: EncodedRowGroup | undefined;
}

/** What an {@link EncodeQueue} works on. */
export interface EncodeQueueParts extends Pick<ThreadStart, "columns" | "eventTime"> {
  readonly store: RowStore;
  readonly kernel: Kernel | undefined;
  readonly threads: Threads;
}

/**
 * Row groups on their way into files: with another thread they are encoded there while rows are read here, as far as it keeps pace. They
 * get into their files in the order in which they were added, and what is written is the same whoever encodes.
 */
export class EncodeQueue {
  readonly #parts: EncodeQueueParts;
  readonly #jobs: Job[] = [];
  #thread: EncodeThread | undefined;
  /** Whether a thread is or was there, or can't be. */
  #isDecided: boolean;
  #memoryBytes = 0;
  /** Bytes of row groups that are encoded, and wait for one before them. */
  #waitingBytes = 0;

  constructor(parts: EncodeQueueParts) {
    this.#parts = parts;
    this.#isDecided = parts.threads === 1 || parts.kernel === undefined;
  }

  /**
   * Add the rows that a file holds.
   *
   * @returns whether they are on their way, and their memory is no longer the file's
   */
  add(file: RowGroupFile, rows: StoredRows): boolean {
    if (this.#isDecided && this.#thread === undefined) return false;
    this.start(file.plan);
    const thread = this.#thread;
    const { memoryBytes } = rows;
    const isRoom = this.#memoryBytes === 0 || this.#memoryBytes + memoryBytes <= MOST_BYTES;
    const isWorth = this.#parts.threads === 2 || rows.rows >= LEAST_ROWS;
    if (thread?.isFree !== true || !isRoom || !isWorth) return false;
    const lent = this.#parts.store.lender?.lend(rows);
    if (lent === undefined) return false;
    const isFirst = file.isEmpty;
    const given = thread.give(lent.rows, isFirst);
    this.#memoryBytes += memoryBytes;
    const mostBytes = mostEncodedBytes(lent.rows);
    this.#jobs.push({ file, lent, given, memoryBytes, mostBytes, isFirst, encoded: undefined });
    file.expect(mostBytes);
    return true;
  }

  /** Start the other thread for such files, if there is to be one and the run has had rows enough. */
  start(plan: RowGroupPlan): void {
    const { threads, kernel, columns, eventTime, store } = this.#parts;
    if (this.#isDecided || kernel === undefined) return;
    if (threads === "auto" && store.seen < ROWS_BEFORE_THREAD) return;
    this.#isDecided = true;
    // To find out takes as long as to write a small file.
    if (threads === "auto" && availableParallelism() < 2) return;
    this.#thread = EncodeThread.start({ kernel, plan, columns, eventTime });
    kernel.helper = this.#thread;
  }

  /** Add a row group that this thread has encoded. */
  addEncoded(file: RowGroupFile, encoded: EncodedRowGroup): void {
    if (this.#jobs.length === 0) return file.take(encoded);
    const { length: mostBytes } = encoded.bytes;
    const none = { lent: undefined, given: undefined, memoryBytes: 0, isFirst: false };
    const job = { file, ...none, mostBytes, encoded: undefined };
    this.#jobs.push(job);
    this.#keep(job, encoded);
    file.expect(mostBytes);
  }

  /** Hand row groups on to their files, as far as they are encoded. What too much waits for is waited for, and what a thread had that is gone is encoded here. */
  collect(): void {
    for (let [first] = this.#jobs; first !== undefined; [first] = this.#jobs) {
      const isLate = this.#waitingBytes > MOST_BYTES || this.#thread?.isThere !== true;
      if (!isLate && !this.#isEncoded(first)) return;
      this.#finish(first);
    }
  }

  /** The same with all row groups of a file, or of all, which are waited for. */
  settle(file?: RowGroupFile): void {
    while (file === undefined ? this.#jobs.length > 0 : file.pending > 0) {
      this.#finish(this.#jobs[0] as Job);
    }
  }

  /** End the other thread, and forget what is left. */
  async stop(): Promise<void> {
    this.#isDecided = true;
    this.#jobs.length = 0;
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.stop();
  }

  /** Hand the first row group on, as soon as it is encoded. */
  #finish(first: Job): void {
    while (!this.#isEncoded(first)) this.#encodeOne(first);
    this.#handOn(first);
  }

  #isEncoded(job: Job): boolean {
    if (job.encoded !== undefined) return true;
    const isDone = job.given !== undefined && this.#thread?.isDone(job.given) === true;
    if (isDone) this.#keep(job, this.#resultOf(job));
    return isDone;
  }

  #keep(job: Job, encoded: EncodedRowGroup): void {
    job.encoded = encoded;
    this.#waitingBytes += encoded.bytes.length;
  }

  /** Encode the first row group, or while the other thread is at it the last one that it hasn't begun, or wait for it. */
  #encodeOne(first: Job): void {
    const job = [first, ...this.#jobs.toReversed()].find((each) => this.#takeBack(each));
    if (job === undefined) this.#keep(first, this.#resultOf(first));
    else this.#keep(job, this.#encodeHere(job));
  }

  #takeBack({ given, encoded }: Job): boolean {
    return encoded === undefined && given !== undefined && this.#thread?.takeBack(given) === true;
  }

  /** What the other thread came to; where it failed, this one tries. */
  #resultOf(job: Job): EncodedRowGroup {
    const { given } = job;
    return (given && this.#thread?.result(given)) ?? this.#encodeHere(job);
  }

  #encodeHere({ file, lent, isFirst }: Job): EncodedRowGroup {
    const { rows } = lent as Lent;
    const columns = this.#parts.store.lender?.columns(rows) ?? [];
    return file.encode({ columns, rows: rows.rows, isFirst });
  }

  #handOn({ file, lent, memoryBytes, mostBytes, ...job }: Job): void {
    const encoded = job.encoded as EncodedRowGroup;
    this.#jobs.shift();
    this.#memoryBytes -= memoryBytes;
    this.#waitingBytes -= encoded.bytes.length;
    if (lent !== undefined) this.#parts.store.lender?.takeBack(lent);
    file.take(encoded, mostBytes);
  }
}

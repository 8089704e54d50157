import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Kernel, LentRows, LineHelper } from "@cloudapi/records/internal";
import type { EncodedRowGroup } from "../encode-row-group.ts";
import { type ThreadCode, threadCode } from "./thread-code.ts";
import {
  CALLS,
  HAS_ENDED,
  IS_DONE,
  IS_OWN,
  IS_TAKEN,
  JOBS,
  MOST_JOBS,
  PULSE,
  SCANS,
  THREAD_WORDS,
  type ThreadData,
  type ThreadJob,
  type ThreadResult,
  WAITS,
  wordOf,
} from "./thread-protocol.ts";

const WORD_BYTES = 4;
/** A thread of which no pulse is seen in so many waits is taken for lost. One wait of a process that was stopped in between may be as long as all. */
const PATIENCE_MS = 500;
const MOST_WAITS = 10;

/** A row group that another thread was given. */
export interface GivenJob {
  readonly job: number;
  readonly slot: number;
}

/**
 * Another thread that encodes row groups, and scans lines when it has none. All that is asked of it is asked without waiting for an event: who needs a row group that
 * the thread hasn't begun takes it back, and does it itself.
 */
export class EncodeThread implements LineHelper {
  readonly #worker: Worker;
  readonly #port: MessageChannel["port1"];
  readonly #words: Int32Array;
  readonly #results = new Map<number, EncodedRowGroup | undefined>();
  readonly #freeSlots = Array.from({ length: MOST_JOBS }, (_, slot) => slot);
  #jobs = 0;
  /** Whether it is gone, with all that it had taken. */
  #isGone = false;

  private constructor(code: ThreadCode, { kernel, ...rest }: ThreadStart) {
    const address = kernel.allocate(THREAD_WORDS * WORD_BYTES);
    this.#words = new Int32Array(kernel.buffer, address, THREAD_WORDS);
    const { port1, port2 } = new MessageChannel();
    const workerData: ThreadData = {
      ...rest,
      kernel: kernel.share(),
      words: this.#words,
      port: port2,
    };
    const options = { workerData, transferList: [port2] };
    this.#worker =
      "text" in code
        ? new Worker(code.text, { ...options, eval: true, execArgv: [] })
        : new Worker(code.file, options);
    this.#port = port1;
    this.#worker.unref();
    const onEnd = () => {
      this.#isGone = true;
    };
    this.#worker.on("error", onEnd);
    this.#worker.on("exit", onEnd);
  }

  /** Start it; `undefined` where there can be none. */
  static start(start: ThreadStart): EncodeThread | undefined {
    try {
      const code = threadCode();
      return code && new EncodeThread(code, start);
    } catch {
      // Such as a process that may start no threads, or has no memory for one.
      return undefined;
    }
  }

  /** Whether it has not ended, as far as it is known. */
  get isThere(): boolean {
    return !this.#isGone && Atomics.load(this.#words, HAS_ENDED) === 0;
  }

  /** Whether another job may be given to it. */
  get isFree(): boolean {
    return this.isThere && this.#freeSlots.length > 0;
  }

  /** Give it rows to encode, which nobody may change or use the memory of until they are done or taken back. */
  give(rows: LentRows, isFirst: boolean): GivenJob {
    const slot = this.#freeSlots.pop() as number;
    const job = ++this.#jobs;
    Atomics.store(this.#words, slot, wordOf(job, WAITS));
    this.#worker.postMessage({ job, slot, rows, isFirst } satisfies ThreadJob);
    Atomics.store(this.#words, JOBS, job);
    this.wake();
    return { job, slot };
  }

  /** Whether the thread is done with a job. */
  isDone({ job, slot }: GivenJob): boolean {
    return Atomics.load(this.#words, slot) === wordOf(job, IS_DONE);
  }

  /** Take a job back that the thread hasn't begun; whether that is so. */
  takeBack({ job, slot }: GivenJob): boolean {
    const waiting = wordOf(job, WAITS);
    const isOwn = Atomics.compareExchange(this.#words, slot, waiting, wordOf(job, IS_OWN));
    if (isOwn !== waiting) return false;
    this.#freeSlots.push(slot);
    return true;
  }

  /** What a job came to that the thread has begun, which is waited for without anything else going on; `undefined` if it failed, or the thread is gone. */
  result(given: GivenJob): EncodedRowGroup | undefined {
    const { job, slot } = given;
    this.waitWhile(this.#words, slot, wordOf(job, IS_TAKEN));
    if (!this.isDone(given)) return this.#giveUp();
    this.#freeSlots.push(given.slot);
    this.#receive();
    const encoded = this.#results.get(given.job);
    this.#results.delete(given.job);
    return encoded;
  }

  open(address: number): void {
    Atomics.store(this.#words, SCANS, address);
  }

  wake(): void {
    Atomics.add(this.#words, CALLS, 1);
    Atomics.notify(this.#words, CALLS);
  }

  /** The same for lines that it scans: `false` when it is taken for lost. */
  waitWhile(words: Int32Array, index: number, taken: number): boolean {
    let pulse = this.#pulse();
    // One that ends wakes who waits for row groups; of one that is lost there is no pulse.
    for (let waits = 0; this.isThere && waits < MOST_WAITS; waits++) {
      if (Atomics.wait(words, index, taken, PATIENCE_MS) === "not-equal") return true;
      if (Atomics.load(words, index) !== taken) return true;
      const now = this.#pulse();
      if (now !== pulse) waits = 0;
      pulse = now;
    }
    if (Atomics.load(words, index) !== taken) return true;
    this.#giveUp();
    return false;
  }

  #pulse(): number {
    return Atomics.load(this.#words, PULSE);
  }

  /** Should it still be at it after all, it may not go on: the memory that it reads is for others from now on. */
  #giveUp(): undefined {
    if (!this.#isGone) void this.#worker.terminate();
    this.#isGone = true;
  }

  #receive(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#port) as { message: ThreadResult } | undefined;
      if (received === undefined) return;
      this.#results.set(received.message.job, received.message.encoded);
    }
  }

  /** End it, whatever it is at. */
  async stop(): Promise<void> {
    this.#isGone = true;
    this.#port.close();
    await this.#worker.terminate();
  }
}

/** What a thread is started with. */
export interface ThreadStart extends Pick<ThreadData, "plan" | "columns" | "eventTime"> {
  readonly kernel: Kernel;
}

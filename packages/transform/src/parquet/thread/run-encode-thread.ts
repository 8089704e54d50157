import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import {
  BorrowedRows,
  type ColumnValues,
  joinKernel,
  KernelPool,
  rowLayout,
  ScanAside,
} from "@cloudapi/records/internal";
import { type EncodedRowGroup, encodeRowGroup } from "../encode-row-group.ts";
import { openWriters } from "../open-writers.ts";
import {
  CALLS,
  HAS_ENDED,
  IS_DONE,
  IS_TAKEN,
  JOBS,
  MOST_JOBS,
  PULSE,
  SCANS,
  type ThreadData,
  type ThreadJob,
  type ThreadResult,
  WAITS,
  wordOf,
} from "./thread-protocol.ts";

// The other thread of a run: it makes row groups of rows that lie in the memory of the run's kernel, and takes memory of its own from it. When there
// are none it scans lines that were read. It asks for both itself, and never has a turn of the event loop.

const { kernel: shared, words, port, plan, columns, eventTime } = workerData as ThreadData;
const kernel = joinKernel(shared);
const writers = openWriters(plan.compression, kernel);
const layout = rowLayout({ columns, eventTime, partition: undefined });
const borrowed = new BorrowedRows(kernel, new KernelPool(kernel), layout);

process.once("exit", () => {
  Atomics.store(words, HAS_ENDED, 1);
  for (let slot = 0; slot < MOST_JOBS; slot++) Atomics.notify(words, slot);
});

work(parentPort as MessagePort);

function work(jobs: MessagePort): never {
  let scans: ScanAside | undefined;
  let received = 0;
  for (;;) {
    Atomics.add(words, PULSE, 1);
    const calls = Atomics.load(words, CALLS);
    if (Atomics.load(words, JOBS) !== received) {
      received++;
      run(receiveMessageOnPort(jobs)?.message as ThreadJob);
      continue;
    }
    const address = Atomics.load(words, SCANS);
    if (address !== 0) scans ??= new ScanAside(kernel, address);
    if (scans?.scanOne() !== true) Atomics.wait(words, CALLS, calls);
  }
}

function run({ job, slot, rows, isFirst }: ThreadJob): void {
  const waiting = wordOf(job, WAITS);
  if (Atomics.compareExchange(words, slot, waiting, wordOf(job, IS_TAKEN)) !== waiting) return;
  const encoded = encode(rows, isFirst);
  const result: ThreadResult = { job, encoded };
  port.postMessage(result, encoded === undefined ? [] : [encoded.bytes.buffer]);
  Atomics.store(words, slot, wordOf(job, IS_DONE));
  Atomics.notify(words, slot);
}

/** `undefined` for what fails, which the thread that has asked for it is told in its own words when it tries. */
function encode(rows: ThreadJob["rows"], isFirst: boolean): EncodedRowGroup | undefined {
  try {
    kernel.refresh();
    const group = { columns: withPulse(borrowed.columns(rows)), rows: rows.rows, isFirst };
    return encodeRowGroup(writers, plan, group);
  } catch {
    return undefined;
  }
}

/** Columns, each of which shows that the thread is at work. */
function* withPulse(columns: Iterable<ColumnValues>): Iterable<ColumnValues> {
  for (const column of columns) {
    Atomics.add(words, PULSE, 1);
    yield column;
  }
}

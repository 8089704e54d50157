import { parentPort, workerData } from "node:worker_threads";
import { BorrowedRows, joinKernel, KernelPool, rowLayout } from "@cloudapi/records/internal";
import { type EncodedRowGroup, encodeRowGroup } from "../encode-row-group.ts";
import { openWriters } from "../open-writers.ts";
import {
  IS_DONE,
  IS_TAKEN,
  MOST_JOBS,
  type ThreadData,
  type ThreadJob,
  type ThreadResult,
  WAITS,
  wordOf,
} from "./thread-protocol.ts";

// The other thread of a run: it makes row groups of rows that lie in the memory of the run's kernel, and takes memory of its own from it.

const { kernel: shared, words, port, plan, columns, eventTime } = workerData as ThreadData;
const kernel = joinKernel(shared);
const writers = openWriters(plan.compression, kernel);
const layout = rowLayout({ columns, eventTime, partition: undefined });
const borrowed = new BorrowedRows(kernel, new KernelPool(kernel), layout);

parentPort?.on("message", ({ job, slot, rows, isFirst }: ThreadJob) => {
  const waiting = wordOf(job, WAITS);
  if (Atomics.compareExchange(words, slot, waiting, wordOf(job, IS_TAKEN)) !== waiting) return;
  const encoded = encode(rows, isFirst);
  const result: ThreadResult = { job, encoded };
  port.postMessage(result, encoded === undefined ? [] : [encoded.bytes.buffer]);
  Atomics.store(words, slot, wordOf(job, IS_DONE));
  Atomics.notify(words, slot);
});

process.once("exit", () => {
  Atomics.store(words, MOST_JOBS, 1);
  for (let slot = 0; slot < MOST_JOBS; slot++) Atomics.notify(words, slot);
});

/** `undefined` for what fails, which the thread that has asked for it is told in its own words when it tries. */
function encode(rows: ThreadJob["rows"], isFirst: boolean): EncodedRowGroup | undefined {
  try {
    kernel.refresh();
    const group = { columns: borrowed.columns(rows), rows: rows.rows, isFirst };
    return encodeRowGroup(writers, plan, group);
  } catch {
    return undefined;
  }
}

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { bundledThread } from "../../../../scripts/lib/bundled-thread.ts";
import type { EncodeThread, GivenJob } from "../../src/parquet/thread/encode-thread.ts";

/** The code of the thread that encodes, as packages have it. */
export const threadText = bundledThread(
  join(import.meta.dirname, "../../src/parquet/thread/run-encode-thread.ts"),
);

/** The threads that are started while something runs. */
export async function threadsOf(run: () => Promise<unknown>): Promise<Worker[]> {
  const threads: Worker[] = [];
  const onThread = (message: unknown) => threads.push((message as { worker: Worker }).worker);
  subscribe("worker_threads", onThread);
  try {
    await run();
  } finally {
    unsubscribe("worker_threads", onThread);
  }
  return threads;
}

const cell = new Int32Array(new SharedArrayBuffer(4));
const MOST_MS = 20_000;
/** Threads that do nothing. */
const idle = new WeakSet<EncodeThread>();

/** Instead of `takeBack`: nothing is taken back before the other thread has had a long time for it, so that it is that which encodes. */
export function leaveToThread(this: EncodeThread, given: GivenJob): boolean {
  const start = performance.now();
  while (this.isThere && !idle.has(this) && !this.isDone(given)) {
    Atomics.wait(cell, 0, 0, 1);
    if (performance.now() - start > MOST_MS) idle.add(this);
  }
  return false;
}

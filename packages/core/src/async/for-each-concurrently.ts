import { setMaxListeners } from "node:events";

/** How many items are worked on at a time, and what stops it. */
export interface Concurrency {
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Run `work` on every item, at most `concurrency` at a time, pulling items only as they are needed.
 *
 * The first failure stops the pulling, aborts the signal that the others were given, and is thrown once all
 * have settled: when this returns or throws, nothing is in flight.
 */
export async function forEachConcurrently<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { concurrency, signal }: Concurrency,
  work: (item: T, signal: AbortSignal, worker: number) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, either);
  const iterator =
    Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;

  async function drain(worker: number): Promise<void> {
    try {
      for (;;) {
        either.throwIfAborted();
        const next = await iterator.next();
        if (next.done) return;
        await work(next.value, either, worker);
      }
    } catch (error) {
      failure ??= { error };
      stop.abort(error);
    }
  }

  await Promise.all(Array.from({ length: concurrency }, (_, worker) => drain(worker)));
  if (failure === undefined) return;
  await iterator.return?.();
  throw failure.error;
}

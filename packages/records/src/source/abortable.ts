import { unlessAborted } from "@cloudapi/core/internal";

/**
 * The same items, given up as soon as the signal fires, even while the next one is awaited.
 *
 * The source is told to close in every case but its own end; an abort does not wait for that.
 */
export async function* abortable<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  if (signal === undefined) {
    yield* items;
    return;
  }
  const iterator = items[Symbol.asyncIterator]();
  let isOpen = true;
  try {
    for (;;) {
      signal.throwIfAborted();
      const result = await unlessAborted(Promise.resolve(iterator.next()), signal);
      if (result.done === true) {
        isOpen = false;
        return;
      }
      yield result.value;
    }
  } finally {
    // A source that fails to close has nothing to tell: its reader has gone.
    const closing = isOpen && iterator.return?.().catch(() => undefined);
    if (!signal.aborted) await closing;
  }
}

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
  const abort = aborted(signal);
  let isOpen = true;
  try {
    for (;;) {
      signal.throwIfAborted();
      const result = await Promise.race([iterator.next(), abort.promise]);
      if (result.done === true) {
        isOpen = false;
        return;
      }
      yield result.value;
    }
  } finally {
    abort.stop();
    if (isOpen) close(iterator);
  }
}

function aborted(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  const { promise, reject } = withResolvers();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return { promise, stop: () => signal.removeEventListener("abort", onAbort) };
}

function withResolvers(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  return { promise, reject };
}

/** A source that fails to close has nothing to tell: its reader has gone. */
function close(iterator: AsyncIterator<unknown>): void {
  void iterator.return?.().catch(() => undefined);
}

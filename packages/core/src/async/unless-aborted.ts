/**
 * What a promise gives, or the signal's reason as soon as it is aborted, whatever becomes of the promise then.
 *
 * A listener for each call: one promise that all were raced against would hold on to everything they gave.
 */
export async function unlessAborted<T>(
  promise: PromiseLike<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: outcome, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(signal.reason);
  promise.then(resolve, reject);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await outcome;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * Do work with a signal that follows the given one only after a while: a request whose answer names what it made is
 * let come to its end, so that it can be taken back.
 */
export async function withGrace<T>(
  signal: AbortSignal | undefined,
  graceMs: number,
  work: (late: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const late = new AbortController();
  const follow = () => void setTimeout(() => late.abort(signal?.reason), graceMs).unref();
  signal?.addEventListener("abort", follow, { signal: late.signal });
  try {
    return await work(late.signal);
  } finally {
    late.abort();
  }
}

/**
 * Do work with a signal that follows the given one only after a while: a request whose answer names what it made is
 * let come to its end, so that it can be taken back.
 */
export async function withGrace<T>(
  signal: AbortSignal | undefined,
  graceMs: number,
  work: (late: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work(undefined);
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  function onAbort(): void {
    timer = setTimeout(() => late.abort(signal?.reason), graceMs);
  }
  signal.throwIfAborted();
  signal.addEventListener("abort", onAbort);
  try {
    return await work(late.signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
  }
}

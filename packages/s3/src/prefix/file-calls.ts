/** Calls that take longer than this, on average, are left to other threads. */
const SLOW_MS = 1;
/** No single call counts for more: this thread may have had to wait for a processor. */
const MOST_MS = 5;
const WEIGHT = 1 / 64;
/** How long this thread makes calls itself before it comes to what else waits for it: timers, signals, connections. */
const TURN_MS = 10;

/** When a call last let the event loop turn, whoever made it: there is one loop for all of them. */
let turnedMs = performance.now();

/**
 * How small calls are made to one file system: by this thread while they are answered at once, as a local disk does, since to
 * hand such a call to another thread costs many times what it does; by others once it is slow, as one over a network may be. Now
 * and then a call waits until this thread's event loop has turned.
 */
export class FileCalls {
  #averageMs = 0;
  #isSlow = false;

  /** The same call in both ways. */
  make<T>(now: () => T, later: () => Promise<T>): T | Promise<T> {
    const startedMs = performance.now();
    const isTurn = Math.abs(startedMs - turnedMs) > TURN_MS;
    if (this.#isSlow || isTurn) turnedMs = startedMs;
    if (this.#isSlow) return later();
    return isTurn ? this.#makeNext(now) : this.#makeNow(now, startedMs);
  }

  #makeNow<T>(now: () => T, startedMs: number): T {
    try {
      return now();
    } finally {
      this.#note(performance.now() - startedMs);
    }
  }

  /** Once timers, signals and connections had their turn. */
  async #makeNext<T>(now: () => T): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#makeNow(now, performance.now());
  }

  #note(ms: number): void {
    this.#averageMs += (Math.min(ms, MOST_MS) - this.#averageMs) * WEIGHT;
    this.#isSlow = this.#averageMs > SLOW_MS;
  }
}

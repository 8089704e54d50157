/** Calls that take longer than this, on average, are left to other threads. */
const SLOW_MS = 1;
/** No single call counts for more: this thread may have had to wait for a processor. */
const MOST_MS = 5;
const WEIGHT = 1 / 64;
/** How long this thread makes calls itself before it comes to what else waits for it: timers, signals, connections. */
const TURN_MS = 10;

/** That of the event loop, also while tests of whoever calls have one of their own. */
const afterOthers = setImmediate;
/** When a call last let the event loop turn, whoever made it: there is one loop for all of them. */
let turnedMs = performance.now();
/** The turn that is due: calls that come before it wait for it, too, or many callers side by side would keep the loop from it. */
let turn: Promise<void> | undefined;

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
    const isTurn = turn !== undefined || Math.abs(startedMs - turnedMs) > TURN_MS;
    if (this.#isSlow) {
      turnedMs = startedMs;
      return later();
    }
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
    turn ??= nextTurn();
    await turn;
    return this.#makeNow(now, performance.now());
  }

  #note(ms: number): void {
    this.#averageMs += (Math.min(ms, MOST_MS) - this.#averageMs) * WEIGHT;
    this.#isSlow = this.#averageMs > SLOW_MS;
  }
}

async function nextTurn(): Promise<void> {
  await new Promise((resolve) => afterOthers(resolve));
  turnedMs = performance.now();
  turn = undefined;
}

import { ProblemError } from "../http/problem.ts";

/** Lets some queries run at once, some wait, and sends the others away. */
export interface QueryGate {
  /** Run it as soon as there is a place; `signal` ends the waiting. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** How many queries run and wait. */
export interface GateLimits {
  readonly maxConcurrent: number;
  readonly maxQueued: number;
}

/** A gate of these limits. */
export function queryGate({ maxConcurrent, maxQueued }: GateLimits): QueryGate {
  let running = 0;
  const waiting = new Set<() => void>();

  function leave(): void {
    const [next] = waiting;
    if (next === undefined) running--;
    else {
      waiting.delete(next);
      next();
    }
  }

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (running < maxConcurrent) {
      running++;
      return;
    }
    if (waiting.size >= maxQueued) throw busy(maxConcurrent, maxQueued);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      waiting.delete(resolve);
      reject(signal.reason as Error);
    };
    waiting.add(resolve);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  return {
    run: async (work, signal) => {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

function busy(maxConcurrent: number, maxQueued: number): ProblemError {
  return new ProblemError({
    status: 429,
    code: "TOO_MANY_QUERIES",
    title: "There are too many queries.",
    detail: `${maxConcurrent} queries run and ${maxQueued} wait. Ask again in some seconds.`,
    headers: { "retry-after": "2" },
  });
}

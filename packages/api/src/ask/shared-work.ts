import { unlessAborted } from "@cloudapi/core/internal";

/** Equal work that is asked for at the same time is done once. It goes on as long as one of those who asked waits for it. */
export interface SharedWork<T> {
  run(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ readonly value: T; readonly isShared: boolean }>;
}

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Work that is shared by key. */
export function sharedWork<T>(): SharedWork<T> {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const promise = work(controller.signal).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    const flight: Flight<T> = { promise, controller, waiting: 0 };
    // Who has gone away doesn't hear of its failure.
    promise.catch(() => undefined);
    flights.set(key, flight);
    return flight;
  }

  return {
    run: async (key, signal, work) => {
      signal.throwIfAborted();
      const running = flights.get(key);
      const flight = running ?? start(key, work);
      flight.waiting++;
      try {
        return {
          value: await unlessAborted(flight.promise, signal),
          isShared: running !== undefined,
        };
      } finally {
        flight.waiting--;
        if (flight.waiting === 0) {
          flight.controller.abort(signal.reason);
          if (flights.get(key) === flight) flights.delete(key);
        }
      }
    },
  };
}

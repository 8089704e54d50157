import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";

/** How long a stopped run waits for a sink to forget what it was given; the sink goes on with it afterwards. */
const GRACE_MS = 2_000;

/** A signal that follows the caller's while nothing has been published. */
export interface RunSignal {
  readonly signal: AbortSignal | undefined;
  /** From here on the signal fires no more: what is being made visible is not cut in half. */
  readonly release: () => void;
}

/** @throws the signal's reason when it has fired already */
export function untilPublishing(signal: AbortSignal | undefined): RunSignal {
  if (signal === undefined) return { signal, release: () => undefined };
  signal.throwIfAborted();
  const controller = new AbortController();
  // Each open file may listen.
  setMaxListeners(0, controller.signal);
  const onAbort = () => controller.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    release: () => signal.removeEventListener("abort", onAbort),
  };
}

/** Wait for a clean-up, but not for ever once the signal has fired: what stalled the run may stall this, too. */
export async function waitForCleanup(
  cleanup: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal === undefined) {
    await cleanup;
    return;
  }
  const stop = new AbortController();
  const patience = firing(signal, stop.signal).then(() =>
    wait(GRACE_MS, undefined, { signal: stop.signal }),
  );
  await Promise.race([cleanup, patience.catch(() => undefined)]);
  stop.abort();
}

async function firing(signal: AbortSignal, until: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true, signal: until });
  await promise;
}

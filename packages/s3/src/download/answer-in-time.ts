import type { GetObjectCommand } from "@aws-sdk/client-s3";
import type { Reading } from "./receive-body.ts";

/** An answer that did not begin within `idleTimeoutMs`. */
export class NoAnswer extends Error {
  readonly code = "ETIMEDOUT";
}

/**
 * Send a command, and give it up with {@link NoAnswer} when one of its attempts has no answer in time. The pauses between
 * attempts, the client's and our own, are not the server's silence and do not count.
 *
 * @param send gets a signal that is aborted then, and when the reading's is
 */
export async function answerInTime<Output>(
  command: GetObjectCommand,
  { idleTimeoutMs, signal }: Reading,
  send: (signal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  signal.throwIfAborted();
  const either = new AbortController();
  const onAbort = () => either.abort(signal.reason);
  signal.addEventListener("abort", onAbort);
  timeEachAttempt(command, idleTimeoutMs, () =>
    either.abort(new NoAnswer(`no answer came for ${idleTimeoutMs} ms`)),
  );
  try {
    return await send(either.signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** A step that the client takes once for each attempt, after the one that decides on another. */
function timeEachAttempt(command: GetObjectCommand, timeoutMs: number, onIdle: () => void): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const timer = setTimeout(onIdle, timeoutMs);
      try {
        return await next(args);
      } finally {
        clearTimeout(timer);
      }
    },
    { step: "finalizeRequest", priority: "low", name: "cloudapiTimesEachAttempt", override: true },
  );
}

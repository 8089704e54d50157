import { delayMs, readFailure, sleep } from "@cloudapi/core/internal";
import { requestFailure } from "../errors/classify-failure.ts";

/** Tries of one request; with these delays about a minute. */
const MAX_TRIES = 12;
const BACK_OFF = { initialDelayMs: 100, maxDelayMs: 10_000, factor: 2 } as const;

/**
 * Send a request that may be sent twice, again and again while the Data API asks for patience or is not reached: the SDK's own three
 * attempts are soon spent when many loads look at their statements.
 *
 * @throws {RedshiftError} for any other refusal, and after the last try
 */
export async function sendPatiently<Output>(
  signal: AbortSignal | undefined,
  send: (options: { readonly abortSignal?: AbortSignal }) => Promise<Output>,
): Promise<Output> {
  const options = signal === undefined ? {} : { abortSignal: signal };
  for (let failures = 1; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await send(options);
    } catch (error) {
      signal?.throwIfAborted();
      const failure = requestFailure(readFailure(error), error);
      if (!failure.retryable || failures >= MAX_TRIES) throw failure;
    }
    await sleep(delayMs(failures, BACK_OFF), signal);
  }
}

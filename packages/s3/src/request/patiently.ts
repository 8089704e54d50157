import { delayMs, readFailure, sleep } from "@cloudapi/core/internal";
import { failureCode } from "../errors/failure-code.ts";

/** How often a request is sent again that the server still refuses after the SDK's own attempts. */
const ROUNDS = 4;
const BACK_OFF = { initialDelayMs: 1_000, maxDelayMs: 10_000, factor: 2 } as const;

/** What passes by itself: too many requests, and a bucket that was made a moment ago in another region's eyes. */
const PASSING = ["THROTTLED", "BUCKET_SETTLING"];

/** What the client's `send` is given. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * Send a request, and again after a while as long as the server asks for patience: S3 says SlowDown for tens of seconds
 * while it spreads a busy prefix, and the SDK gives up after one. After an abort it rejects with the signal's reason.
 *
 * The error that is thrown counts all attempts, so that whoever sees it knows an earlier one may have worked.
 *
 * @param send gets the options for the client's `send`
 */
export async function patiently<Output>(
  signal: AbortSignal | undefined,
  send: (options: SendOptions) => Promise<Output>,
): Promise<Output> {
  const options = signal === undefined ? {} : { abortSignal: signal };
  let attempts = 0;
  for (let round = 0; ; round++) {
    signal?.throwIfAborted();
    try {
      return await send(options);
    } catch (error) {
      signal?.throwIfAborted();
      const failure = readFailure(error);
      attempts += failure.attempts;
      const isWaitedFor = PASSING.includes(failureCode(failure)) && round < ROUNDS;
      if (!isWaitedFor) throw round === 0 ? error : withAttempts(error, attempts);
      await sleep(delayMs(round, BACK_OFF), signal);
    }
  }
}

function withAttempts(error: unknown, attempts: number): unknown {
  const known = error as { $metadata?: object };
  return Object.assign(Object(error), { $metadata: { ...known.$metadata, attempts } });
}

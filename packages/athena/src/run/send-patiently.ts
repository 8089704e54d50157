import { type BackOff, delayMs, sleep } from "@cloudapi/core/internal";
import { mayPass, requestFailure } from "../errors/request-failure.ts";

/** Failures in a row before giving up; with the default delays more than a minute of waiting. */
const MAX_FAILURES = 20;

/** What a failed request was about, for the error. */
export interface RequestContext {
  readonly sql?: string | undefined;
  readonly queryExecutionId?: string | undefined;
}

/**
 * Send a request that may be sent twice, waiting longer and longer while Athena throttles, fails on its side
 * or can't be reached: the SDK's own few attempts are soon spent when many queries poll at once, or a connection is
 * down for some seconds.
 *
 * @throws {AthenaQueryError} for any other refusal, or after {@link MAX_FAILURES} in a row
 */
export async function sendPatiently<T>(
  send: () => Promise<T>,
  backOff: BackOff,
  signal: AbortSignal | undefined,
  context: RequestContext,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await send();
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error) || failures + 1 >= MAX_FAILURES) throw requestFailure(error, context);
    }
    await sleep(delayMs(failures, backOff), signal);
  }
}

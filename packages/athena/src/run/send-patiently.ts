import { type BackOff, delayMs, sleep } from "@cloudapi/core/internal";
import { isServerFault, isThrottling, requestFailure } from "../errors/request-failure.ts";

/** Refusals in a row before giving up; with the default delays more than a minute of waiting. */
const MAX_REFUSALS = 20;

/** What a failed request was about, for the error. */
export interface RequestContext {
  readonly sql?: string | undefined;
  readonly queryExecutionId?: string | undefined;
}

/**
 * Send a request that may be sent twice, waiting longer and longer while Athena throttles or fails on its
 * side: the SDK's own few attempts are soon spent when many queries poll at once.
 *
 * @throws {AthenaQueryError} for any other refusal, or after {@link MAX_REFUSALS} in a row
 */
export async function sendPatiently<T>(
  send: () => Promise<T>,
  backOff: BackOff,
  signal: AbortSignal | undefined,
  context: RequestContext,
): Promise<T> {
  for (let refusals = 0; ; refusals++) {
    signal?.throwIfAborted();
    try {
      return await send();
    } catch (error) {
      signal?.throwIfAborted();
      const mayPass = isThrottling(error) || isServerFault(error);
      if (!mayPass || refusals + 1 >= MAX_REFUSALS) throw requestFailure(error, context);
    }
    await sleep(delayMs(refusals, backOff), signal);
  }
}

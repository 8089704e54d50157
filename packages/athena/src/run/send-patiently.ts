import { type BackOff, delayMs, sleep } from "@cloudapi/core/internal";
import { mayPass, requestFailure } from "../errors/request-failure.ts";

/** Failures in a row before giving up; with the default delays more than a minute of waiting. */
const MAX_FAILURES = 20;
/** Athena answers in well under a second; a connection that is silent for this long is taken for broken. */
const ANSWER_TIMEOUT_MS = 60_000;

/** When to end a request. */
export interface RequestSignals {
  /** Aborted when the answer is overdue. */
  readonly overdue: AbortSignal;
  /** Aborted then, and when the caller wants no more. */
  readonly either: AbortSignal;
}

/** Sends one request. */
export type Send<T> = (signals: RequestSignals) => Promise<T>;

/** What a failed request was about, for the error. */
export interface RequestContext {
  readonly sql?: string | undefined;
  readonly queryExecutionId?: string | undefined;
}

/**
 * Send a request that may be sent twice, waiting longer and longer while Athena throttles, fails on its side
 * or can't be reached: the SDK's own few attempts are soon spent when many queries poll at once, or a connection is
 * down for some seconds. One that brings no answer is broken, too: the SDK itself waits for ever.
 *
 * @throws {AthenaQueryError} for any other refusal, or after {@link MAX_FAILURES} in a row
 */
export async function sendPatiently<T>(
  send: Send<T>,
  backOff: BackOff,
  signal: AbortSignal | undefined,
  context: RequestContext,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      return await sendInTime(send, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error) || failures + 1 >= MAX_FAILURES) throw requestFailure(error, context);
    }
    await sleep(delayMs(failures, backOff), signal);
  }
}

async function sendInTime<T>(send: Send<T>, signal: AbortSignal | undefined): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    const words = `no answer came for ${ANSWER_TIMEOUT_MS / 1000} s`;
    late.abort(Object.assign(new Error(words), { code: "ETIMEDOUT" }));
  }, ANSWER_TIMEOUT_MS);
  const overdue = late.signal;
  const either = signal === undefined ? overdue : AbortSignal.any([overdue, signal]);
  try {
    return await send({ overdue, either });
  } catch (error) {
    throw overdue.aborted ? overdue.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

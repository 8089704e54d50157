import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { checkSize } from "./evaluate.ts";
import { asStateError, isAmong, type StateError } from "./state-error.ts";
import { nextOf, type Visit } from "./visit.ts";

/** What a state gives, and where it goes on to; nowhere at an end. */
export interface Outcome {
  readonly output: JsonValue;
  readonly next: string | undefined;
}

/** Do the work of a state, again as its retriers say; an error that is left goes to its catchers. */
export async function handled(visit: Visit, work: () => Promise<JsonValue>): Promise<Outcome> {
  const { state, signal, name } = visit;
  const tried = new Map<JsonObject, number>();
  for (;;) {
    try {
      const result = await work();
      checkSize(result, `The result of the state ${name}`);
      return { output: await visit.language.completed(visit, result), next: nextOf(state) };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asStateError(thrown);
      if (!(await isRetried(visit, error, tried))) return caught(visit, error);
    }
  }
}

async function isRetried(
  visit: Visit,
  error: StateError,
  tried: Map<JsonObject, number>,
): Promise<boolean> {
  const retriers = (visit.state["Retry"] ?? []) as readonly JsonObject[];
  const retrier = retriers.find((each) =>
    isAmong(error.error, each["ErrorEquals"] as readonly string[]),
  );
  if (retrier === undefined) return false;
  const before = tried.get(retrier) ?? 0;
  if (before >= Number(retrier["MaxAttempts"] ?? 3)) return false;
  tried.set(retrier, before + 1);
  await visit.run.wait(delayOf(retrier, before), visit.signal);
  return true;
}

function delayOf(retrier: JsonObject, before: number): number {
  const {
    IntervalSeconds: interval = 1,
    BackoffRate: rate = 2,
    MaxDelaySeconds: longest,
    JitterStrategy: jitter,
  } = retrier;
  const seconds = Math.min(
    Number(interval) * Number(rate) ** before,
    Number(longest ?? Number.POSITIVE_INFINITY),
  );
  return seconds * 1000 * (jitter === "FULL" ? Math.random() : 1);
}

async function caught(visit: Visit, error: StateError): Promise<Outcome> {
  const catchers = (visit.state["Catch"] ?? []) as readonly JsonObject[];
  const catcher = catchers.find((each) =>
    isAmong(error.error, each["ErrorEquals"] as readonly string[]),
  );
  if (catcher === undefined) throw error;
  const errorOutput = { Error: error.error, Cause: error.causeText };
  return {
    output: await visit.language.caught(visit, catcher, errorOutput),
    next: nextOf(catcher),
  };
}

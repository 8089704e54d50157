import type { JsonValue } from "@cloudapi/core";
import { asStateError, isTimeout, StateError } from "./state-error.ts";
import { textOf } from "./text-of.ts";
import type { Visit } from "./visit.ts";

const RESOURCE = /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:(.+)$/;
const WAITING = ".waitForTaskToken";

/** Do a Task once. */
export async function runTask(visit: Visit): Promise<JsonValue> {
  const { state, run, name, language } = visit;
  const arn = textOf(state["Resource"]);
  const isFunction = /^arn:aws[a-z-]*:lambda:/.test(arn);
  const resource = isFunction ? "lambda" : RESOURCE.exec(arn)?.[1];
  if (resource === undefined)
    throw new StateError("States.Runtime", `The embedded Step Functions has no ${arn}.`);
  const waiting = resource.endsWith(WAITING) ? run.openToken() : undefined;
  const token = waiting?.token;
  const context = token === undefined ? {} : { Task: { Token: token } };
  const payload = await language.payload(visit, context);
  const parameters = isFunction ? { FunctionName: arn, Payload: payload } : payload;
  const seconds = (await language.value(visit, state, "TimeoutSeconds")) ?? 0;
  const beats = (await language.value(visit, state, "HeartbeatSeconds")) ?? 0;
  if (Number(beats) > 0) waiting?.watch(Number(beats));
  const details = { resource, parameters: JSON.stringify(parameters) };
  run.report("TaskScheduled", details);
  try {
    const bare = waiting === undefined ? resource : resource.slice(0, -WAITING.length);
    const result = await within(Number(seconds), visit, async (signal) => {
      const done = await run.perform({
        run,
        state: name,
        resource: bare,
        input: parameters,
        token,
        signal,
      });
      return waiting === undefined ? done : waiting.answer;
    });
    run.report("TaskSucceeded", { resource, output: JSON.stringify(result) });
    return result;
  } catch (thrown) {
    visit.signal.throwIfAborted();
    const error = asStateError(thrown);
    const type = isTimeout(error.error) ? "TaskTimedOut" : "TaskFailed";
    run.report(type, { resource, error: error.error, cause: error.causeText });
    throw error;
  } finally {
    waiting?.close();
  }
}

/** A result, unless it takes longer than the state may. */
async function within(
  seconds: number,
  { name, signal }: Visit,
  work: (signal: AbortSignal) => Promise<JsonValue>,
): Promise<JsonValue> {
  const stop = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const onStop = () => reject(signal.reason);
  signal.addEventListener("abort", onStop, { once: true });
  const timer =
    seconds > 0
      ? setTimeout(() => {
          reject(
            new StateError(
              "States.Timeout",
              `The state ${name} took longer than its ${seconds} seconds.`,
            ),
          );
        }, seconds * 1000).unref()
      : undefined;
  try {
    return await Promise.race([work(AbortSignal.any([signal, stop.signal])), promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onStop);
    stop.abort();
  }
}

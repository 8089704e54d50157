import type { JsonValue } from "@cloudapi/core";
import { forEachConcurrently } from "@cloudapi/core/internal";
import { readItems } from "./items.ts";
import { type States, type StatesInput, Variables } from "./run.ts";
import { asStateError, StateError } from "./state-error.ts";
import type { Visit } from "./visit.ts";

/** As many as AWS runs at a time of an inline Map. */
const INLINE_CONCURRENCY = 40;
const DISTRIBUTED_CONCURRENCY = 1000;

/** Run a Map's states for each item. */
export async function runMap(
  visit: Visit,
  runStates: (input: StatesInput) => Promise<JsonValue>,
): Promise<JsonValue> {
  const { state, run, variables, more, language } = visit;
  const processor = (state["ItemProcessor"] ?? state["Iterator"]) as unknown as States & {
    readonly ProcessorConfig?: { readonly Mode?: string };
  };
  const isDistributed = processor.ProcessorConfig?.Mode === "DISTRIBUTED";
  if (state["ResultWriter"] !== undefined)
    throw new StateError("States.Runtime", "The embedded Step Functions has no ResultWriter.");
  const inputs = await readItems(visit);
  run.report(isDistributed ? "MapRunStarted" : "MapStateStarted", { length: inputs.length });
  const results = new Array<JsonValue>(inputs.length);
  const failures: StateError[] = [];
  const limit = Number((await language.value(visit, state, "MaxConcurrency")) ?? 0);
  const concurrency = Math.min(
    limit || Number.POSITIVE_INFINITY,
    isDistributed ? DISTRIBUTED_CONCURRENCY : INLINE_CONCURRENCY,
    Math.max(1, inputs.length),
  );
  const allowed = isDistributed ? await toleratedOf(visit, inputs.length) : -1;
  await forEachConcurrently(
    inputs.entries(),
    { concurrency, signal: visit.signal },
    async ([at, input], signal) => {
      // The children of a distributed Map are executions of their own: they see no variables from outside.
      const own = isDistributed ? new Variables() : new Variables(variables);
      const item = { ...more, Map: { Item: { Index: at, Value: input } } };
      try {
        results[at] = await runStates({
          run: isDistributed ? { ...run, report: run.reportChild } : run,
          states: processor,
          input,
          variables: own,
          queryLanguage: visit.queryLanguage,
          more: item,
          signal,
        });
      } catch (thrown) {
        signal.throwIfAborted();
        const error = asStateError(thrown);
        failures.push(error);
        if (!isDistributed) throw error;
        if (failures.length > allowed)
          throw new StateError(
            "States.ExceedToleratedFailureThreshold",
            "The specified tolerated failure threshold was exceeded",
          );
      }
    },
  );
  if (isDistributed) run.report("MapRunSucceeded", {});
  // Of items that failed and were tolerated there is no result.
  return results.filter((each) => each !== undefined);
}

async function toleratedOf(visit: Visit, length: number): Promise<number> {
  const of = (name: string) => visit.language.value(visit, visit.state, name);
  const count = (await of("ToleratedFailureCount")) ?? 0;
  const share = (await of("ToleratedFailurePercentage")) ?? 0;
  return Math.max(Number(count), Math.floor((Number(share) / 100) * length));
}

import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { checkSize } from "./evaluate.ts";
import { handled, type Outcome } from "./handled.ts";
import { JSONATA } from "./jsonata-language.ts";
import { JSONPATH } from "./jsonpath/jsonpath-language.ts";
import { runMap } from "./map-state.ts";
import { type States, type StatesInput, Variables } from "./run.ts";
import { StateError } from "./state-error.ts";
import { runTask } from "./task-state.ts";
import { textOf } from "./text-of.ts";
import { nextOf, type Visit } from "./visit.ts";

/** More steps than any machine of ours takes; AWS ends an execution at 25,000 events. */
const MAX_STEPS = 25_000;

/** Run states from their first to an end; its output comes back. */
export async function runStates(from: StatesInput): Promise<JsonValue> {
  const { run, states, variables, more, signal, queryLanguage } = from;
  let name: string = states.StartAt;
  let input = from.input;
  for (let step = 0; step < MAX_STEPS; step++) {
    signal.throwIfAborted();
    from.onStep?.({ name, input, variables: variables.all() });
    const state = states.States[name];
    if (state === undefined) throw new StateError("States.Runtime", `There is no state ${name}.`);
    const visit = {
      run,
      name,
      state,
      language: (state["QueryLanguage"] ?? queryLanguage) === "JSONata" ? JSONATA : JSONPATH,
      queryLanguage,
      input,
      variables,
      more,
      signal,
      entered: new Date().toISOString(),
    };
    run.report(`${state.Type}StateEntered`, { name, input: JSON.stringify(input) });
    const { output, next } = await takeStep(visit);
    checkSize(output, `The output of the state ${name}`);
    run.report(`${state.Type}StateExited`, { name, output: JSON.stringify(output) });
    if (next === undefined) return output;
    [name, input] = [next, output];
  }
  throw new StateError("States.Runtime", `The execution took more than ${MAX_STEPS} steps.`);
}

async function takeStep(visit: Visit): Promise<Outcome> {
  const { state } = visit;
  switch (state.Type) {
    case "Pass":
    case "Succeed":
      return finish(visit);
    case "Fail":
      return fail(visit);
    case "Choice":
      return choose(visit);
    case "Wait":
      return waitFor(visit);
    case "Task":
      return handled(visit, () => runTask(visit));
    case "Map":
      return handled(visit, () => runMap(visit, runStates));
    case "Parallel":
      return handled(visit, () => runParallel(visit));
    default:
      throw new StateError("States.Runtime", `There is no type of state ${state.Type}.`);
  }
}

async function finish(visit: Visit): Promise<Outcome> {
  return { output: await visit.language.passed(visit), next: nextOf(visit.state) };
}

async function fail(visit: Visit): Promise<never> {
  const text = async (name: "Error" | "Cause") => {
    const value = (await visit.language.value(visit, visit.state, name)) ?? "";
    if (typeof value !== "string")
      throw new StateError(
        "States.QueryEvaluationError",
        `${name} of ${visit.name} gives no text.`,
      );
    return value;
  };
  throw new StateError(await text("Error"), await text("Cause"));
}

async function choose(visit: Visit): Promise<Outcome> {
  const { state, name, language } = visit;
  for (const rule of state["Choices"] as readonly JsonObject[])
    if (await language.holds(visit, rule))
      return { output: await language.chosen(visit, rule), next: nextOf(rule) };
  if (state["Default"] === undefined)
    throw new StateError(
      "States.NoChoiceMatched",
      `No rule of ${name} holds, and it has no Default.`,
    );
  return { output: await language.chosen(visit, state), next: state["Default"] as string };
}

async function waitFor(visit: Visit): Promise<Outcome> {
  const { state, run, language, signal } = visit;
  const seconds = await language.value(visit, state, "Seconds");
  const timestamp = await language.value(visit, state, "Timestamp");
  const ms =
    seconds === undefined ? Date.parse(textOf(timestamp)) - Date.now() : Number(seconds) * 1000;
  if (Number.isNaN(ms))
    throw new StateError("States.Runtime", `${visit.name} has no time to wait for.`);
  await run.wait(Math.max(0, ms), signal);
  return finish(visit);
}

async function runParallel(visit: Visit): Promise<JsonValue> {
  const { state, run, more, variables, queryLanguage } = visit;
  const input = await visit.language.payload(visit);
  const stop = new AbortController();
  const signal = AbortSignal.any([visit.signal, stop.signal]);
  try {
    return await Promise.all(
      (state["Branches"] as unknown as States[]).map((states) =>
        runStates({
          run,
          states,
          queryLanguage,
          input,
          variables: new Variables(variables),
          more,
          signal,
        }),
      ),
    );
  } finally {
    stop.abort();
  }
}

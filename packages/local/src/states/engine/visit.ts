import type { JsonValue } from "@cloudapi/core";
import type { JsonObject, State } from "@cloudapi/orchestration";
import { checkSize, evaluate } from "./evaluate.ts";
import type { Run, Variables } from "./run.ts";

/** A state that is being executed. */
export interface Visit {
  readonly run: Run;
  readonly name: string;
  readonly state: State;
  readonly input: JsonValue;
  readonly variables: Variables;
  /** More of the context object, such as the item of a Map. */
  readonly more: JsonObject;
  readonly entered: string;
  readonly signal: AbortSignal;
}

/** What expressions of a state see. */
export function bindingsOf(visit: Visit, more: JsonObject = {}, context: JsonObject = {}) {
  const { run, name, input, entered, variables } = visit;
  const State = { Name: name, EnteredTime: entered };
  return {
    ...variables.all(),
    states: { input, context: { ...run.context, State, ...visit.more, ...context }, ...more },
  };
}

/** Assign and Output of a state or of one of its rules, both from the variables as they were. */
export async function outputOf(
  visit: Visit,
  from: JsonObject,
  more: JsonObject,
  otherwise: JsonValue,
): Promise<JsonValue> {
  const bindings = bindingsOf(visit, more);
  const { Assign: assign, Output: output } = from;
  const assigned = assign === undefined ? {} : await evaluate(assign, bindings, "Assign");
  const given = output === undefined ? otherwise : await evaluate(output, bindings, "Output");
  checkSize(assigned, `What the state ${visit.name} assigns`);
  visit.variables.assign(assigned);
  return given;
}

/** Where a state goes on to. */
export function nextOf(from: JsonObject): string | undefined {
  return typeof from["Next"] === "string" ? from["Next"] : undefined;
}

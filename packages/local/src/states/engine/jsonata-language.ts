import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { checkSize, evaluate } from "./evaluate.ts";
import { StateError } from "./state-error.ts";
import { bindingsOf, type StateLanguage, type Visit } from "./visit.ts";

/** States in JSONata: whatever is between `{%` and `%}`, and Output and Assign. */
export const JSONATA: StateLanguage = {
  argumentsName: "Arguments",
  value: async (visit, owner, name) =>
    owner[name] === undefined ? undefined : evaluate(owner[name], bindingsOf(visit), name),
  template: (visit, { value, where, context = {} }) =>
    evaluate(value, bindingsOf(visit, {}, context), where),
  payload: async (visit, context = {}) => {
    const { Arguments: given } = visit.state;
    if (given === undefined) return visit.input;
    return evaluate(given, bindingsOf(visit, {}, context), "Arguments");
  },
  items: async (visit) => {
    const { Items: items } = visit.state;
    return items === undefined ? visit.input : evaluate(items, bindingsOf(visit), "Items");
  },
  selector: ({ state }) => state["ItemSelector"],
  holds: async (visit, rule) => {
    const verdict = await evaluate(rule["Condition"], bindingsOf(visit), "Condition");
    if (typeof verdict === "boolean") return verdict;
    throw new StateError(
      "States.QueryEvaluationError",
      `A condition of ${visit.name} gives neither true nor false.`,
    );
  },
  passed: (visit) => outputOf(visit, visit.state, {}, visit.input),
  chosen: (visit, rule) => outputOf(visit, rule, {}, visit.input),
  completed: (visit, result) => outputOf(visit, visit.state, { result }, result),
  caught: (visit, catcher, errorOutput) => outputOf(visit, catcher, { errorOutput }, errorOutput),
};

/** Assign and Output of a state or of one of its rules, both from the variables as they were. */
async function outputOf(
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

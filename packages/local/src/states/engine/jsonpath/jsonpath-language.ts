import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { checkSize } from "../evaluate.ts";
import { textOf } from "../text-of.ts";
import { contextOf, type StateLanguage, type Visit } from "../visit.ts";
import { evaluateCall } from "./call.ts";
import { holdsRule } from "./choice-rule.ts";
import { needPath, type Roots, writePath } from "./path.ts";
import { fillTemplate } from "./template.ts";

/** States in JSONPath: InputPath, Parameters, ResultSelector, ResultPath and OutputPath, in this order, and Assign. */
export const JSONPATH: StateLanguage = {
  argumentsName: "Parameters",
  value: async (visit, owner, name) => {
    const path = owner[`${name}Path`];
    return typeof path === "string"
      ? evaluateCall(path, rootsOf(visit), `${name}Path`)
      : owner[name];
  },
  template: async (visit, { value, where, context }) =>
    fillTemplate(value, rootsOf(visit, context), where),
  payload: async (visit, context) => parametersOf(visit, context),
  items: async (visit) =>
    needPath(textOf(visit.state["ItemsPath"] ?? "$"), rootsOf(visit), "ItemsPath"),
  selector: ({ state }) => state["ItemSelector"] ?? state["Parameters"],
  holds: async (visit, rule) => holdsRule(rule, rootsOf(visit)),
  passed: async (visit) => {
    const { state } = visit;
    if (state.Type !== "Pass") return handOn(visit, state, inputOf(visit));
    const result = state["Result"] ?? parametersOf(visit);
    return handOn(visit, state, putResult(visit, state, result), result);
  },
  chosen: async (visit, rule) => {
    assign(visit, rule, inputOf(visit));
    return outputPath(visit, inputOf(visit));
  },
  completed: async (visit, result) => {
    const { state } = visit;
    const { ResultSelector: selector } = state;
    const selected =
      selector === undefined
        ? result
        : fillTemplate(selector, { ...rootsOf(visit), input: result }, "ResultSelector");
    return handOn(visit, state, putResult(visit, state, selected), selected);
  },
  caught: async (visit, catcher, error) => {
    assign(visit, catcher, error);
    return putResult(visit, catcher, error);
  },
};

function inputOf(visit: Visit): JsonValue {
  return whole(visit, visit.state["InputPath"], visit.input, "InputPath");
}

/** A value, or a part of it by a path; `null` stands for nothing. */
function whole(
  visit: Visit,
  path: JsonValue | undefined,
  value: JsonValue,
  where: string,
): JsonValue {
  if (path === null) return {};
  if (path === undefined) return value;
  const roots = { input: value, context: contextOf(visit), variables: visit.variables.all() };
  return needPath(textOf(path), roots, where);
}

function rootsOf(visit: Visit, context: JsonObject = {}): Roots {
  return {
    input: inputOf(visit),
    context: contextOf(visit, context),
    variables: visit.variables.all(),
  };
}

function parametersOf(visit: Visit, context?: JsonObject): JsonValue {
  const { Parameters: parameters } = visit.state;
  const roots = rootsOf(visit, context);
  return parameters === undefined ? roots.input : fillTemplate(parameters, roots, "Parameters");
}

function putResult(visit: Visit, from: JsonObject, result: JsonValue): JsonValue {
  const path = from["ResultPath"];
  if (path === null) return visit.input;
  return writePath(textOf(path ?? "$"), result, visit.input);
}

function handOn(visit: Visit, from: JsonObject, output: JsonValue, seen = output): JsonValue {
  assign(visit, from, seen);
  return outputPath(visit, output);
}

function outputPath(visit: Visit, output: JsonValue): JsonValue {
  return whole(visit, visit.state["OutputPath"], output, "OutputPath");
}

/** Variables are assigned from the result, or from the input where there is none. */
function assign(visit: Visit, from: JsonObject, seen: JsonValue): void {
  const { Assign: given } = from;
  if (given === undefined) return;
  const assigned = fillTemplate(given, { ...rootsOf(visit), input: seen }, "Assign");
  checkSize(assigned, `What the state ${visit.name} assigns`);
  visit.variables.assign(assigned);
}

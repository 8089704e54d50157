import type { JsonValue } from "@cloudapi/core";
import type { JsonObject, State } from "@cloudapi/orchestration";
import type { QueryLanguage, Run, Variables } from "./run.ts";

/** A state that is being executed. */
export interface Visit {
  readonly run: Run;
  readonly name: string;
  readonly state: State;
  readonly language: StateLanguage;
  /** The language of states inside of it that name none. */
  readonly queryLanguage: QueryLanguage;
  readonly input: JsonValue;
  readonly variables: Variables;
  /** More of the context object, such as the item of a Map. */
  readonly more: JsonObject;
  readonly entered: string;
  readonly signal: AbortSignal;
}

/** How a state's fields are read, and what it hands on: in JSONata or in JSONPath. */
export interface StateLanguage {
  /** The field of a Map's reader that says what it reads. */
  readonly argumentsName: "Arguments" | "Parameters";
  /** A field of a state, or of one of its parts, that is given as it is or as an expression; nothing where it isn't. */
  readonly value: (visit: Visit, owner: JsonObject, name: string) => Promise<JsonValue | undefined>;
  /** A value with its expressions replaced by what they give; more of the context object may be given. */
  readonly template: (visit: Visit, from: Template) => Promise<JsonValue>;
  /** What a Task or the branches of a Parallel are given. */
  readonly payload: (visit: Visit, context?: JsonObject) => Promise<JsonValue>;
  /** What a Map goes over. */
  readonly items: (visit: Visit) => Promise<JsonValue>;
  /** How a Map's child sees its item; nothing where it is the item itself. */
  readonly selector: (visit: Visit) => JsonValue | undefined;
  /** Whether a rule of a Choice holds. */
  readonly holds: (visit: Visit, rule: JsonObject) => Promise<boolean>;
  /** What a Pass, a Wait or a Succeed hands on. */
  readonly passed: (visit: Visit) => Promise<JsonValue>;
  /** What a Choice hands on by a rule, or by itself. */
  readonly chosen: (visit: Visit, rule: JsonObject) => Promise<JsonValue>;
  /** What a Task, a Map or a Parallel hands on. */
  readonly completed: (visit: Visit, result: JsonValue) => Promise<JsonValue>;
  /** What a catcher hands on. */
  readonly caught: (visit: Visit, catcher: JsonObject, error: JsonObject) => Promise<JsonValue>;
}

/** A value with expressions, and where it stands. */
export interface Template {
  readonly value: JsonValue;
  readonly where: string;
  readonly context?: JsonObject;
}

/** The context object of a state. */
export function contextOf(visit: Visit, more: JsonObject = {}): JsonObject {
  const State = { Name: visit.name, EnteredTime: visit.entered };
  return { ...visit.run.context, State, ...visit.more, ...more };
}

/** What expressions of JSONata of a state see. */
export function bindingsOf(visit: Visit, more: JsonObject = {}, context: JsonObject = {}) {
  const { input, variables } = visit;
  return { ...variables.all(), states: { input, context: contextOf(visit, context), ...more } };
}

/** Where a state goes on to. */
export function nextOf(from: JsonObject): string | undefined {
  return typeof from["Next"] === "string" ? from["Next"] : undefined;
}

import type { JsonObject, State } from "../asl/asl.ts";
import type { States } from "./calls.ts";

/** Catchers of a state, and the state that makes a failure of what they caught. */
export function caughtBy(state: string): {
  readonly catchers: JsonObject[];
  readonly states: States;
} {
  const next = `${state}Failed`;
  const catcher = (error: string): JsonObject => ({
    ErrorEquals: [error],
    ResultPath: "$.caught",
    Next: next,
  });
  const error = { "error.$": "$.caught.Error", "cause.$": "$.caught.Cause" };
  return {
    catchers: [catcher("States.DataLimitExceeded"), catcher("States.ALL")],
    states: { [next]: failureState(state, error) },
  };
}

/** A state that says what has failed, and goes on to the report of it; `error` and `cause` are fields of a template. */
export function failureState(state: string, fields: JsonObject): State {
  return {
    Type: "Pass",
    Parameters: { state, ...fields },
    ResultPath: "$.failure",
    Next: "ReportFailure",
  };
}

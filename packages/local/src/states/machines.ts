import { checkDefinition, type StateMachineDefinition } from "@cloudapi/orchestration";
import { StatesApiError } from "./api/states-error.ts";

/** A state machine as it is kept. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly text: string;
  readonly definition: StateMachineDefinition;
  readonly createdMs: number;
}

/** @throws {StatesApiError} `InvalidDefinition` with all that is wrong */
export function readDefinition(text: string): StateMachineDefinition {
  const issues = checkDefinition(text);
  if (issues.length === 0) return JSON.parse(text) as StateMachineDefinition;
  const told = issues
    .map(({ code, message, location }) => `${code}: ${message} at ${location}`)
    .join(", ");
  throw new StatesApiError("InvalidDefinition", `Invalid State Machine Definition: '${told}'`);
}

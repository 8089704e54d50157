import {
  checkDefinition,
  type DefinitionIssue,
  type StateMachineDefinition,
} from "@cloudapi/orchestration";
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

/** What is wrong with a definition, with what only the embedded Step Functions lacks. */
export function definitionIssues(text: string): DefinitionIssue[] {
  const issues = checkDefinition(text);
  if (issues.length > 0) return issues;
  const definition = JSON.parse(text) as StateMachineDefinition;
  if (definition.QueryLanguage === "JSONata") return [];
  return [
    {
      code: "SCHEMA_VALIDATION_FAILED",
      location: "/QueryLanguage",
      message:
        'The embedded Step Functions executes definitions in JSONata only: set QueryLanguage to "JSONata".',
    },
  ];
}

/** @throws {StatesApiError} `InvalidDefinition` with all that is wrong */
export function readDefinition(text: string): StateMachineDefinition {
  const issues = definitionIssues(text);
  if (issues.length === 0) return JSON.parse(text) as StateMachineDefinition;
  const told = issues
    .map(({ code, message, location }) => `${code}: ${message} at ${location}`)
    .join(", ");
  throw new StatesApiError("InvalidDefinition", `Invalid State Machine Definition: '${told}'`);
}

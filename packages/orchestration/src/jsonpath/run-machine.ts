import type { StateMachineDefinition } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import type { BatchArns } from "../machine/names.ts";
import { runFrame } from "../machine/run-machine.ts";
import { isText } from "./calls.ts";
import { catalogStates } from "./catalog-states.ts";
import { checkStates } from "./check-states.ts";
import { approvalStates, failureStates, linksOf, successStates } from "./report-states.ts";
import { transformStates } from "./transform-states.ts";

/** The machine that processes one day, in JSONPath: what is known of the run goes from state to state beside their results. */
export function runMachineInJsonPath(plan: BatchPlan, arns: BatchArns): StateMachineDefinition {
  const { after, badInput, ...frame } = runFrame(plan);
  return {
    ...frame,
    QueryLanguage: "JSONPath",
    States: {
      Prepare: {
        Type: "Choice",
        Choices: [
          {
            And: [
              ...isText("$.day"),
              { Variable: "$.day", StringMatches: "20*-*-*" },
              ...isText("$.prefix"),
              ...isText("$.kind"),
            ],
            Next: "Facts",
          },
          {
            And: [
              ...isText("$.day"),
              { Variable: "$.day", StringMatches: "20*-*-*" },
              ...isText("$.prefix"),
            ],
            Next: "OrdinaryKind",
          },
        ],
        Default: "BadInput",
      },
      BadInput: badInput,
      OrdinaryKind: { Type: "Pass", Result: "day", ResultPath: "$.kind", Next: "Facts" },
      Facts: {
        Type: "Pass",
        Parameters: {
          "day.$": "$.day",
          "prefix.$": "$.prefix",
          "kind.$": "$.kind",
          "runId.$": "$$.Execution.Name",
          figures: {},
          checks: [],
          scannedBytes: [],
          links: linksOf(plan),
        },
        Next: "Transform",
      },
      ...transformStates(plan, after("")),
      ...catalogStates(plan, after("Catalog")),
      ...checkStates(plan, after("Checks")),
      ...approvalStates(plan, arns, after("Approval")),
      ...successStates(plan, arns),
      ...failureStates(plan, arns),
    },
  };
}

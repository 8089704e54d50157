import { jsonata, type State, type StateMachineDefinition } from "../asl/asl.ts";
import type { BatchPlan } from "../batch/batch-plan.ts";
import { catalogStates } from "./catalog-states.ts";
import { checkStates } from "./check-states.ts";
import { DAY, isText } from "./day.ts";
import type { BatchArns } from "./names.ts";
import { approvalStates, failureStates, linksOf, successStates } from "./report-states.ts";
import { transformStates } from "./transform-states.ts";

const DAY_SECONDS = 86_400;

/** What the machine of a day is in either language, and which of its steps comes after another one. */
export function runFrame(plan: BatchPlan) {
  const names = ["Catalog", "Checks", "Approval", "Tell"];
  const has: Readonly<Record<string, boolean>> = {
    Catalog: plan.catalog !== undefined,
    Checks: plan.checks.length > 0,
    Approval: plan.approvalHours !== undefined,
  };
  const after = (name: string) =>
    names.slice(names.indexOf(name) + 1).find((each) => has[each] ?? true) ?? "Tell";
  return {
    Comment: `${plan.dataset.name}: one day from raw files to a checked table`,
    StartAt: "Prepare",
    TimeoutSeconds: DAY_SECONDS + (plan.approvalHours ?? 0) * 3600,
    after,
    badInput: {
      Type: "Fail",
      Error: "BadInput",
      Cause: `The input must be { "day": "2025-01-15", "prefix": "raw/2025/01/15/" }. Start ${plan.name}-start with { "day": "2025-01-15" } instead.`,
    },
  } as const;
}

/** The machine that processes one day: transform, catalog, checks, approval, and what is told. */
export function runMachine(plan: BatchPlan, arns: BatchArns): StateMachineDefinition {
  const { after, badInput, ...frame } = runFrame(plan);
  return {
    ...frame,
    QueryLanguage: "JSONata",
    States: {
      Prepare: prepare(plan),
      BadInput: badInput,
      ...transformStates(plan, after("")),
      ...catalogStates(plan, after("Catalog")),
      ...checkStates(plan, after("Checks")),
      ...approvalStates(plan, arns, after("Approval")),
      ...successStates(plan, arns),
      ...failureStates(plan, arns),
    },
  };
}

function prepare(plan: BatchPlan): State {
  return {
    Type: "Choice",
    Choices: [
      {
        Condition: jsonata(
          `${isText("$states.input.day", DAY)} and $type($states.input.prefix) = "string"`,
        ),
        Assign: {
          day: jsonata("$states.input.day"),
          prefix: jsonata("$states.input.prefix"),
          kind: jsonata(`$exists($states.input.kind) ? $states.input.kind : "day"`),
          runId: jsonata("$states.context.Execution.Name"),
          figures: {},
          checks: [],
          scannedBytes: 0,
          links: linksOf(plan),
        },
        Next: "Transform",
      },
    ],
    Default: "BadInput",
  };
}

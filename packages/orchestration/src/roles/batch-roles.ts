import { buildTrustPolicy, type PolicyDocument } from "@cloudapi/iam";
import type { BatchPlan } from "../batch/batch-plan.ts";
import type { BatchArns } from "../machine/names.ts";
import { mapRights, runPolicy } from "./run-role.ts";
import { policyOf, type Rights } from "./statements.ts";

/** A role: who may assume it, and what it may do. */
export interface BatchRole {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
}

/** The roles of a batch, each for one thing. */
export interface BatchRoles {
  readonly run: BatchRole;
  readonly start: BatchRole;
  readonly backfill: BatchRole;
  readonly scheduler: BatchRole;
  /** Of the rule for files that arrive. */
  readonly arrival?: BatchRole;
}

/** The roles by which a batch runs: of every machine, of the schedule and of the rule. */
export function batchRoles(plan: BatchPlan, arns: BatchArns): BatchRoles {
  const role = roleMaker(plan);
  const startRun: Rights = {
    state: "StartRun",
    actions: ["states:StartExecution"],
    resources: [arns.run],
  };
  const startStart: Rights = {
    state: "StartStart",
    actions: ["states:StartExecution"],
    resources: [arns.start],
  };
  const undelivered: Rights = {
    state: "DeadLetters",
    actions: ["sqs:SendMessage"],
    resources: [arns.deadLetters],
  };
  const scheduleArn = `arn:${plan.partition}:scheduler:${plan.region}:${plan.accountId}:schedule-group/default`;
  const rule = `arn:${plan.partition}:events:${plan.region}:${plan.accountId}:rule/${plan.name}-arrival`;
  return {
    run: role("run", { service: "states", sourceArn: arns.run, policy: runPolicy(plan, arns) }),
    start: role("start", {
      service: "states",
      sourceArn: arns.start,
      policy: policyOf([startRun]),
    }),
    backfill: role("backfill", {
      service: "states",
      sourceArn: arns.backfill,
      policy: policyOf([startRun, ...watchRights(plan, arns), ...mapRights(arns.backfill)]),
    }),
    scheduler: role("schedule", {
      service: "scheduler",
      sourceArn: scheduleArn,
      policy: policyOf([startStart, undelivered]),
    }),
    ...(plan.source.onArrival
      ? {
          arrival: role("arrival", {
            service: "events",
            sourceArn: rule,
            policy: policyOf([startStart]),
          }),
        }
      : {}),
  };
}

/** A run that is waited for is watched, by a rule that Step Functions makes itself. */
function watchRights({ partition, region, accountId }: BatchPlan, arns: BatchArns): Rights[] {
  const runs = arns.run.replace(":stateMachine:", ":execution:");
  return [
    {
      state: "WatchRun",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [`${runs}:*`],
    },
    {
      state: "WatchRule",
      actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      resources: [
        `arn:${partition}:events:${region}:${accountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
      ],
    },
  ];
}

interface RoleInput {
  readonly service: string;
  readonly sourceArn: string;
  readonly policy: PolicyDocument;
}

function roleMaker({ name, partition, accountId }: BatchPlan) {
  return (suffix: string, { service, sourceArn, policy }: RoleInput): BatchRole => ({
    name: `${name}-${suffix}-role`,
    arn: `arn:${partition}:iam::${accountId}:role/${name}-${suffix}-role`,
    trust: buildTrustPolicy({ service: `${service}.amazonaws.com`, accountId, sourceArn }),
    policy,
  });
}

import type { JsonObject, StateMachineDefinition } from "../asl/asl.ts";
import { backfillMachineInJsonPath } from "../jsonpath/backfill-machine.ts";
import { runMachineInJsonPath } from "../jsonpath/run-machine.ts";
import { startMachineInJsonPath } from "../jsonpath/start-machine.ts";
import { backfillMachine } from "../machine/backfill-machine.ts";
import { arnsOf } from "../machine/names.ts";
import { runMachine } from "../machine/run-machine.ts";
import { startMachine } from "../machine/start-machine.ts";
import { type BatchRoles, batchRoles } from "../roles/batch-roles.ts";
import type { BatchInput } from "./batch-input.ts";
import { planBatch } from "./check-input.ts";
import { scheduleWarnings } from "./check-schedule.ts";
import { freezeDeep } from "./freeze-deep.ts";
import { type BatchJob, jobOf } from "./job.ts";
import { arrivalOf, deadLettersOf, scheduleOf } from "./triggers.ts";

/** A state machine of a batch. */
export interface BatchMachine {
  readonly name: string;
  readonly arn: string;
  readonly type: "STANDARD";
  readonly roleArn: string;
  readonly definition: StateMachineDefinition;
}

/** A batch as plain data: `JSON.stringify` gives all of it. */
export interface Batch {
  readonly name: string;
  readonly dataset: string;
  readonly contractHash: string;
  readonly machines: {
    /** One day: transform, catalog, checks, and what is told. */
    readonly run: BatchMachine;
    /** Finds the day and starts its run once: what schedule, rule and people start. */
    readonly start: BatchMachine;
    /** Runs many days. */
    readonly backfill: BatchMachine;
  };
  /** As CreateSchedule of EventBridge Scheduler takes it. */
  readonly schedule: JsonObject;
  /** As PutRule and PutTargets of EventBridge take it, where files are processed as they arrive. */
  readonly arrival?: JsonObject;
  readonly roles: BatchRoles;
  /** The Glue job that was compiled of the contract, where `script` says so. */
  readonly job?: BatchJob;
  /** The topics of SNS, by name. */
  readonly topics: { readonly success: string; readonly failure: string };
  /** As CreateQueue of SQS takes it. */
  readonly deadLetters: JsonObject;
  /** What is worth knowing, such as nights on which the schedule doesn't fire. */
  readonly warnings: readonly string[];
}

const MACHINES = {
  JSONata: { run: runMachine, start: startMachine, backfill: backfillMachine },
  JSONPath: {
    run: runMachineInJsonPath,
    start: startMachineInJsonPath,
    backfill: backfillMachineInJsonPath,
  },
} as const;

/**
 * Define the nightly batch of a dataset: from its schedule over the transformation and the checks to who is told. What comes
 * back is data, frozen: definitions for Step Functions, inputs of EventBridge, roles with what each state needs. Nothing is
 * called; `JSON.stringify` writes what can be imported by hand.
 *
 * @throws {TypeError} naming the field at fault; for a schedule that never fires, and for one that costs more than
 *   `costCeilingUsd`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { defineBatch } from "@cloudapi/orchestration";
 *
 * const batch = defineBatch({
 *   dataset: apiLogs,
 *   schedule: { expression: "cron(0 2 * * ? *)" },
 *   source: { bucket: "cloudapi-logs-raw" },
 *   target: { bucket: "cloudapi-logs-processed", prefix: "api_logs/" },
 *   catalog: { database: "logs", outputLocation: "s3://cloudapi-logs-results/nightly/" },
 *   steps: { transform: { function: "transform-logs" } },
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 * });
 * console.log(batch.machines.run.arn); // => "arn:aws:states:eu-central-1:123456789012:stateMachine:api-logs"
 * console.log(batch.machines.run.definition.StartAt); // => "Prepare"
 * ```
 */
export function defineBatch(input: BatchInput): Batch {
  const plan = planBatch(input);
  const arns = arnsOf(plan);
  const roles = batchRoles(plan, arns);
  const { name, dataset } = plan;
  const arrival = arrivalOf(plan, arns, roles);
  const job = jobOf(plan);
  const machines = MACHINES[plan.queryLanguage];
  const machine = (
    suffix: string,
    arn: string,
    roleArn: string,
    definition: StateMachineDefinition,
  ) => ({
    name: `${name}${suffix}`,
    arn,
    type: "STANDARD" as const,
    roleArn,
    definition,
  });
  return freezeDeep({
    name,
    dataset: dataset.name,
    contractHash: dataset.contractHash,
    machines: {
      run: machine("", arns.run, roles.run.arn, machines.run(plan, arns)),
      start: machine("-start", arns.start, roles.start.arn, machines.start(plan, arns)),
      backfill: machine(
        "-backfill",
        arns.backfill,
        roles.backfill.arn,
        machines.backfill(plan, arns),
      ),
    },
    schedule: scheduleOf(plan, arns, roles),
    ...(arrival === undefined ? {} : { arrival }),
    roles,
    ...(job === undefined ? {} : { job }),
    topics: { success: `${name}-success`, failure: `${name}-failure` },
    deadLetters: deadLettersOf(plan, arns),
    warnings: scheduleWarnings(plan.schedule, input.now ?? new Date()),
  });
}

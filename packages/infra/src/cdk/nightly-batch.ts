import type { PolicyDocument } from "@cloudapi/iam";
import { Duration, Stack, Token, Validations } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as iam from "aws-cdk-lib/aws-iam";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import type * as sns from "aws-cdk-lib/aws-sns";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import * as states from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { alertsTopic } from "./alerts-topic.ts";
import { deadLettersOf } from "./dead-letters.ts";
import { letAlarmsTell } from "./let-services-tell.ts";
import { simpleAlarm } from "./simple-alarm.ts";

/** A role of a batch: who may assume it, and what it may do. */
interface NamedRole {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policy: PolicyDocument;
}

/** What `defineBatch` of `@cloudapi/orchestration` gives. */
export interface BatchValue {
  readonly name: string;
  readonly machines: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly arn: string;
        readonly type: "STANDARD";
        readonly roleArn: string;
        readonly definition: object;
      }
    >
  >;
  readonly schedule: Readonly<Record<string, unknown>>;
  readonly arrival?: Readonly<Record<string, unknown>>;
  readonly roles: Readonly<Record<"run" | "start" | "backfill" | "scheduler", NamedRole>>;
  readonly topics: { readonly success: string; readonly failure: string };
  readonly deadLetters: Readonly<Record<string, unknown>>;
}

/** A nightly batch. */
export interface NightlyBatchProps {
  /** What `defineBatch` gives, for the account and region of the stack. */
  readonly batch: BatchValue;
}

/**
 * The nightly batch that `defineBatch` of `@cloudapi/orchestration` defines: its state machines, schedule, topics, dead letters, and its roles, whose documents
 * are the batch's own. Alarms tell the failure topic of runs that failed or timed out, and of nights that could not be started.
 *
 * @throws {TypeError} for a batch of another account or region than the stack's, and for one that files start as they arrive
 *
 * @example
 * ```ts no-run: needs @cloudapi/orchestration
 * import { apiLogs } from "@cloudapi/core";
 * import { NightlyBatch } from "@cloudapi/infra/cdk";
 * import { defineBatch } from "@cloudapi/orchestration";
 * import { App, Stack } from "aws-cdk-lib";
 *
 * const env = { account: "123456789012", region: "eu-central-1" };
 * const stack = new Stack(new App(), "Nightly", { env });
 * const batch = defineBatch({
 *   dataset: apiLogs,
 *   schedule: { expression: "cron(0 2 * * ? *)" },
 *   source: { bucket: "cloudapi-logs-raw" },
 *   target: { bucket: "cloudapi-logs-processed", prefix: "api_logs/" },
 *   catalog: { database: "logs", outputLocation: "s3://cloudapi-logs-results/nightly/" },
 *   steps: { transform: { function: "transform-logs" } },
 *   region: env.region,
 *   accountId: env.account,
 * });
 * console.log(new NightlyBatch(stack, "Batch", { batch }).alarms.length);
 * ```
 */
export class NightlyBatch extends Construct {
  readonly machines: Readonly<Record<string, states.CfnStateMachine>>;
  readonly alarms: readonly cloudwatch.Alarm[];
  readonly failures: sns.Topic;

  constructor(scope: Construct, id: string, { batch }: NightlyBatchProps) {
    super(scope, id);
    checkPlace(this, id, batch);
    const roles = this.#roles(batch);
    this.failures = this.#topic("Failures", batch.topics.failure);
    letAlarmsTell(this, this.failures);
    this.#topic("Successes", batch.topics.success);
    const deadLetters = deadLettersOf(this, String(batch.deadLetters["QueueName"]));
    this.machines = Object.fromEntries(
      Object.entries(batch.machines).map(([key, { name, type, roleArn, definition }]) => {
        const machine = new states.CfnStateMachine(this, `Machine-${key}`, {
          stateMachineName: name,
          stateMachineType: type,
          roleArn,
          definitionString: JSON.stringify(definition),
        });
        for (const role of roles) machine.addDependency(role);
        acknowledgeLogs(machine);
        return [key, machine];
      }),
    );
    const schedule = new scheduler.CfnSchedule(this, "Schedule", scheduleProps(batch.schedule));
    for (const each of [...roles, ...Object.values(this.machines)]) schedule.addDependency(each);
    this.alarms = this.#watch(batch, deadLetters);
  }

  #roles({ roles }: BatchValue): iam.CfnRole[] {
    return Object.entries(roles).map(
      ([key, role]) =>
        new iam.CfnRole(this, `Role-${key}`, {
          roleName: role.name,
          assumeRolePolicyDocument: role.trust,
          policies: [{ policyName: "needs", policyDocument: role.policy }],
        }),
    );
  }

  #topic(id: string, topicName: string): sns.Topic {
    return alertsTopic(this, id, { topicName });
  }

  #watch({ machines }: BatchValue, deadLetters: sqs.Queue): cloudwatch.Alarm[] {
    const ofMachine = (machine: "run" | "start", metricName: string) =>
      new cloudwatch.Metric({
        namespace: "AWS/States",
        metricName,
        dimensionsMap: { StateMachineArn: machines[machine]?.arn ?? "" },
        statistic: "Sum",
        period: Duration.minutes(5),
      });
    const watched = [
      [
        "RunsFailed",
        ofMachine("run", "ExecutionsFailed"),
        "A day failed: its message says at which step, and what to do.",
      ],
      [
        "RunsTimedOut",
        ofMachine("run", "ExecutionsTimedOut"),
        "A day took longer than it may: look at its step.",
      ],
      // What Scheduler has started is delivered, whatever becomes of it.
      [
        "StartsFailed",
        ofMachine("start", "ExecutionsFailed"),
        "A night was not started: the execution of the starting machine says why. Start it with the same input again.",
      ],
      [
        "StartsTimedOut",
        ofMachine("start", "ExecutionsTimedOut"),
        "A night was not started in time: start the machine with the same input again, which runs no day twice.",
      ],
      [
        "NightsLost",
        deadLetters.metricApproximateNumberOfMessagesVisible(),
        "The schedule could not start a night: its event is in the queue of dead letters.",
      ],
    ] as const;
    return watched.map(([id, metric, says]) =>
      simpleAlarm(this, id, { metric, threshold: 0, says, topic: this.failures }),
    );
  }
}

/** A batch has its account and region in all of its ARNs. */
function checkPlace(scope: Construct, id: string, batch: BatchValue): void {
  const { account, region } = Stack.of(scope);
  const [, , , regionOf, accountOf] = batch.machines["run"]?.arn.split(":") ?? [];
  const isKnown = !Token.isUnresolved(account) && !Token.isUnresolved(region);
  if (!isKnown || regionOf !== region || accountOf !== account)
    throw new TypeError(
      `${id}: the batch is of ${accountOf} in ${regionOf}; give the stack that account and region in env.`,
    );
  if (batch.arrival !== undefined)
    throw new TypeError(
      `${id}: a batch that files start as they arrive is not deployed by this construct yet: define it without, or create its rule from batch.arrival.`,
    );
}

/** Logs and traces of machines are delivered by a role that may do so everywhere. */
function acknowledgeLogs(machine: states.CfnStateMachine): void {
  const reason =
    "Step Functions keeps each execution's history for 90 days, and a failure is told with its cause and lies beside the table.";
  for (const id of ["AwsSolutions-SF1", "AwsSolutions-SF2"])
    Validations.of(machine).acknowledge({ id, reason });
}

/** What CreateSchedule takes, as CloudFormation spells it. */
function scheduleProps(schedule: BatchValue["schedule"]): scheduler.CfnScheduleProps {
  const lower = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(lower);
    if (typeof value !== "object" || value === null) return value;
    const pairs = Object.entries(value);
    return Object.fromEntries(
      pairs.map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), lower(each)]),
    );
  };
  return lower(schedule) as scheduler.CfnScheduleProps;
}

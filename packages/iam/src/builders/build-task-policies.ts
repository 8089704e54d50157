import { checkOptionNames } from "@cloudapi/core/internal";
import {
  checkArn,
  ECS_CLUSTER,
  QUEUE,
  REPOSITORY,
  ROLE,
  TASK_DEFINITION,
} from "../arn/arn-form.ts";
import { bindNeeds } from "../needs/bind-needs.ts";
import { ROLE_NEEDS } from "../needs/role-needs.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import {
  checkArns,
  checkSecrets,
  logGroupArn,
  SECRET_INPUT,
  type SecretInput,
} from "./optional-arns.ts";
import { FRAME, type PolicyFrameInput, policyFrame } from "./policy-frame.ts";

/** What ECS needs to start a task. */
export interface TaskExecutionPolicyInput extends PolicyFrameInput, SecretInput {
  readonly region: string;
  readonly accountId: string;
  /** Name or ARN of the log group that the task's output goes to. */
  readonly logGroup: string;
  /** ARN of the repository of ECR with the image; none for a public image. */
  readonly repositoryArn?: string;
}

/** What a schedule needs to start a task. */
export interface TaskSchedulePolicyInput extends PolicyFrameInput {
  /** ARN of the task definition, with its revision. */
  readonly taskDefinitionArn: string;
  readonly clusterArn: string;
  /** ARNs of the task's own role and of its execution role. */
  readonly roleArns: readonly string[];
  /** ARN of the SQS queue that keeps starts that failed. */
  readonly deadLetterArn?: string;
}

const EXECUTION = [...FRAME, ...SECRET_INPUT, "logGroup", "repositoryArn"] as const;
const SCHEDULE = [
  ...FRAME,
  "taskDefinitionArn",
  "clusterArn",
  "roleArns",
  "deadLetterArn",
] as const;

/**
 * The least that the execution role of a task on ECS needs: pull its image, write its log, and read the secrets that it is given as variables. What the
 * task itself may do is its own role's, such as `buildIngesterPolicy`.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildTaskExecutionPolicy } from "@cloudapi/iam";
 *
 * const policy = buildTaskExecutionPolicy({
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 *   logGroup: "/aws/ecs/ingest",
 *   repositoryArn: "arn:aws:ecr:eu-central-1:123456789012:repository/cloudapi-ingest",
 * });
 * console.log(policy.Statement.map(({ Sid }) => Sid)); // => ["PullImage", "SignInToRegistry", "WriteLogs"]
 * ```
 */
export function buildTaskExecutionPolicy(input: TaskExecutionPolicyInput): PolicyDocument {
  const what = "buildTaskExecutionPolicy";
  checkInput(what, input, EXECUTION);
  const field = { what, name: "repositoryArn" };
  const [repositoryArn] = checkArns(field, input.repositoryArn, REPOSITORY);
  const secrets = checkSecrets(what, input);
  const { values, compose } = policyFrame(what, input, [repositoryArn, ...secrets.arns]);
  const logs = logGroupArn(what, input.logGroup, values);
  if (logs === undefined)
    throw new TypeError(`${what}: give logGroup, to which the task's output goes.`);
  const cases = repositoryArn === undefined ? [] : ["image"];
  return compose([
    ...bindNeeds(ROLE_NEEDS.startTask, { ...values, repositoryArn }, cases),
    ...secrets.needs(values),
    ...bindNeeds(ROLE_NEEDS.writeLogs, { ...values, logGroupArn: logs }),
  ]);
}

/**
 * The least that a schedule of EventBridge Scheduler needs to start a task on one ECS cluster: run it, give it its roles, and keep starts that failed.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildTaskSchedulePolicy } from "@cloudapi/iam";
 *
 * const policy = buildTaskSchedulePolicy({
 *   taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/ingest:3",
 *   clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/ingest",
 *   roleArns: ["arn:aws:iam::123456789012:role/ingest", "arn:aws:iam::123456789012:role/ingest-start"],
 * });
 * console.log(policy.Statement.map(({ Sid }) => Sid)); // => ["PassRole", "RunTask"]
 * ```
 */
export function buildTaskSchedulePolicy(input: TaskSchedulePolicyInput): PolicyDocument {
  const what = "buildTaskSchedulePolicy";
  checkInput(what, input, SCHEDULE);
  const { taskDefinitionArn, clusterArn, roleArns, deadLetterArn } = input;
  checkArn(what, "taskDefinitionArn", taskDefinitionArn, TASK_DEFINITION);
  checkArn(what, "clusterArn", clusterArn, ECS_CLUSTER);
  const roles = checkArns({ what, name: "roleArns" }, roleArns, ROLE);
  if (roles.length === 0)
    throw new TypeError(`${what}: roleArns must be a list of at least one role.`);
  checkArns({ what, name: "deadLetterArn" }, deadLetterArn, QUEUE);
  const arns = [taskDefinitionArn, clusterArn, ...roles, deadLetterArn];
  const { values, compose } = policyFrame(what, input, arns);
  const task = { taskDefinitionArn, clusterArn, roleArn: roles, deadLetterArn };
  const cases = deadLetterArn === undefined ? [] : ["deadLetters"];
  return compose(bindNeeds(ROLE_NEEDS.scheduleTask, { ...values, ...task }, cases));
}

function checkInput(what: string, input: unknown, known: readonly string[]): void {
  if (typeof input !== "object" || input === null)
    throw new TypeError(
      `${what}: the input must be an object with ${known.slice(FRAME.length).join(", ")}.`,
    );
  checkOptionNames(what, input, known);
}

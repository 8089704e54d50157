import { show } from "./check-names.ts";
import { parseArn } from "./parse-arn.ts";

/** What the ARN of one kind of thing looks like. */
export interface ArnForm {
  readonly service: string;
  readonly resource: RegExp;
  readonly expected: string;
  /** Whether it is of no region, as IAM's are. */
  readonly isGlobal?: boolean;
}

export const TOPIC: ArnForm = {
  service: "sns",
  resource: /^[\w-]{1,256}(\.fifo)?$/,
  expected: "the ARN of an SNS topic",
};

export const QUEUE: ArnForm = {
  service: "sqs",
  resource: /^[\w-]{1,80}(\.fifo)?$/,
  expected: "the ARN of an SQS queue",
};

export const KEY: ArnForm = {
  service: "kms",
  resource: /^key\/[\w-]+$/,
  expected: "the ARN of a KMS key (arn:aws:kms:region:account:key/id; an alias grants nothing)",
};

export const LOG_GROUP: ArnForm = {
  service: "logs",
  resource: /^log-group:[\w./#-]{1,512}$/,
  expected: "the name or the ARN of a log group",
};

export const SECRET: ArnForm = {
  service: "secretsmanager",
  resource: /^secret:[\w/+=.@-]{1,512}-[A-Za-z0-9]{6}$/,
  expected: "the whole ARN of a secret, which ends in a hyphen and six characters",
};

export const ROLE: ArnForm = {
  service: "iam",
  resource: /^role\/[\w+=,.@/-]{1,576}$/,
  expected: "the ARN of a role",
  isGlobal: true,
};

export const BOUNDARY: ArnForm = {
  service: "iam",
  resource: /^policy\/[\w+=,.@/-]{1,640}$/,
  expected: "the ARN of a managed policy",
  isGlobal: true,
};

export const REPOSITORY: ArnForm = {
  service: "ecr",
  resource: /^repository\/[a-z0-9][a-z0-9._/-]{1,255}$/,
  expected: "the ARN of a repository of ECR",
};

export const ECS_CLUSTER: ArnForm = {
  service: "ecs",
  resource: /^cluster\/[\w-]{1,255}$/,
  expected: "the ARN of an ECS cluster",
};

export const TASK_DEFINITION: ArnForm = {
  service: "ecs",
  resource: /^task-definition\/[\w-]{1,255}:\d{1,9}$/,
  expected: "the ARN of a task definition with its revision",
};

export const REDSHIFT_WORKGROUP: ArnForm = {
  service: "redshift-serverless",
  resource: /^workgroup\/[\w-]{1,128}$/,
  expected: "the ARN of a work group of Redshift Serverless",
};

export const REDSHIFT_CLUSTER: ArnForm = {
  service: "redshift",
  resource: /^cluster:[a-z0-9-]{1,63}$/,
  expected: "the ARN of a Redshift cluster",
};

/** @throws {TypeError} when the text is not the ARN of one such thing, in an account and, unless it is global, a region */
export function checkArn(
  what: string,
  name: string,
  text: unknown,
  form: ArnForm,
): asserts text is string {
  const arn = parseArn(text);
  const isPlaced = (arn?.region === "") === (form.isGlobal === true);
  const isWhole = arn?.service === form.service && isPlaced && arn.account !== "";
  if (isWhole && form.resource.test(arn.resource)) return;
  throw new TypeError(
    `${what}: ${name} must be ${form.expected}, without wildcards, not ${show(text)}.`,
  );
}

import { show } from "./check-names.ts";
import { parseArn } from "./parse-arn.ts";

/** What the ARN of one kind of thing looks like. */
export interface ArnForm {
  readonly service: string;
  readonly resource: RegExp;
  readonly expected: string;
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

/** @throws {TypeError} when the text is not the ARN of one such thing, in a region and an account */
export function checkArn(
  what: string,
  name: string,
  text: unknown,
  form: ArnForm,
): asserts text is string {
  const arn = parseArn(text);
  const isWhole = arn?.service === form.service && arn.region !== "" && arn.account !== "";
  if (isWhole && form.resource.test(arn.resource)) return;
  throw new TypeError(
    `${what}: ${name} must be ${form.expected}, without wildcards, not ${show(text)}.`,
  );
}

import { type ArnForm, checkArn, KEY, QUEUE } from "../arn/arn-form.ts";
import { parseArn } from "../arn/parse-arn.ts";
import { type BoundNeed, bindCase, bindNeeds, type NeedValues } from "../needs/bind-needs.ts";
import { keyValues } from "../needs/key-values.ts";
import { ROLE_NEEDS } from "../needs/role-needs.ts";
import { logGroupArn } from "./optional-arns.ts";

/** What Lambda does with the role of a function. */
export interface FunctionInput {
  /** Name or ARN of the log group that the function writes to. */
  readonly logGroup?: string;
  /** ARN of the SQS queue or SNS topic that keeps events whose retries are used up. */
  readonly deadLetterArn?: string;
  /** ARN of the SQS queue that feeds the function. */
  readonly queueArn?: string;
  /** ARN of the KMS key of that queue. */
  readonly queueKmsKeyArn?: string;
}

export const FUNCTION_INPUT = [
  "logGroup",
  "deadLetterArn",
  "queueArn",
  "queueKmsKeyArn",
] as const satisfies readonly (keyof FunctionInput)[];

/** What Lambda does, checked. */
export interface CheckedFunction {
  readonly arns: readonly (string | undefined)[];
  readonly needs: (values: NeedValues) => BoundNeed[];
}

/** @throws {TypeError} naming the field at fault */
export function checkFunction(what: string, input: FunctionInput): CheckedFunction {
  const { deadLetterArn, queueArn, queueKmsKeyArn } = input;
  const toTopic = parseArn(deadLetterArn)?.service === "sns";
  if (deadLetterArn !== undefined)
    checkArn(what, "deadLetterArn", deadLetterArn, toTopic ? TOPIC : DEAD_LETTER);
  if (queueArn !== undefined) checkArn(what, "queueArn", queueArn, QUEUE);
  if (queueKmsKeyArn !== undefined) checkArn(what, "queueKmsKeyArn", queueKmsKeyArn, KEY);
  if (queueKmsKeyArn !== undefined && queueArn === undefined)
    throw new TypeError(`${what}: queueKmsKeyArn is for a queue; give queueArn, too.`);
  return {
    arns: [deadLetterArn, queueArn, queueKmsKeyArn],
    needs(frame) {
      const logs = logGroupArn(what, input.logGroup, frame);
      const values = { ...frame, logGroupArn: logs, deadLetterArn, queueArn };
      const cases = [
        ...(logs === undefined ? [] : ["logs"]),
        ...(queueArn === undefined ? [] : ["queue"]),
        ...(deadLetterArn === undefined ? [] : [toTopic ? "deadLetterTopic" : "deadLetterQueue"]),
      ];
      const underKey = { only: "queue.readKey", cases };
      return [
        ...bindNeeds(ROLE_NEEDS.runFunction, values, cases),
        ...(queueKmsKeyArn === undefined
          ? []
          : bindCase(
              ROLE_NEEDS.runFunction,
              { ...values, ...keyValues("queue.", queueKmsKeyArn) },
              underKey,
            )),
      ];
    },
  };
}

const TOPIC: ArnForm = {
  service: "sns",
  resource: /^[\w-]{1,256}(\.fifo)?$/,
  expected: "the ARN of an SQS queue or an SNS topic",
};
const DEAD_LETTER: ArnForm = { ...QUEUE, expected: TOPIC.expected };

import { Duration, Validations } from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { skipChecks } from "./skip-checks.ts";

const DAYS = 14;

/** A queue of events whose retries are used up, encrypted and closed to connections without TLS. */
export function deadLettersOf(scope: Construct, queueName?: string): sqs.Queue {
  const queue = new sqs.Queue(scope, "DeadLetters", {
    ...(queueName === undefined ? {} : { queueName }),
    retentionPeriod: Duration.days(DAYS),
    enforceSSL: true,
    encryption: sqs.QueueEncryption.SQS_MANAGED,
  });
  Validations.of(queue).acknowledge({
    id: "AwsSolutions-SQS3",
    reason: "It is a queue of dead letters itself.",
  });
  skipChecks(queue, {
    CKV_AWS_27: "It is encrypted with the keys of SQS, which the check does not know.",
  });
  return queue;
}

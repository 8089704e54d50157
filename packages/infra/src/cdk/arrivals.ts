import * as events from "aws-cdk-lib/aws-events";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import type { EventFunction } from "./event-function.ts";
import type { KnownBucket } from "./known-bucket.ts";
import { RawBucket } from "./raw-bucket.ts";

/**
 * What invokes a function for each file that arrives: the bucket's own notification, which S3 has for one function alone, a rule of EventBridge, of
 * which there may be many, or nothing.
 */
export type ArrivalTrigger = "notification" | "eventBridge" | "none";

/** Files for which a function is invoked. */
export interface Arrivals {
  readonly raw: RawBucket | KnownBucket;
  readonly prefix: string;
  readonly suffix?: string | undefined;
  readonly trigger: ArrivalTrigger;
}

/** A delivery that failed is tried again so often, and for so long. */
const RETRY = { maximumRetryAttempts: 24, maximumEventAgeInSeconds: 3600 };

/**
 * Invoke a function for each file that arrives.
 *
 * @throws {TypeError} where the bucket can't tell the function of them
 */
export function invokeOnArrival(to: EventFunction, { trigger, raw, ...files }: Arrivals): void {
  const { id } = to.node;
  switch (trigger) {
    case "none":
      return;
    case "notification":
      if (!(raw instanceof RawBucket))
        throw new TypeError(
          `${id}: raw is a bucket of another stack, which has its notification there: set trigger to "eventBridge".`,
        );
      raw.invoke({ function: to.function, ...files });
      return;
    case "eventBridge":
      if (raw instanceof RawBucket && !raw.eventBridge)
        throw new TypeError(
          `${id}: raw tells EventBridge nothing: make it with eventBridge: true, or leave out trigger.`,
        );
      ruleOf(to, { bucketName: raw.bucketName, ...files });
      return;
    default:
      throw new TypeError(
        `${id}: trigger must be "notification", "eventBridge" or "none", not ${JSON.stringify(trigger)}.`,
      );
  }
}

interface NamedFiles extends Pick<Arrivals, "prefix" | "suffix"> {
  readonly bucketName: string;
}

/** What the rule can't deliver is kept in the function's own queue of dead letters. */
function ruleOf(to: EventFunction, { bucketName, prefix, suffix = "" }: NamedFiles): void {
  const rule = new events.CfnRule(to, "Arrivals", {
    description: "Files that arrive",
    eventPattern: {
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: [bucketName] }, object: { key: [keysOf(prefix, suffix)] } },
    },
    targets: [
      {
        id: "function",
        arn: to.function.functionArn,
        retryPolicy: RETRY,
        deadLetterConfig: { arn: to.deadLetters.queueArn },
      },
    ],
  });
  new lambda.CfnPermission(to, "Invoke", {
    action: "lambda:InvokeFunction",
    functionName: to.function.functionArn,
    principal: "events.amazonaws.com",
    sourceArn: rule.attrArn,
  });
  to.deadLetters.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: "UndeliveredEvents",
      principals: [new iam.ServicePrincipal("events.amazonaws.com")],
      actions: ["sqs:SendMessage"],
      resources: [to.deadLetters.queueArn],
      conditions: { ArnEquals: { "aws:SourceArn": rule.attrArn } },
    }),
  );
}

function keysOf(prefix: string, suffix: string): Readonly<Record<string, string>> {
  if (suffix === "") return { prefix };
  const plain = (text: string) => text.replaceAll(/[\\*]/g, "\\$&");
  return { wildcard: `${plain(prefix)}*${plain(suffix)}` };
}

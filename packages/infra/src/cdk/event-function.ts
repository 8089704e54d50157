import type { Duration } from "aws-cdk-lib";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as logs from "aws-cdk-lib/aws-logs";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { deadLettersOf } from "./dead-letters.ts";
import {
  type FunctionProps,
  type OwnSettings,
  ownFunction,
  type PolicyPlace,
} from "./own-function.ts";

/** A function that events invoke. */
export type EventFunctionProps = FunctionProps;

/** What the policy of a function is made of that events invoke. */
export interface EventPolicyPlace extends PolicyPlace {
  /** Where the function is, where it logs, and where its failed events are kept. */
  readonly frame: PolicyPlace["frame"] & { readonly deadLetterArn: string };
}

const RETRIES = 2;

/**
 * A function with what belongs to it: a role with the least that it needs, a log that is kept for some time, and a queue for
 * events whose retries are used up.
 */
export abstract class EventFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;
  readonly deadLetters: sqs.Queue;
  readonly timeout: Duration;

  constructor(
    scope: Construct,
    id: string,
    props: EventFunctionProps,
    own: OwnSettings<EventPolicyPlace>,
  ) {
    super(scope, id);
    this.deadLetters = deadLettersOf(this);
    const { queueArn } = this.deadLetters;
    const made = ownFunction(
      this,
      props,
      {
        ...own,
        policy: ({ names, frame }) =>
          own.policy({ names, frame: { ...frame, deadLetterArn: names.arn(queueArn, "queue") } }),
      },
      { deadLetterQueue: this.deadLetters, retryAttempts: RETRIES },
    );
    this.function = made.function;
    this.role = made.role;
    this.logGroup = made.logGroup;
    this.timeout = made.timeout;
  }
}

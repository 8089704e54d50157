import { buildTrustPolicy, type PolicyDocument } from "@cloudapi/iam";
import { Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { Placeholders } from "./placeholders.ts";

/** A function that events invoke. */
export interface EventFunctionProps {
  readonly functionName: string;
  /** The zip with `index.mjs`, as docs/lambda.md bundles it. */
  readonly code: lambda.Code;
  /** `index.handler` when left out. */
  readonly handler?: string | undefined;
  /** Memory in MB; 512 when left out. */
  readonly memoryMb?: number | undefined;
  /** 300 seconds when left out. */
  readonly timeout?: Duration | undefined;
  /** How many may run at once; as many as the account has when left out. */
  readonly maxConcurrency?: number | undefined;
  /** Further settings, such as `CLOUDAPI_LAMBDA_FORMAT`. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** How long its log is kept; a month when left out. */
  readonly logRetention?: logs.RetentionDays | undefined;
}

/** What a function's policy is made of, beside what it works with. */
export interface PolicyPlace {
  readonly names: Placeholders;
  readonly logGroupName: string;
  readonly deadLetterArn: string;
}

const RETRIES = 2;
const DEAD_LETTER_DAYS = 14;

/** What a subclass says of its function. */
export interface OwnSettings {
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly policy: (place: PolicyPlace) => PolicyDocument;
}

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

  constructor(scope: Construct, id: string, props: EventFunctionProps, own: OwnSettings) {
    super(scope, id);
    const { functionName, code, maxConcurrency } = props;
    checkEnvironment(id, props.environment, own.environment);
    this.timeout = props.timeout ?? Duration.minutes(5);
    this.logGroup = new logs.LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.deadLetters = new sqs.Queue(this, "DeadLetters", {
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
    });
    Validations.of(this.deadLetters).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "It is a queue of dead letters itself.",
    });
    this.role = this.#role(functionName, own);
    this.function = new lambda.Function(this, "Function", {
      functionName,
      description: own.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: props.handler ?? "index.handler",
      code,
      memorySize: props.memoryMb ?? 512,
      timeout: this.timeout,
      environment: { ...own.environment, ...props.environment },
      // What it may do is all in its policy: nothing is added to it here.
      role: this.role.withoutPolicyUpdates(),
      logGroup: this.logGroup,
      deadLetterQueue: this.deadLetters,
      retryAttempts: RETRIES,
      ...(maxConcurrency === undefined ? {} : { reservedConcurrentExecutions: maxConcurrency }),
    });
  }

  #role(functionName: string, { policy }: OwnSettings): iam.Role {
    const names = new Placeholders(Stack.of(this));
    const document = policy({
      names,
      logGroupName: `/aws/lambda/${names.name(functionName)}`,
      deadLetterArn: names.arn(this.deadLetters.queueArn, "sqs"),
    });
    const trust = buildTrustPolicy({ service: "lambda.amazonaws.com", accountId: names.accountId });
    const role = new iam.Role(this, "Role", {
      assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
      description: "What the function needs, and nothing else",
      inlinePolicies: { needs: names.fill(document) },
    });
    (role.node.defaultChild as iam.CfnRole).assumeRolePolicyDocument = names.fill(trust);
    return role;
  }
}

/** What the construct says of its function, its policy and its trigger say, too. */
function checkEnvironment(
  id: string,
  given: Readonly<Record<string, string>> = {},
  own: Readonly<Record<string, string>> = {},
): void {
  const twice = Object.keys(given).filter((name) => Object.hasOwn(own, name));
  if (twice.length > 0)
    throw new TypeError(
      `${id}: environment must leave out ${twice.join(", ")}, which the construct sets by its other properties, as its policy and trigger have it.`,
    );
}

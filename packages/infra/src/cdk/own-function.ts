import { buildTrustPolicy, type PolicyDocument } from "@cloudapi/iam";
import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { Placeholders } from "./placeholders.ts";
import { roleOf } from "./role-of.ts";
import { skipChecks, skipLogKey } from "./skip-checks.ts";

/** A function of Lambda. */
export interface FunctionProps {
  readonly functionName: string;
  /** The zip with `index.mjs`, as docs/lambda.md bundles it. */
  readonly code: lambda.Code;
  /** `index.handler` when left out. */
  readonly handler?: string | undefined;
  /** Memory in MB; 512 when left out. */
  readonly memoryMb?: number | undefined;
  /** 300 seconds when left out, 30 of what answers requests. */
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
  /** Where the function is, and where it logs. */
  readonly frame: Placeholders["frame"] & { readonly logGroup: string };
}

/** What a construct says of its function. */
export interface OwnSettings<Place extends PolicyPlace = PolicyPlace> {
  readonly description: string;
  /** What it sets; undefined for what it leaves unset, and refuses, since its policy has no place for it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly policy: (place: Place) => PolicyDocument;
}

/** A function, and what belongs to it. */
export interface OwnFunction {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;
  readonly timeout: Duration;
}

/**
 * A function with a role that has the least that it needs and with a log that is kept for some time.
 *
 * @throws {TypeError} for settings of the environment that the construct makes itself
 */
export function ownFunction(
  scope: Construct,
  props: FunctionProps,
  own: OwnSettings,
  platform: Partial<lambda.FunctionProps> = {},
): OwnFunction {
  const { functionName, maxConcurrency } = props;
  checkEnvironment(scope.node.id, props.environment, own.environment);
  const timeout = props.timeout ?? platform.timeout ?? Duration.minutes(5);
  const logGroup = new logs.LogGroup(scope, "Log", {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const role = functionRole(scope, functionName, own);
  const made = new lambda.Function(scope, "Function", {
    ...platform,
    functionName,
    description: own.description,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: props.handler ?? "index.handler",
    code: props.code,
    memorySize: props.memoryMb ?? 512,
    timeout,
    environment: { ...present(own.environment), ...props.environment },
    // What it may do is all in its policy: nothing is added to it here.
    role: role.withoutPolicyUpdates(),
    logGroup,
    ...(maxConcurrency === undefined ? {} : { reservedConcurrentExecutions: maxConcurrency }),
  });
  skipChecks(made, {
    CKV_AWS_115: "maxConcurrency sets a limit where one is wanted; the account's holds otherwise.",
    CKV_AWS_117: "It works with services of AWS alone, which have no place in a VPC.",
    CKV_AWS_173: "Lambda encrypts its variables with a key of its own.",
  });
  skipLogKey(logGroup);
  return { function: made, role, logGroup, timeout };
}

function functionRole(scope: Construct, functionName: string, { policy }: OwnSettings): iam.Role {
  const names = new Placeholders(Stack.of(scope));
  const logGroup = `/aws/lambda/${names.name(functionName)}`;
  return roleOf(scope, {
    id: "Role",
    description: "What the function needs, and nothing else",
    names,
    trust: buildTrustPolicy({ service: "lambda.amazonaws.com", accountId: names.accountId }),
    policy: policy({ names, frame: { ...names.frame, logGroup } }),
  });
}

function present(settings: OwnSettings["environment"]): Record<string, string> {
  const entries = Object.entries(settings);
  return Object.fromEntries(
    entries.filter((each): each is [string, string] => each[1] !== undefined),
  );
}

/** What the construct says of its function, its policy and its trigger say, too. */
function checkEnvironment(
  id: string,
  given: Readonly<Record<string, string>> = {},
  own: OwnSettings["environment"],
): void {
  const twice = Object.keys(given).filter((name) => Object.hasOwn(own, name));
  if (twice.length > 0)
    throw new TypeError(
      `${id}: environment must leave out ${twice.join(", ")}, which the construct sets by its other properties, or leaves unset, as its policy and trigger have it.`,
    );
}

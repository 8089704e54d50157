import { buildApiPolicy } from "@cloudapi/iam";
import { Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import * as gateway from "aws-cdk-lib/aws-apigatewayv2";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { type ApiAccess, authSettings, checkAccess, routeAccess } from "./api-access.ts";
import type { LakeBucket } from "./lake-bucket.ts";
import type { LakeTables } from "./lake-tables.ts";
import { letAlarmsTell } from "./let-services-tell.ts";
import { type FunctionProps, ownFunction, type PolicyPlace } from "./own-function.ts";
import type { QueryWorkGroup } from "./query-work-group.ts";
import { simpleAlarm } from "./simple-alarm.ts";
import { skipChecks, skipLogKey } from "./skip-checks.ts";

/** An API over the tables, and what it works with. */
export interface QueryApiProps extends FunctionProps {
  readonly tables: LakeTables;
  readonly lake: LakeBucket;
  readonly workGroup: QueryWorkGroup;
  /** Who may ask; `{ by: "iam" }`, whoever signs requests and may invoke the API, when left out. */
  readonly access?: ApiAccess | undefined;
  /** Whether there is a dashboard at `/dashboard`, behind the same sign-in; false when left out. */
  readonly dashboard?: boolean | undefined;
  /** Requests a second that are answered, and how many at once beyond; 50 and 100 when left out. */
  readonly throttle?: { readonly perSecond: number; readonly burst: number } | undefined;
  /** Which topic is told of errors; none when left out. */
  readonly alerts?: sns.ITopic | undefined;
}

/** An HTTP API waits so long for an answer. */
const TIMEOUT = Duration.seconds(30);

/**
 * An API over the tables as a function behind an HTTP API of API Gateway: `apiHandlerFromEnvironment` of `@cloudapi/api/lambda`, with a dashboard where it is
 * asked for. Its role has the policy that `buildApiPolicy` makes for the same tables, and nothing else. Who wants rows has to sign in, by default with IAM; with keys
 * the document of the API is open, as everywhere.
 *
 * @throws {TypeError} for `access` that nobody could use, and settings of the environment that the construct makes itself
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { App, Stack } from "aws-cdk-lib";
 * import { Code } from "aws-cdk-lib/aws-lambda";
 * import { LakeBucket, LakeTables, QueryApi, QueryWorkGroup } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Api");
 * const code = Code.fromInline("exports.handler = async () => {};");
 * const bucketName = "cloudapi-logs-processed";
 * const lake = new LakeBucket(stack, "Lake", { bucketName });
 * const tables = new LakeTables(stack, "Tables", { databaseName: "cloudapi", datasets: [apiLogs], bucketName });
 * const workGroup = new QueryWorkGroup(stack, "Queries", { workGroupName: "api", lake });
 * const api = new QueryApi(stack, "Api", { functionName: "query-logs", code, lake, tables, workGroup });
 * console.log(api.role.node.path); // => Api/Api/Role
 * ```
 */
export class QueryApi extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly api: gateway.CfnApi;
  readonly alarms: readonly cloudwatch.Alarm[];
  /** Where it answers, `https://….execute-api.region.amazonaws.com`. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: QueryApiProps) {
    super(scope, id);
    const { functionName, tables, workGroup, access = { by: "iam" }, dashboard = false } = props;
    checkAccess(id, access);
    const made = ownFunction(
      this,
      props,
      {
        description: "Answers requests for rows of the tables",
        environment: {
          CLOUDAPI_LAMBDA_DATABASE: tables.databaseName,
          CLOUDAPI_LAMBDA_WORKGROUP: workGroup.workGroupName,
          CLOUDAPI_LAMBDA_CURSOR_SECRET: this.#cursorSecret(),
          CLOUDAPI_LAMBDA_DASHBOARD: String(dashboard),
          ...authSettings(access),
        },
        policy: (place) => policyOf(props, place),
      },
      { timeout: TIMEOUT },
    );
    this.function = made.function;
    skipChecks(this.function, {
      CKV_AWS_116:
        "Requests invoke it, which hear themselves that it failed: there is no event to keep.",
    });
    this.role = made.role;
    this.api = new gateway.CfnApi(this, "Http", {
      name: functionName,
      protocolType: "HTTP",
      description: "Rows of the tables",
    });
    this.url = this.api.attrApiEndpoint;
    this.#route(props, access);
    this.alarms = this.#watch(props.alerts);
  }

  /** What cursors are sealed with, the same for all instances of the function. */
  #cursorSecret(): string {
    const secret = new secretsmanager.Secret(this, "CursorSecret", {
      description: "Seals the cursors of the API",
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "It seals places in pages, and signs nobody in: when it changes, pages begin again.",
    });
    skipChecks(secret, { CKV_AWS_149: "Secrets Manager encrypts it with a key of its own." });
    return secret.secretValue.unsafeUnwrap();
  }

  #route(props: QueryApiProps, access: ApiAccess): void {
    const apiId = this.api.ref;
    const integration = new gateway.CfnIntegration(this, "Integration", {
      apiId,
      integrationType: "AWS_PROXY",
      integrationUri: this.function.functionArn,
      payloadFormatVersion: "2.0",
      timeoutInMillis: TIMEOUT.toMilliseconds(),
    });
    const route = new gateway.CfnRoute(this, "Route", {
      apiId,
      routeKey: "$default",
      target: `integrations/${integration.ref}`,
      ...routeAccess(this, apiId, access),
    });
    if (access.by === "keys")
      Validations.of(route).acknowledge({
        id: "AwsSolutions-APIG4",
        reason: "The function asks for a key itself; the document of the API alone is open.",
      });
    const { perSecond, burst } = props.throttle ?? { perSecond: 50, burst: 100 };
    new gateway.CfnStage(this, "Stage", {
      apiId,
      stageName: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: perSecond, throttlingBurstLimit: burst },
      accessLogSettings: { destinationArn: this.#accessLog(props).logGroupArn, format: LOG_FORMAT },
    });
    const { partition, region, account } = Stack.of(this);
    new lambda.CfnPermission(this, "Invoke", {
      action: "lambda:InvokeFunction",
      functionName: this.function.functionArn,
      principal: "apigateway.amazonaws.com",
      sourceAccount: account,
      sourceArn: `arn:${partition}:execute-api:${region}:${account}:${apiId}/*`,
    });
  }

  /** API Gateway writes to groups of this folder without a policy of its own for each. */
  #accessLog({ functionName, logRetention }: QueryApiProps): logs.LogGroup {
    const logGroup = new logs.LogGroup(this, "AccessLog", {
      logGroupName: `/aws/vendedlogs/${functionName}`,
      retention: logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    skipLogKey(logGroup);
    return logGroup;
  }

  #watch(topic: sns.ITopic | undefined): cloudwatch.Alarm[] {
    if (topic === undefined) return [];
    letAlarmsTell(this, topic);
    const period = Duration.minutes(5);
    return [
      simpleAlarm(this, "Errors", {
        metric: this.function.metricErrors({ period }),
        threshold: 0,
        says: "The API's function failed: its log says why.",
        topic,
      }),
      simpleAlarm(this, "Throttles", {
        metric: this.function.metricThrottles({ period }),
        threshold: 0,
        says: "More requests arrive than the API's function may answer at once: raise its concurrency, or the account's.",
        topic,
      }),
    ];
  }
}

const LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  path: "$context.path",
  status: "$context.status",
  latencyMs: "$context.responseLatency",
  error: "$context.error.message",
});

function policyOf(
  { tables, lake, workGroup, dashboard = false }: QueryApiProps,
  { names, frame }: PolicyPlace,
) {
  const { kmsKeyArn } = names.keyOf(lake);
  const bucket = names.name(lake.bucketName);
  return buildApiPolicy({
    ...frame,
    workGroup: names.name(workGroup.workGroupName),
    database: names.catalogName(tables.databaseName),
    tables: tables.datasets.map(({ name }) => ({
      table: name,
      location: `s3://${bucket}/${tables.prefix}${name}/`,
      ...names.keyOf(lake),
    })),
    outputLocation: `s3://${bucket}/${lake.resultsPrefix}`,
    ...(kmsKeyArn === undefined ? {} : { outputKmsKeyArn: kmsKeyArn }),
    // The tables of the construct have their partitions projected, in a database of their own.
    registeredPartitions: false,
    queryHistory: dashboard,
  });
}

import type { Dataset } from "@cloudapi/core";
import {
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  type StackProps,
  Token,
  Validations,
} from "aws-cdk-lib";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as logs from "aws-cdk-lib/aws-logs";
import * as s3 from "aws-cdk-lib/aws-s3";
import type * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { alertsTopic } from "./alerts-topic.ts";
import type { ArrivalTrigger } from "./arrivals.ts";
import { LakeBucket } from "./lake-bucket.ts";
import { LakeTables } from "./lake-tables.ts";
import { MonthlyBudget } from "./monthly-budget.ts";
import { Observability } from "./observability.ts";
import { QueryApi, type QueryApiProps } from "./query-api.ts";
import { QueryWorkGroup } from "./query-work-group.ts";
import { RawBucket } from "./raw-bucket.ts";
import { skipChecks } from "./skip-checks.ts";
import { TransformFunction, type TransformFunctionProps } from "./transform-function.ts";
import { ValidatorFunction } from "./validator-function.ts";
import { Warehouse, type WarehouseProps } from "./warehouse.ts";
import { watchFunction } from "./watch-function.ts";

/** A pipeline: what is uploaded is validated and can be queried. */
export interface PipelineStackProps extends StackProps {
  /** What names begin with: lower-case letters, digits and dashes; it may hold parameters. */
  readonly namePrefix: string;
  /** Such as `dev` or `prod`: what names end with. */
  readonly stage: string;
  /** The contracts, each a table. */
  readonly datasets: readonly Dataset[];
  /** The database of the tables; `cloudapi_` and the stage when left out. */
  readonly databaseName?: string | undefined;
  /** The validator's zip. */
  readonly validatorCode: lambda.Code;
  /** How long logs are kept; a month when left out. */
  readonly logRetention?: logs.RetentionDays | undefined;
  /** A query that would read more is cancelled; 10 GB when left out. */
  readonly maxScannedBytes?: number | undefined;
  /** After how long without a file an alarm goes off; never when left out. */
  readonly maxSilence?: Duration | undefined;
  /** The function that transforms each file, by the rule of EventBridge unless `trigger` says otherwise; none when left out. */
  readonly transform?: Omit<TransformFunctionProps, "functionName" | "raw" | "lake"> | undefined;
  /** Whether created objects are told to EventBridge, by which other stacks work; when left out, where `transform` works by it. */
  readonly eventBridge?: boolean | undefined;
  /** An API over the tables, by the zip of its function; none when left out. */
  readonly api?: Pick<QueryApiProps, "code" | "access" | "dashboard" | "throttle"> | undefined;
  /** A warehouse over the files that arrive; none when left out. */
  readonly warehouse?: Omit<WarehouseProps, "name" | "bucket"> | undefined;
  /** US dollars of a month, of the whole account, of which alerts tell; none when left out. */
  readonly monthlyBudgetUsd?: number | undefined;
}

const ACCESS_LOG_DAYS = 90;

/**
 * The whole of upload, validation and query as one stack: two buckets, the validator and its trigger, the tables, the work group,
 * alarms and a dashboard; where they are asked for the transforming function, an API, a warehouse and a budget. Buckets and logs stay when the stack goes. Its resources have the tags
 * `application` (the prefix of names), `stage` and `managed-by`.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { App } from "aws-cdk-lib";
 * import { Code } from "aws-cdk-lib/aws-lambda";
 * import { PipelineStack } from "@cloudapi/infra/cdk";
 *
 * const stack = new PipelineStack(new App(), "Dev", {
 *   namePrefix: "acme-logs",
 *   stage: "dev",
 *   datasets: [apiLogs],
 *   validatorCode: Code.fromInline("exports.handler = async () => {};"),
 *   env: { account: "123456789012", region: "eu-central-1" },
 * });
 * console.log(stack.raw.bucketName); // => acme-logs-raw-dev-123456789012
 * ```
 */
export class PipelineStack extends Stack {
  readonly raw: RawBucket;
  readonly lake: LakeBucket;
  readonly alerts: sns.Topic;
  readonly validator: ValidatorFunction;
  readonly tables: LakeTables;
  readonly workGroup: QueryWorkGroup;
  readonly transform: TransformFunction | undefined;
  readonly observability: Observability;
  readonly api: QueryApi | undefined;
  readonly warehouse: Warehouse | undefined;
  readonly budget: MonthlyBudget | undefined;

  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, { ...props, tags: { ...tagsOf(props), ...props.tags } });
    const { namePrefix, stage, datasets, validatorCode, logRetention } = props;
    const bucketName = (role: string) => `${namePrefix}-${role}-${stage}-${this.account}`;
    const accessLogs = { bucket: this.#accessLogs(bucketName("access")) };
    const eventBridge = props.eventBridge ?? triggerOf(props) === "eventBridge";
    const raw = { bucketName: bucketName("raw"), accessLogs, eventBridge };
    this.raw = new RawBucket(this, "Raw", raw);
    this.lake = new LakeBucket(this, "Lake", { bucketName: bucketName("processed"), accessLogs });
    this.alerts = alertsTopic(this, "Alerts");
    this.validator = new ValidatorFunction(this, "Validator", {
      functionName: `${namePrefix}-validate-${stage}`,
      code: validatorCode,
      raw: this.raw,
      lake: this.lake,
      alerts: this.alerts,
      logRetention,
    });
    this.tables = new LakeTables(this, "Tables", {
      databaseName: props.databaseName ?? `cloudapi_${stage.replaceAll("-", "_")}`,
      datasets,
      bucketName: this.lake.bucketName,
      prefix: this.lake.tablesPrefix,
    });
    this.workGroup = new QueryWorkGroup(this, "Queries", {
      workGroupName: `${namePrefix}-${stage}`,
      lake: this.lake,
      maxScannedBytes: props.maxScannedBytes,
    });
    this.observability = new Observability(this, "Watch", {
      functions: [this.validator],
      alerts: this.alerts,
      workGroup: this.workGroup,
      maxSilence: props.maxSilence,
    });
    this.transform = this.#transform(props);
    this.api = this.#api(props);
    this.warehouse = props.warehouse && this.#warehouse(props);
    this.budget = this.#budget(props);
    this.#tell();
  }

  #transform(props: PipelineStackProps): TransformFunction | undefined {
    const { transform, namePrefix, stage } = props;
    if (transform === undefined) return undefined;
    const made = new TransformFunction(this, "Transform", {
      logRetention: props.logRetention,
      ...transform,
      functionName: `${namePrefix}-transform-${stage}`,
      raw: this.raw,
      lake: this.lake,
      trigger: triggerOf(props),
    });
    watchFunction(made, made, { alerts: this.alerts });
    return made;
  }

  #api({ api, namePrefix, stage, logRetention }: PipelineStackProps): QueryApi | undefined {
    if (api === undefined) return undefined;
    const { lake, tables, workGroup, alerts } = this;
    const functionName = `${namePrefix}-api-${stage}`;
    const places = { lake, tables, workGroup, alerts };
    return new QueryApi(this, "Api", { ...api, ...places, functionName, logRetention });
  }

  #warehouse({ warehouse, namePrefix, stage }: PipelineStackProps): Warehouse {
    const name = `${namePrefix}-${stage}`;
    return new Warehouse(this, "Warehouse", { ...warehouse, name, bucket: this.raw });
  }

  #budget({ monthlyBudgetUsd: usd, namePrefix, stage }: PipelineStackProps) {
    if (usd === undefined) return undefined;
    const budgetName = `${namePrefix}-${stage}`;
    return new MonthlyBudget(this, "Budget", { budgetName, usd, alerts: this.alerts });
  }

  /** Who asked the other buckets for what. */
  #accessLogs(bucketName: string): s3.Bucket {
    const logs = new s3.Bucket(this, "AccessLogs", {
      bucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ id: "old-logs", expiration: Duration.days(ACCESS_LOG_DAYS) }],
    });
    skipChecks(logs, {
      CKV_AWS_18: "It holds the logs: logs of these would never end.",
      CKV_AWS_21: "S3 writes each log once, under a name of its own.",
    });
    Validations.of(logs).acknowledge({
      id: "AwsSolutions-S1",
      reason: "It holds the logs: logs of these would never end.",
    });
    return logs;
  }

  #tell(): void {
    for (const [name, value] of [
      ["RawBucket", this.raw.bucketName],
      ["ProcessedBucket", this.lake.bucketName],
      ["ValidatorArn", this.validator.function.functionArn],
      ["AlertTopicArn", this.alerts.topicArn],
      ["Database", this.tables.databaseName],
      ["WorkGroup", this.workGroup.workGroupName],
    ] as const)
      new CfnOutput(this, `${name}Name`.replace("ArnName", "Arn"), { value });
  }
}

/** The bucket's notification is the validator's. */
function triggerOf({ transform }: PipelineStackProps): ArrivalTrigger {
  if (transform === undefined) return "none";
  return transform.trigger ?? "eventBridge";
}

/** Tags of a stack are given when it is deployed, when names that are parameters are not known to it. */
function tagsOf({ namePrefix, stage }: PipelineStackProps): Record<string, string> {
  const tags = { application: namePrefix, stage, "managed-by": "cloudapi" };
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => !Token.isUnresolved(value)));
}

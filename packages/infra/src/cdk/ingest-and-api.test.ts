import { apiLogs, type Dataset } from "@cloudapi/core";
import {
  buildApiPolicy,
  buildIngesterPolicy,
  buildTaskExecutionPolicy,
  buildTaskSchedulePolicy,
} from "@cloudapi/iam";
import { App, Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import * as ecr from "aws-cdk-lib/aws-ecr";
import * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import * as sns from "aws-cdk-lib/aws-sns";
import { describe, expect, it } from "vitest";
import { nagRules } from "../../test/support/nag-rules.ts";
import { filled, propertiesOf } from "../../test/support/synthesized.ts";
import {
  type ApiAccess,
  IngestTask,
  type IngestTaskProps,
  LakeBucket,
  LakeTables,
  MonthlyBudget,
  QueryApi,
  QueryWorkGroup,
} from "./index.ts";

const env = { account: "123456789012", region: "eu-central-1" };
const frame = { region: env.region, accountId: env.account, attachment: "inline" } as const;
const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-Ab12Cd";
const sha256 = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${service === "iam" ? "" : env.region}:${env.account}:${resource}`;
}

let built: Stack | undefined;

/** The same for all tests that only look at it: a synthesis takes a while. */
function looked(): Stack {
  built ??= lake(new App({ stackTraces: false }));
  return built;
}

/** A database that is loaded into the lake, an API over its tables, and a budget. */
function lake(
  app: App,
  { ingest = {}, access }: { ingest?: Partial<IngestTaskProps>; access?: ApiAccess } = {},
): Stack {
  const stack = new Stack(app, "Lake", { env });
  const alerts = new sns.Topic(stack, "Alerts", { enforceSSL: true });
  const bucket = new LakeBucket(stack, "Bucket", { bucketName: "acme-lake" });
  const datasets = [apiLogs as unknown as Dataset];
  const tables = new LakeTables(stack, "Tables", {
    databaseName: "lake",
    datasets,
    bucketName: "acme-lake",
  });
  const workGroup = new QueryWorkGroup(stack, "Queries", { workGroupName: "api", lake: bucket });
  new IngestTask(stack, "Shop", {
    name: "ingest-shop",
    repository: ecr.Repository.fromRepositoryName(stack, "Images", "cloudapi-ingest"),
    tag: "1",
    bucket,
    prefix: "shop/",
    databaseName: "shop",
    secret: secretsmanager.Secret.fromSecretCompleteArn(stack, "SignIn", secretArn),
    secretFields: { POSTGRES_USER: "username", POSTGRES_PASSWORD: "password" },
    environment: { DB_TYPE: "postgres", POSTGRES_HOST: "db.internal", POSTGRES_DATABASE: "shop" },
    schedule: "cron(0 1 * * ? *)",
    timeZone: "Europe/Berlin",
    subnetIds: ["subnet-0123456789abcdef0"],
    securityGroupIds: ["sg-0123456789abcdef0"],
    alerts,
    ...ingest,
  });
  new QueryApi(stack, "Api", {
    functionName: "query-logs",
    code: lambda.Code.fromInline("exports.handler = async () => {};"),
    lake: bucket,
    tables,
    workGroup,
    dashboard: true,
    alerts,
    access,
  });
  new MonthlyBudget(stack, "Budget", {
    budgetName: "lake",
    usd: 50,
    alerts,
    tag: { name: "application", value: "lake" },
  });
  return stack;
}

function policyOf(stack: Stack, id: string, values: Readonly<Record<string, string>> = {}) {
  const { Policies } = propertiesOf(stack, "AWS::IAM::Role", id);
  const [{ PolicyDocument }] = Policies as [{ readonly PolicyDocument: unknown }];
  return filled(PolicyDocument, { "AWS::Partition": "aws", ...values });
}

// CDK loads its own validator of templates at the first synthesis, which takes a while.
describe("IngestTask", { timeout: 180_000 }, () => {
  it("gives each of its three roles the very policy that is proved for it", () => {
    const stack = looked();
    const ids = Object.keys(Template.fromStack(stack).toJSON()["Resources"] as object);
    const id = (start: string) => ids.find((each) => each.startsWith(start)) ?? "";
    const known = {
      taskDefinitionArn: arn("ecs", "task-definition/ingest-shop:1"),
      clusterArn: arn("ecs", "cluster/ingest-shop"),
      deadLetterArn: arn("sqs", "dead"),
    };
    const roleArns = [arn("iam", "role/a-task"), arn("iam", "role/b-execution")];
    const values = {
      [ids.find((each) => /^ShopTask[0-9A-F]{8}$/.test(each)) ?? ""]: known.taskDefinitionArn,
      [`${id("ShopCluster")}.Arn`]: known.clusterArn,
      [`${id("ShopDeadLetters")}.Arn`]: known.deadLetterArn,
      [`${id("ShopTaskRole")}.Arn`]: roleArns[0] ?? "",
      [`${id("ShopExecutionRole")}.Arn`]: roleArns[1] ?? "",
    };
    const targets = [{ bucket: "acme-lake", prefix: "shop/" }];
    expect(policyOf(stack, "ShopTaskRole")).toEqual(
      filled(buildIngesterPolicy({ ...frame, targets, database: "shop" })),
    );
    expect(policyOf(stack, "ShopExecutionRole")).toEqual(
      filled(
        buildTaskExecutionPolicy({
          ...frame,
          logGroup: "/aws/ecs/ingest-shop",
          repositoryArn: arn("ecr", "repository/cloudapi-ingest"),
          secretArn,
        }),
      ),
    );
    expect(policyOf(stack, "ShopScheduleRole", values)).toEqual(
      filled(buildTaskSchedulePolicy({ ...frame, ...known, roleArns })),
    );
  });

  it("runs the image on Fargate with secrets that are in no template, and no address in the internet", () => {
    expect(propertiesOf(looked(), "AWS::ECS::TaskDefinition", "ShopTask")).toMatchObject({
      RequiresCompatibilities: ["FARGATE"],
      ContainerDefinitions: [
        {
          ReadonlyRootFilesystem: true,
          Secrets: [
            { Name: "POSTGRES_USER", ValueFrom: `${secretArn}:username::` },
            { Name: "POSTGRES_PASSWORD", ValueFrom: `${secretArn}:password::` },
          ],
          Environment: [
            { Name: "S3_BUCKET", Value: "acme-lake" },
            { Name: "S3_PREFIX", Value: "shop/" },
            { Name: "GLUE_DATABASE", Value: "shop" },
            { Name: "AWS_REGION", Value: "eu-central-1" },
            { Name: "DB_TYPE", Value: "postgres" },
            { Name: "POSTGRES_HOST", Value: "db.internal" },
            { Name: "POSTGRES_DATABASE", Value: "shop" },
          ],
        },
      ],
    });
    expect(propertiesOf(looked(), "AWS::Scheduler::Schedule", "ShopSchedule")).toMatchObject({
      ScheduleExpression: "cron(0 1 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      Target: {
        EcsParameters: {
          LaunchType: "FARGATE",
          NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: "DISABLED" } },
        },
      },
    });
  });

  it("tells the topic of runs that failed, and lets rules and alarms do so", () => {
    expect(propertiesOf(looked(), "AWS::Events::Rule", "ShopFailures")).toMatchObject({
      EventPattern: {
        source: ["aws.ecs"],
        detail: {
          lastStatus: ["STOPPED"],
          $or: [
            { containers: { exitCode: [{ "anything-but": 0 }] } },
            { stopCode: ["TaskFailedToStart"] },
          ],
        },
      },
    });
    const { PolicyDocument } = propertiesOf(looked(), "AWS::SNS::TopicPolicy", "Alerts");
    const sids = (PolicyDocument as { Statement: { Sid?: string }[] }).Statement.map(
      ({ Sid }) => Sid,
    );
    const tellers = ["AlarmsTell", "AllowPublishThroughSSLOnly", "BudgetsTell", "RulesTell"];
    expect(new Set(sids)).toEqual(new Set(tellers));
    expect(sids).toHaveLength(tellers.length);
  });

  it.each<[string, Partial<IngestTaskProps>, string]>([
    [
      "settings that it makes itself",
      { environment: { S3_BUCKET: "other", DB_TYPE: "postgres" } },
      "environment must leave out S3_BUCKET",
    ],
    [
      "a bucket, a database of the catalog and a pace that its roles and its schedule don't know",
      {
        databaseName: undefined,
        environment: { S3_BUCKET_MS2: "other", GLUE_DATABASE: "other", INGESTION_INTERVAL: "1d" },
      },
      "environment must leave out S3_BUCKET_MS2, GLUE_DATABASE, INGESTION_INTERVAL",
    ],
    [
      "a password beside the secret",
      { environment: { POSTGRES_PASSWORD: "hunter2" } },
      "environment must leave out POSTGRES_PASSWORD",
    ],
    [
      "a field of the secret as a setting that it makes itself",
      { secretFields: { S3_BUCKET: "bucket" } },
      "secretFields must leave out S3_BUCKET",
    ],
  ])("refuses %s", (_, ingest, message) => {
    expect(() => lake(new App({ stackTraces: false }), { ingest })).toThrow(message);
  });

  it("warns of a topic whose policy it can't change", () => {
    const app = new App({ stackTraces: false });
    const other = new Stack(app, "Other", { env });
    const alerts = sns.Topic.fromTopicArn(other, "Alerts", arn("sns", "alerts"));
    const stack = lake(app, { ingest: { alerts } });
    const said = Match.stringLikeRegexp("let (events|cloudwatch).amazonaws.com publish");
    const warnings = (of: Stack) => Annotations.fromStack(of).findWarning("/Lake/Shop", said);
    expect([warnings(stack).length, warnings(looked()).length]).toEqual([2, 0]);
  });

  it("refuses a secret by part of its ARN or by its name, which a policy could not name", () => {
    const app = new App({ stackTraces: false });
    const stack = new Stack(app, "Other", { env });
    const { Secret } = secretsmanager;
    const secret = Secret.fromSecretPartialArn(stack, "SignIn", secretArn.slice(0, -7));
    expect(() => lake(app, { ingest: { secret } })).toThrow("the whole ARN");
    const named = Secret.fromSecretNameV2(stack, "Named", "shop");
    const other = new App({ stackTraces: false });
    expect(() => lake(other, { ingest: { secret: named } })).toThrow("the whole ARN");
  });
});

describe("QueryApi", { timeout: 180_000 }, () => {
  it("gives the function the very policy that is proved for an API with a dashboard", () => {
    const expected = buildApiPolicy({
      ...frame,
      workGroup: "api",
      database: "lake",
      tables: [{ table: "api_logs", location: "s3://acme-lake/tables/api_logs/" }],
      outputLocation: "s3://acme-lake/athena-results/",
      registeredPartitions: false,
      queryHistory: true,
      logGroup: "/aws/lambda/query-logs",
    });
    expect(policyOf(looked(), "ApiRole")).toEqual(filled(expected));
  });

  it("reads under the lake's key, where it has one", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
    const encryptionKey = new kms.Key(stack, "Key");
    const bucket = new LakeBucket(stack, "Bucket", { bucketName: "acme-lake", encryptionKey });
    const datasets = [apiLogs as unknown as Dataset];
    const props = { databaseName: "lake", datasets, bucketName: "acme-lake" };
    new QueryApi(stack, "Api", {
      functionName: "query-logs",
      code: lambda.Code.fromInline("exports.handler = async () => {};"),
      lake: bucket,
      tables: new LakeTables(stack, "Tables", props),
      workGroup: new QueryWorkGroup(stack, "Queries", { workGroupName: "api", lake: bucket }),
    });
    const policy = JSON.stringify(policyOf(stack, "ApiRole"));
    expect(policy).toContain("kms:Decrypt");
    expect(policy).toContain("kms:GenerateDataKey");
    expect(policy).not.toContain("placeholder");
  });

  it("asks for a signature by IAM unless it is told otherwise, and is throttled", () => {
    expect(propertiesOf(looked(), "AWS::ApiGatewayV2::Route", "ApiRoute")).toMatchObject({
      RouteKey: "$default",
      AuthorizationType: "AWS_IAM",
    });
    expect(propertiesOf(looked(), "AWS::ApiGatewayV2::Stage", "ApiStage")).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
    expect(propertiesOf(looked(), "AWS::Lambda::Function", "ApiFunction")).toMatchObject({
      Environment: {
        Variables: {
          CLOUDAPI_LAMBDA_AUTH: "iam",
          CLOUDAPI_LAMBDA_DASHBOARD: "true",
          CLOUDAPI_LAMBDA_DATABASE: "lake",
          CLOUDAPI_LAMBDA_WORKGROUP: "api",
        },
      },
    });
  });

  it.each<[string, ApiAccess, object, object]>([
    [
      "tokens of an issuer",
      { by: "jwt", issuer: "https://login.example.com/", audience: ["lake"] },
      { AuthorizationType: "JWT" },
      { CLOUDAPI_LAMBDA_AUTH: "gateway" },
    ],
    [
      "keys",
      { by: "keys", keys: `ana:${sha256}` },
      { AuthorizationType: "NONE" },
      { CLOUDAPI_LAMBDA_AUTH: "keys", CLOUDAPI_LAMBDA_KEYS: `ana:${sha256}` },
    ],
  ])("lets in who has %s", (_, access, route, variables) => {
    const stack = lake(new App({ stackTraces: false }), { access });
    expect(propertiesOf(stack, "AWS::ApiGatewayV2::Route", "ApiRoute")).toMatchObject(route);
    expect(propertiesOf(stack, "AWS::Lambda::Function", "ApiFunction")).toMatchObject({
      Environment: { Variables: variables },
    });
  });

  it.each<[string, unknown, string]>([
    ["keys themselves", { by: "keys", keys: "ana:a password" }, "never a key itself"],
    ["no key", { by: "keys", keys: "" }, "access.keys must be"],
    [
      "more keys than the function takes",
      { by: "keys", keys: Array.from({ length: 51 }, (_, i) => `k${i}:${sha256}`).join() },
      "at most 50",
    ],
    ["tokens for nobody", { by: "jwt", issuer: "https://a.example/", audience: [] }, "audience"],
    ["an issuer without TLS", { by: "jwt", issuer: "http://a", audience: ["a"] }, "issuer"],
    ["another word", { by: "nobody" }, "access.by must be"],
  ])("refuses %s", (_, access, message) => {
    const app = new App({ stackTraces: false });
    expect(() => lake(app, { access: access as ApiAccess })).toThrow(message);
  });
});

describe("MonthlyBudget", { timeout: 180_000 }, () => {
  it("tells the topic of 80 % spent and of a month that is foreseen to cost more, of one tag's costs", () => {
    const { Budget, NotificationsWithSubscribers } = propertiesOf(
      looked(),
      "AWS::Budgets::Budget",
      "Budget",
    );
    expect(Budget).toMatchObject({
      BudgetLimit: { Amount: 50, Unit: "USD" },
      TimeUnit: "MONTHLY",
      CostFilters: { TagKeyValue: ["user:application$lake"] },
    });
    const told = NotificationsWithSubscribers as { Notification: Record<string, unknown> }[];
    expect(
      told.map(({ Notification }) => [Notification["NotificationType"], Notification["Threshold"]]),
    ).toEqual([
      ["ACTUAL", 80],
      ["FORECASTED", 100],
    ]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d dollars", (usd) => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
    const alerts = new sns.Topic(stack, "Alerts");
    const props = { budgetName: "lake", usd, alerts };
    expect(() => new MonthlyBudget(stack, "Budget", props)).toThrow("usd must be more than 0");
  });
});

describe("cdk-nag", { timeout: 180_000 }, () => {
  it("finds objects under a prefix, tables of a database, the registry and streams of a log, and nothing else", () => {
    const app = new App({ analyticsReporting: false, stackTraces: false });
    lake(app);
    const rules = nagRules(app);
    const logs = "Resource::arn::logs:eu-central-1:123456789012:log-group:/aws";
    expect([...new Set(rules)]).toEqual([
      // A registry of ECR has no ARN.
      "AwsSolutions-IAM5[Resource::*]",
      "AwsSolutions-IAM5[Resource::arn::glue:eu-central-1:123456789012:table/shop/*]",
      `AwsSolutions-IAM5[${logs}/ecs/ingest-shop:*]`,
      `AwsSolutions-IAM5[${logs}/lambda/query-logs:*]`,
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-lake/athena-results/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-lake/shop/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-lake/tables/api_logs/*]",
      // Buckets are given no place for access logs here; PipelineStack gives one.
      "AwsSolutions-S1",
    ]);
  });
});

import { apiLogs, type Dataset } from "@cloudapi/core";
import { buildCopyPolicy, buildLoadPolicy, buildTransformPolicy } from "@cloudapi/iam";
import { defineBatch } from "@cloudapi/orchestration";
import { App, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { describe, expect, it } from "vitest";
import { nagRules } from "../../test/support/nag-rules.ts";
import { filled, propertiesOf } from "../../test/support/synthesized.ts";
import {
  LakeBucket,
  LoadFunction,
  NightlyBatch,
  RawBucket,
  TransformFunction,
  Warehouse,
} from "./index.ts";

const env = { account: "123456789012", region: "eu-central-1" };
const code = lambda.Code.fromInline("exports.handler = async () => {};");
const dataset = apiLogs as unknown as Dataset;
const frame = { region: env.region, accountId: env.account, attachment: "inline" } as const;
const workgroupArn = "arn:aws:redshift-serverless:eu-central-1:123456789012:workgroup/0f1e";
const deadLetterArn = "arn:aws:sqs:eu-central-1:123456789012:dead";

let built: ReturnType<typeof analytics> | undefined;

/** The same for all tests that only look at it: a synthesis takes a while. */
function looked() {
  built ??= analytics();
  return built;
}

/** Two functions and a warehouse over one bucket of files. */
function analytics(app = new App({ stackTraces: false })) {
  const stack = new Stack(app, "Analytics", { env });
  const raw = new RawBucket(stack, "Raw", { bucketName: "acme-raw" });
  const lake = new LakeBucket(stack, "Lake", { bucketName: "acme-lake" });
  const warehouse = new Warehouse(stack, "House", { name: "analytics", bucket: raw });
  const load = { functionName: "load-logs", code, dataset, warehouse, raw, prefix: "raw/web/" };
  new LoadFunction(stack, "Load", load);
  const transform = { functionName: "transform-logs", code, dataset, raw, lake };
  new TransformFunction(stack, "Transform", { ...transform, rawPrefix: "in/", mode: "append" });
  return { stack, raw, lake, warehouse };
}

function idOf(stack: Stack, start: string): string {
  const names = Object.keys(Template.fromStack(stack).toJSON()["Resources"] as object);
  return names.find((name) => name.startsWith(start)) ?? "";
}

function policyOf(stack: Stack, id: string, values: Readonly<Record<string, string>> = {}) {
  const { Policies } = propertiesOf(stack, "AWS::IAM::Role", id);
  const [{ PolicyDocument }] = Policies as [{ readonly PolicyDocument: unknown }];
  return filled(PolicyDocument, { "AWS::Partition": "aws", ...values });
}

// CDK loads its own validator of templates at the first synthesis, which takes a while.
describe("the roles of functions and of the warehouse", { timeout: 180_000 }, () => {
  it("of TransformFunction is what buildTransformPolicy gives", () => {
    const { stack } = looked();
    const dead = `${idOf(stack, "TransformDeadLetters")}.Arn`;
    const expected = buildTransformPolicy({
      ...frame,
      sources: [{ bucket: "acme-raw", prefix: "in/", versions: true, list: true }],
      destination: { bucket: "acme-lake", prefix: "tables/api_logs/" },
      logGroup: "/aws/lambda/transform-logs",
      deadLetterArn,
    });
    expect(policyOf(stack, "TransformRole", { [dead]: deadLetterArn })).toEqual(filled(expected));
  });

  it("of LoadFunction is what buildLoadPolicy gives", () => {
    const { stack } = looked();
    const values = {
      [`${idOf(stack, "LoadDeadLetters")}.Arn`]: deadLetterArn,
      [`${idOf(stack, "HouseWorkgroup")}.Workgroup.WorkgroupArn`]: workgroupArn,
    };
    const expected = buildLoadPolicy({
      ...frame,
      files: { bucket: "acme-raw", prefix: "raw/web/" },
      manifests: { bucket: "acme-raw", prefix: "_redshift/" },
      redshift: { arn: workgroupArn },
      logGroup: "/aws/lambda/load-logs",
      deadLetterArn,
    });
    expect(policyOf(stack, "LoadRole", values)).toEqual(filled(expected));
  });

  it("of COPY is what buildCopyPolicy gives, and Redshift alone may take it, under both of its names", () => {
    const { stack } = looked();
    const expected = buildCopyPolicy({
      ...frame,
      files: { bucket: "acme-raw", prefix: "raw/" },
      manifests: { bucket: "acme-raw", prefix: "_redshift/" },
    });
    expect(policyOf(stack, "HouseCopyRole")).toEqual(filled(expected));
    const role = propertiesOf(stack, "AWS::IAM::Role", "HouseCopyRole");
    expect(filled(role["AssumeRolePolicyDocument"])).toMatchObject({
      Statement: ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"].map((service) => ({
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: { StringEqualsIfExists: { "aws:SourceAccount": env.account } },
      })),
    });
  });
});

describe("Warehouse", { timeout: 180_000 }, () => {
  it("keeps its data when the stack goes, is closed to the public, and has no password in the template", () => {
    const { stack } = looked();
    const template = Template.fromStack(stack);
    for (const type of ["AWS::RedshiftServerless::Namespace", "AWS::RedshiftServerless::Workgroup"])
      template.hasResource(type, {
        DeletionPolicy: "RetainExceptOnCreate",
        UpdateReplacePolicy: "Retain",
      });
    template.hasResourceProperties("AWS::RedshiftServerless::Namespace", {
      ManageAdminPassword: true,
      DbName: "dev",
    });
    template.hasResourceProperties("AWS::RedshiftServerless::Workgroup", {
      PubliclyAccessible: false,
      BaseCapacity: 8,
      MaxCapacity: 32,
    });
    expect(JSON.stringify(template.toJSON())).not.toContain("AdminUserPassword");
  });

  it("goes with the stack when it is told to", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
    const bucket = new RawBucket(stack, "Raw", { bucketName: "acme-raw" });
    const removalPolicy = RemovalPolicy.DESTROY;
    new Warehouse(stack, "House", { name: "analytics", bucket, removalPolicy });
    const kept = Template.fromStack(stack).findResources("AWS::RedshiftServerless::Namespace");
    expect(Object.values(kept)).toMatchObject([{ DeletionPolicy: "Delete" }]);
  });

  it.each([
    [5, 32],
    [8, 4],
    [12, 32],
  ])("refuses a capacity of %i up to %i", (baseCapacity, maxCapacity) => {
    const { stack, raw } = analytics();
    const props = { name: "other", bucket: raw, baseCapacity, maxCapacity };
    expect(() => new Warehouse(stack, "Other", props)).toThrow("baseCapacity must be 4");
  });

  it("lets no function load files that its role may not read", () => {
    const { stack, raw, warehouse } = analytics();
    const props = { functionName: "load-2", code, dataset, warehouse, raw, prefix: "inbox/" };
    expect(() => new LoadFunction(stack, "Load2", props)).toThrow(
      "of the files that the warehouse's role may read",
    );
  });
});

describe("NightlyBatch", { timeout: 180_000 }, () => {
  const define = (accountId: string = env.account) =>
    defineBatch({
      dataset: apiLogs,
      schedule: { expression: "cron(0 2 * * ? *)", timeZone: "Europe/Berlin" },
      source: { bucket: "acme-raw" },
      target: { bucket: "acme-lake", prefix: "api_logs/" },
      catalog: { database: "logs", outputLocation: "s3://acme-results/nightly/" },
      steps: { transform: { function: "transform-logs" } },
      region: env.region,
      accountId,
    });

  it("has the batch's own machines, roles and schedule", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Nightly", { env });
    const batch = define();
    new NightlyBatch(stack, "Batch", { batch });
    const template = Template.fromStack(stack);
    for (const { name, roleArn, definition } of Object.values(batch.machines)) {
      const found = template.findResources("AWS::StepFunctions::StateMachine", {
        Properties: { StateMachineName: name, RoleArn: roleArn },
      });
      const [machine] = Object.values(found) as { Properties: { DefinitionString: string } }[];
      expect(JSON.parse(machine?.Properties.DefinitionString ?? "")).toEqual(definition);
    }
    const { run, start, backfill, scheduler } = batch.roles;
    for (const { name, trust, policy } of [run, start, backfill, scheduler])
      template.hasResourceProperties("AWS::IAM::Role", {
        RoleName: name,
        AssumeRolePolicyDocument: trust,
        Policies: [{ PolicyName: "needs", PolicyDocument: policy }],
      });
    template.resourceCountIs("AWS::IAM::Role", 4);
    template.hasResourceProperties("AWS::Scheduler::Schedule", {
      ScheduleExpression: "cron(0 2 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      Target: { Arn: batch.machines.start.arn, RoleArn: batch.roles.scheduler.arn },
    });
    template.resourceCountIs("AWS::CloudWatch::Alarm", 5);
  });

  it("watches both machines, since a night that was not started has no run that could fail", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Nightly", { env });
    const batch = define();
    new NightlyBatch(stack, "Batch", { batch });
    const template = Template.fromStack(stack);
    const watched = [batch.machines.run, batch.machines.start].flatMap(({ arn }) =>
      ["ExecutionsFailed", "ExecutionsTimedOut"].map((MetricName) => ({
        MetricName,
        Dimensions: [{ Name: "StateMachineArn", Value: arn }],
      })),
    );
    expect(
      watched.map(
        (Properties) =>
          Object.keys(template.findResources("AWS::CloudWatch::Alarm", { Properties })).length,
      ),
    ).toEqual([1, 1, 1, 1]);
  });

  it("refuses a batch of another account, and a stack that knows none", () => {
    const here = new Stack(new App({ stackTraces: false }), "Nightly", { env });
    const batch = define("210987654321");
    expect(() => new NightlyBatch(here, "Batch", { batch })).toThrow(
      "the batch is of 210987654321",
    );
    const anywhere = new Stack(new App({ stackTraces: false }), "Nightly");
    expect(() => new NightlyBatch(anywhere, "Batch", { batch })).toThrow("in env");
  });
});

describe("cdk-nag", { timeout: 180_000 }, () => {
  it("finds objects under a prefix, streams of a log and statements of one's own, and nothing else", () => {
    const app = new App({ analyticsReporting: false, stackTraces: false });
    analytics(app);
    const rules = nagRules(app);
    const log = "Resource::arn::logs:eu-central-1:123456789012:log-group:/aws/lambda";
    expect([...new Set(rules)]).toEqual([
      // The Data API knows no resource for statements; a condition says that they are one's own.
      "AwsSolutions-IAM5[Resource::*]",
      `AwsSolutions-IAM5[${log}/load-logs:*]`,
      `AwsSolutions-IAM5[${log}/transform-logs:*]`,
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-lake/tables/api_logs/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-raw/_redshift/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-raw/in/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-raw/raw/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::acme-raw/raw/web/*]",
      // Buckets are given no place for access logs here; PipelineStack gives one.
      "AwsSolutions-S1",
    ]);
  });
});

import { apiLogs, type Dataset } from "@cloudapi/core";
import { buildBucketPolicy, buildLambdaPolicy, lambdaTrustPolicy } from "@cloudapi/iam";
import { App, Duration, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sns from "aws-cdk-lib/aws-sns";
import { describe, expect, it } from "vitest";
import { filled, propertiesOf } from "../../test/support/synthesized.ts";
import {
  LakeBucket,
  LakeTables,
  Observability,
  PipelineStack,
  RawBucket,
  ValidatorFunction,
} from "./index.ts";

const env = { account: "123456789012", region: "eu-central-1" };
const code = lambda.Code.fromInline("exports.handler = async () => {};");

function pipeline(): PipelineStack {
  return new PipelineStack(new App({ stackTraces: false }), "Test", {
    namePrefix: "acme-logs",
    stage: "dev",
    datasets: [apiLogs as unknown as Dataset],
    validatorCode: code,
    env,
  });
}

// CDK loads its own validator of templates at the first synthesis, which takes a while.
describe("PipelineStack", { timeout: 180_000 }, () => {
  it("gives the validator's role the very policy that is proved for the handler", () => {
    const stack = pipeline();
    const role = propertiesOf(stack, "AWS::IAM::Role", "ValidatorRole");
    const [{ PolicyDocument }] = role["Policies"] as [{ readonly PolicyDocument: unknown }];
    const topicArn = "arn:aws:sns:eu-central-1:123456789012:alerts";
    const deadLetterArn = "arn:aws:sqs:eu-central-1:123456789012:dead";
    const expected = buildLambdaPolicy({
      bucket: "acme-logs-raw-dev-123456789012",
      prefix: "raw/",
      quarantine: { bucket: "acme-logs-processed-dev-123456789012", prefix: "quarantine/" },
      logGroup: "/aws/lambda/acme-logs-validate-dev",
      topicArn,
      deadLetterArn,
      region: env.region,
      accountId: env.account,
      attachment: "inline",
    });
    const names = Object.keys(Template.fromStack(stack).toJSON()["Resources"] as object);
    const idOf = (start: string) => names.find((name) => name.startsWith(start)) ?? "";
    const values = {
      [idOf("Alerts")]: topicArn,
      [`${idOf("ValidatorDeadLetters")}.Arn`]: deadLetterArn,
      "AWS::Partition": "aws",
    };
    expect(filled(PolicyDocument, values)).toEqual(filled(expected));
    expect(filled(role["AssumeRolePolicyDocument"])).toEqual(
      filled(lambdaTrustPolicy({ accountId: env.account })),
    );
  });

  it("has no cycle: the bucket knows the function, and the function the bucket's name", () => {
    const text = JSON.stringify(Template.fromStack(pipeline()).toJSON());
    expect(text).toContain('"Name":"prefix","Value":"raw/"');
    // CDK's own notifications are made by a function of CDK's.
    expect(text).not.toContain("BucketNotificationsHandler");
  });

  it("refuses settings of the environment that it has from elsewhere", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
    const raw = new RawBucket(stack, "Raw", { bucketName: "acme-raw" });
    const lake = new LakeBucket(stack, "Lake", { bucketName: "acme-lake" });
    const environment = { CLOUDAPI_QUARANTINE_PREFIX: "raw/" };
    const props = { functionName: "validate", code, raw, lake, environment };
    expect(() => new ValidatorFunction(stack, "Validator", props)).toThrow(
      "Validator: environment must leave out CLOUDAPI_QUARANTINE_PREFIX",
    );
  });

  it("leaves partition and domain to the region that it is deployed in", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", {
      env: { account: env.account, region: "cn-north-1" },
    });
    const encryptionKey = new kms.Key(stack, "Key");
    const raw = new RawBucket(stack, "Raw", { bucketName: "acme-raw", encryptionKey });
    const lake = new LakeBucket(stack, "Lake", { bucketName: "acme-lake", encryptionKey });
    new ValidatorFunction(stack, "Validator", { functionName: "validate", code, raw, lake });
    const role = propertiesOf(stack, "AWS::IAM::Role", "ValidatorRole");
    const values = { "AWS::Partition": "aws-cn", "AWS::URLSuffix": "amazonaws.com.cn" };
    const text = JSON.stringify(filled(role, values));
    expect(text).toContain("arn:aws-cn:s3:::acme-raw/raw/*");
    expect(text).toContain("s3.cn-north-1.amazonaws.com.cn");
    expect(text).not.toMatch(/arn:aws:|cn-north-1\.amazonaws\.com"/);
  });

  it("takes a region that nobody knows yet, whatever buckets are called", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test");
    const encryptionKey = new kms.Key(stack, "Key");
    const raw = new RawBucket(stack, "Raw", { bucketName: "acme-us-east-1", encryptionKey });
    const lake = new LakeBucket(stack, "Lake", { bucketName: "acme-lake", encryptionKey });
    new ValidatorFunction(stack, "Validator", { functionName: "validate", code, raw, lake });
    const role = JSON.stringify(propertiesOf(stack, "AWS::IAM::Role", "ValidatorRole"));
    expect(role).toContain(":s3:::acme-us-east-1/raw/*");
    expect(role).toContain('"s3.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"}');
    expect(role).not.toMatch(/placeholder|0{12}/);
  });

  it("is tagged with what it belongs to, and with tags of one's own", () => {
    const stack = new PipelineStack(new App({ stackTraces: false }), "Test", {
      namePrefix: "acme-logs",
      stage: "dev",
      datasets: [apiLogs as unknown as Dataset],
      validatorCode: code,
      tags: { team: "data" },
      env,
    });
    expect(stack.tags.tagValues()).toEqual({
      application: "acme-logs",
      stage: "dev",
      "managed-by": "cloudapi",
      team: "data",
    });
  });

  it("lets no policy of the function grow behind its back", () => {
    const stack = pipeline();
    stack.raw.bucket.grantReadWrite(stack.validator.function);
    expect(Object.keys(Template.fromStack(stack).findResources("AWS::IAM::Policy"))).toEqual([]);
  });
});

describe("RawBucket", { timeout: 180_000 }, () => {
  it("refuses two functions for the same objects", () => {
    const { raw, validator } = pipeline();
    expect(() => raw.invoke({ function: validator.function, prefix: "raw/2025" })).toThrow(
      'RawBucket: created objects under "raw/2025/" would invoke two functions, of which the other has the prefix "raw/"',
    );
    expect(() => raw.invoke({ function: validator.function, prefix: "other" })).not.toThrow();
  });

  it("takes several functions for keys that end otherwise", () => {
    const stack = pipeline();
    const { raw, validator } = stack;
    const invoke = (suffix: string) =>
      raw.invoke({ function: validator.function, prefix: "exports", suffix });
    invoke(".csv");
    expect(() => invoke(".json")).not.toThrow();
    expect(() => invoke("a.csv")).toThrow('the suffix ".csv"');
    const { NotificationConfiguration } = propertiesOf(stack, "AWS::S3::Bucket", "RawBucket");
    expect(JSON.stringify(NotificationConfiguration).match(/"suffix"/g)).toHaveLength(2);
  });

  it("tells EventBridge, too, when asked", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
    new RawBucket(stack, "Raw", { bucketName: "acme-raw", eventBridge: true });
    expect(propertiesOf(stack, "AWS::S3::Bucket", "Raw")["NotificationConfiguration"]).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });
});

describe("LakeTables", { timeout: 180_000 }, () => {
  const one = apiLogs as unknown as Dataset;
  const tables = (props: object) => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
    const all = { databaseName: "lake", datasets: [one], bucketName: "acme-lake", ...props };
    return () => new LakeTables(stack, "Tables", all);
  };

  it.each([
    ["a database that Glue can't have", { databaseName: "My DB;" }, "databaseName must be"],
    ["no dataset", { datasets: [] }, "at least one dataset"],
    ["no list of datasets", { datasets: undefined }, "at least one dataset"],
    ["what is not a dataset", { datasets: [{}] }, "what defineDataset returns"],
    ["two of a name", { datasets: [one, one] }, 'two datasets are called "api_logs"'],
  ])("refuses %s", (_, props, says) => {
    expect(tables(props)).toThrow(says);
  });
});

describe("a bucket under a key", { timeout: 180_000 }, () => {
  it("denies other keys, by the policy of buildBucketPolicy", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
    const key = kms.Key.fromKeyArn(
      stack,
      "Key",
      "arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012",
    );
    new LakeBucket(stack, "Lake", { bucketName: "acme-lake", encryptionKey: key });
    const { PolicyDocument } = propertiesOf(stack, "AWS::S3::BucketPolicy", "Lake");
    const expected = buildBucketPolicy({
      bucket: "acme-lake",
      accounts: env.account,
      kmsKeyArn: key.keyArn,
    });
    expect(filled(PolicyDocument, { "AWS::Partition": "aws" })).toEqual(filled(expected));
  });

  it("takes a key that the stack makes, whose ARN nobody knows before", () => {
    const stack = new Stack(new App({ stackTraces: false }), "Test");
    const key = new kms.Key(stack, "Key");
    new LakeBucket(stack, "Lake", { bucketName: "acme-lake", encryptionKey: key });
    const policy = JSON.stringify(propertiesOf(stack, "AWS::S3::BucketPolicy", "Lake"));
    expect(policy).toContain('{"Fn::GetAtt":["Key');
    expect(policy).not.toMatch(/placeholder|0000000/);
  });
});

describe("Observability", { timeout: 180_000 }, () => {
  it.each([Duration.minutes(20), Duration.hours(25)])(
    "refuses a silence that an alarm can't see: %s",
    (maxSilence) => {
      const stack = new Stack(new App({ stackTraces: false }), "Test", { env });
      const alerts = new sns.Topic(stack, "Alerts");
      expect(
        () => new Observability(stack, "Watch", { functions: [], alerts, maxSilence }),
      ).toThrow("Observability: maxSilence must be of 1 to 24 hours");
    },
  );

  it("names a metric of its own for each stack", () => {
    const stack = pipeline();
    const { MetricTransformations } = propertiesOf(
      stack,
      "AWS::Logs::MetricFilter",
      "WatchValidatorFiles",
    );
    expect(JSON.stringify(MetricTransformations)).toContain("AWS::StackName");
  });
});

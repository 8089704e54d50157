import { apiLogs, type Dataset } from "@cloudapi/core";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { describe, expect, it } from "vitest";
import {
  LakeBucket,
  LoadFunction,
  RawBucket,
  TransformFunction,
  type TransformFunctionProps,
  Warehouse,
} from "./index.ts";

const env = { account: "123456789012", region: "eu-central-1" };
const code = lambda.Code.fromInline("exports.handler = async () => {};");
const dataset = apiLogs as unknown as Dataset;

// CDK loads its own validator of templates at the first synthesis, which takes a while.
describe("what invokes a function", { timeout: 180_000 }, () => {
  const known = { bucketName: "acme-raw", encryptionKey: undefined };
  const fresh = () => new Stack(new App({ stackTraces: false }), "Test", { env });
  const functionOf = (stack: Stack, props: Partial<TransformFunctionProps> = {}) => {
    const lake = new LakeBucket(stack, "Lake", { bucketName: "acme-lake" });
    const given = { functionName: "transform-logs", code, dataset, raw: known, lake, ...props };
    return new TransformFunction(stack, "Transform", given);
  };

  it("is a rule of EventBridge for a bucket of another stack, which keeps what it can't deliver", () => {
    const stack = fresh();
    functionOf(stack, { trigger: "eventBridge" });
    const template = Template.fromStack(stack);
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: ["acme-raw"] }, object: { key: [{ prefix: "raw/" }] } },
      },
    });
    const statements = JSON.stringify(template.findResources("AWS::SQS::QueuePolicy"));
    expect(statements).toContain('"Sid":"UndeliveredEvents"');
    template.hasResourceProperties("AWS::Lambda::Permission", {
      Principal: "events.amazonaws.com",
    });
  });

  it("is only for keys with an end, where one is given, whatever stars are in the prefix", () => {
    const stack = fresh();
    const warehouse = new Warehouse(stack, "House", { name: "analytics", bucket: known });
    const props = { functionName: "load-logs", code, dataset, warehouse, raw: known };
    const files = { prefix: "raw/a*b/", suffix: ".parquet", trigger: "eventBridge" } as const;
    new LoadFunction(stack, "Load", { ...props, ...files });
    const rule = JSON.stringify(Template.fromStack(stack).findResources("AWS::Events::Rule"));
    expect(rule).toContain(JSON.stringify({ wildcard: "raw/a\\*b/*.parquet" }));
  });

  it("is nothing for a function that a batch invokes", () => {
    const stack = fresh();
    functionOf(stack, { trigger: "none" });
    const template = Template.fromStack(stack);
    for (const type of ["AWS::Events::Rule", "AWS::Lambda::Permission"])
      expect(template.findResources(type)).toEqual({});
  });

  it("can't be the notification of another stack's bucket, nor a bucket that tells EventBridge nothing", () => {
    expect(() => functionOf(fresh())).toThrow('set trigger to "eventBridge"');
    const stack = fresh();
    const raw = new RawBucket(stack, "Raw", { bucketName: "acme-raw" });
    expect(() => functionOf(stack, { raw, trigger: "eventBridge" })).toThrow(
      "make it with eventBridge: true",
    );
    const trigger = "hourly" as "none";
    expect(() => functionOf(fresh(), { trigger })).toThrow('not "hourly"');
  });

  it.each(["CLOUDAPI_KMS_KEY_ARN", "CLOUDAPI_PROCESSED_PREFIX"])(
    "can't be given %s, for which its role has no place",
    (name) => {
      const environment = { [name]: "x" };
      const make = () => functionOf(fresh(), { trigger: "none", environment });
      expect(make).toThrow(`Transform: environment must leave out ${name}`);
    },
  );
});

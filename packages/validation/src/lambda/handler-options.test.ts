import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs, ConfigError } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { createValidationHandler } from "./create-validation-handler.ts";
import { handler } from "./handler.ts";
import { readHandlerEnvironment } from "./handler-environment.ts";

const client = { region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } };
const s3 = new S3Client(client);
const sns = new SNSClient(client);
const topicArn = "arn:aws:sns:eu-central-1:123456789012:alerts";

describe("createValidationHandler", () => {
  it.each<[object | null, string]>([
    [null, "options must be an object"],
    [{ dataset: "api_logs" }, "dataset must be what defineDataset returns"],
    [{ s3: {} }, "s3 must be an S3Client"],
    [{ sns }, "topicArn is missing"],
    [{ topicArn }, "sns is missing"],
    [{ sns, topicArn: "alerts" }, 'topicArn must be the ARN of an SNS topic, not "alerts"'],
    [{ bucket: 1 }, "bucket must be a string"],
    [{ bucket: "" }, "bucket must not be empty"],
    [{ quarantine: { bucket: "s3://lake" } }, "quarantine.bucket must be given without s3://"],
    [{ prefix: "/raw/" }, "prefix must be given without s3:// or a slash at the start"],
    [{ quarantine: { prefix: "" } }, "the quarantine needs a prefix"],
    [{ prefix: "raw/", quarantine: { prefix: "raw/q" } }, "lies inside the watched prefix"],
    [{ quarantine: { folder: "q" } }, 'unknown option "folder"'],
    [{ format: "xml" }, "format must be json, csv or auto"],
    [{ delimiter: "::" }, "delimiter must be one of"],
    [{ maxRejectedRatio: 1.5 }, "maxRejectedRatio must be from 0"],
    [{ maxRejectedRatio: Number.NaN }, "maxRejectedRatio must be from 0"],
    [{ maxRecordBytes: 0 }, "maxRecordBytes must be a positive integer"],
    [{ sns, topicArn, maxAlertIssues: -1 }, "maxAlertIssues must be a whole number"],
    [{ topic: topicArn }, 'unknown option "topic"'],
  ])("refuses %j", (options, message) => {
    const all = options === null ? null : { dataset: apiLogs, s3, ...options };
    expect(() => createValidationHandler(all as never)).toThrow(message);
  });

  it("makes a Powertools logger of its own, and none for false", async () => {
    const testEvent = { Event: "s3:TestEvent" };
    for (const logger of [undefined, false] as const) {
      const validate = createValidationHandler({ dataset: apiLogs, s3, logger });
      expect(await validate(testEvent)).toEqual({ objects: [] });
    }
  });
});

describe("readHandlerEnvironment", () => {
  it("needs nothing: the quarantine is then in the object's bucket, and every object is watched", () => {
    expect(readHandlerEnvironment({})).toEqual({
      bucket: undefined,
      prefix: undefined,
      quarantine: { bucket: undefined, prefix: "quarantine/" },
      topicArn: undefined,
      kmsKeyArn: undefined,
      logLevel: "INFO",
      maxRejectedRatio: undefined,
      maxRecordBytes: undefined,
      alertRowContents: false,
    });
  });

  it("reads every setting", () => {
    const settings = readHandlerEnvironment({
      CLOUDAPI_RAW_BUCKET: "my-raw",
      CLOUDAPI_RAW_PREFIX: "in",
      CLOUDAPI_PROCESSED_BUCKET: "my-lake",
      CLOUDAPI_QUARANTINE_PREFIX: "q",
      CLOUDAPI_ALERT_TOPIC_ARN: topicArn,
      CLOUDAPI_KMS_KEY_ARN: "arn:aws:kms:eu-central-1:123456789012:key/k",
      CLOUDAPI_LOG_LEVEL: "warn",
      CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO: "0.05",
      CLOUDAPI_LAMBDA_MAX_RECORD_BYTES: "65536",
      CLOUDAPI_LAMBDA_ALERT_ROW_CONTENTS: "true",
      PATH: "/bin",
    });
    expect(settings).toEqual({
      bucket: "my-raw",
      prefix: "in/",
      quarantine: { bucket: "my-lake", prefix: "q/" },
      topicArn,
      kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/k",
      logLevel: "WARN",
      maxRejectedRatio: 0.05,
      maxRecordBytes: 65_536,
      alertRowContents: true,
    });
  });

  it("takes empty for unset", () => {
    const empty = { CLOUDAPI_RAW_BUCKET: " ", CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO: "" };
    expect(readHandlerEnvironment(empty)).toEqual(readHandlerEnvironment({}));
  });

  it("names every variable at fault in one error", () => {
    let error: unknown;
    try {
      readHandlerEnvironment({
        CLOUDAPI_PROCESSED_BUCKET: "My_Lake",
        CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO: "5 %",
        CLOUDAPI_LAMBDA_MAX_RECORD_BYTES: "0",
        CLOUDAPI_LAMBDA_ALERT_ROW_CONTENTS: "yes",
        CLOUDAPI_LAMBDA_DATASET: "orders",
      });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).faults).toEqual([
      {
        variable: "CLOUDAPI_PROCESSED_BUCKET",
        message: expect.stringContaining('found "My_Lake"') as string,
      },
      {
        variable: "CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO",
        message: 'expected a number from 0 to 1, found "5 %"',
      },
      {
        variable: "CLOUDAPI_LAMBDA_MAX_RECORD_BYTES",
        message: 'expected a positive integer, found "0"',
      },
      {
        variable: "CLOUDAPI_LAMBDA_ALERT_ROW_CONTENTS",
        message: 'expected true or false, found "yes"',
      },
      {
        variable: "CLOUDAPI_LAMBDA_DATASET",
        message: expect.stringContaining("is not a setting") as string,
      },
    ]);
  });
});

it("handler says what is wrong with its environment at its first event, and works once it is right", async () => {
  process.env["CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO"] = "2";
  process.env["AWS_REGION"] ??= "us-east-1";
  await expect(handler({ Event: "s3:TestEvent" })).rejects.toMatchObject({
    code: "INVALID_CONFIG",
  });
  process.env["CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO"] = "0.5";
  process.env["CLOUDAPI_ALERT_TOPIC_ARN"] = topicArn;
  process.env["CLOUDAPI_LOG_LEVEL"] = "SILENT";
  expect(await handler({ Event: "s3:TestEvent" })).toEqual({ objects: [] });
  for (const name of [
    "CLOUDAPI_LAMBDA_MAX_REJECTED_RATIO",
    "CLOUDAPI_ALERT_TOPIC_ARN",
    "CLOUDAPI_LOG_LEVEL",
  ])
    delete process.env[name];
});

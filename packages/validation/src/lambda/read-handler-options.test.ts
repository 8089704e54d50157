import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { apiLogs, ConfigError } from "@cloudapi/core";
import { describe, expect, it, vi } from "vitest";
import { createValidationHandler } from "./create-validation-handler.ts";
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
    [{ format: "xml" }, 'createValidationHandler: format must be "json", "csv" or "auto"'],
    [{ delimiter: "::" }, "delimiter must be one of"],
    [{ maxRejectedRatio: 1.5 }, "maxRejectedRatio must be from 0"],
    [{ maxRejectedRatio: Number.NaN }, "maxRejectedRatio must be from 0"],
    [{ maxRecordBytes: 0 }, "maxRecordBytes must be a positive integer"],
    [{ sns, topicArn, maxAlertIssues: -1 }, "maxAlertIssues must be a whole number"],
    [{ force: "true" }, "force must be true or false"],
    [{ topic: topicArn }, 'unknown option "topic"'],
    [{ map: "explode" }, "createValidationHandler: map must be a function"],
    [{ mapVersion: "1" }, "mapVersion is the version of map, which is missing"],
    [{ map: () => [], mapVersion: 1 }, "mapVersion must be a string"],
  ])("refuses %j", (options, message) => {
    const all = options === null ? null : { dataset: apiLogs, s3, ...options };
    expect(() => createValidationHandler(all as never)).toThrow(message);
  });

  it("logs to standard output, and nowhere for false", async () => {
    const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    for (const logger of [undefined, false] as const) {
      const validate = createValidationHandler({ dataset: apiLogs, s3, logger });
      expect(await validate({ Event: "s3:TestEvent" })).toEqual({ objects: [] });
    }
    const lines = written.mock.calls.map(([line]) => String(line));
    written.mockRestore();
    expect(lines.filter((line) => line.includes("cloudapi-validation"))).toHaveLength(1);
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
      force: false,
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
      CLOUDAPI_LAMBDA_FORCE: "true",
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
      force: true,
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
    expect((error as ConfigError).issues).toEqual([
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

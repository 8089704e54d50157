import { S3Client } from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { createTransformHandler } from "./create-transform-handler.ts";
import { transformHandlerFromEnvironment } from "./transform-handler-from-environment.ts";

const s3 = new S3Client({ region: "eu-west-1" });
const TEST_EVENT = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "raw" };

function create(options: object) {
  const given = { dataset: apiLogs, s3, destination: { bucket: "lake" }, ...options };
  return () => createTransformHandler(given);
}

describe("createTransformHandler", () => {
  it.each<[object, string]>([
    [{ unknown: 1 }, 'unknown option "unknown"'],
    [{ dataset: {} }, "dataset"],
    [{ s3: {} }, "s3 must be an S3Client"],
    [{ destination: undefined }, "destination must be { bucket, prefix }"],
    [{ destination: { bucket: "lake", folder: "x" } }, "folder"],
    [{ destination: { bucket: "lake", prefix: "" } }, "needs a folder"],
    [{ bucket: "lake", prefix: "api_logs/in/" }, "lie within one another"],
    [{ bucket: "lake", prefix: "" }, "lie within one another"],
    [{ prefix: "/in/" }, "prefix must be text that doesn't begin with a slash"],
    [{ mode: "merge" }, "mode must be one of"],
    [{ maxRejectedRatio: 2 }, "maxRejectedRatio"],
    [{ dropNullColumns: ["no"] }, 'dropNullColumns names "no"'],
    [{ maxObjectBytes: 0.5 }, "maxObjectBytes must be a positive integer, not 0.5"],
    [{ onPublished: 1 }, "onPublished must be a function"],
  ])("refuses %j", (options, message) => {
    expect(create(options)).toThrow(message);
  });

  it("allows one bucket for files and table, in folders of their own", () => {
    expect(create({ bucket: "lake", prefix: "raw/" })).not.toThrow();
  });
});

describe("transformHandlerFromEnvironment", () => {
  it("names every variable at fault at the first event", async () => {
    const handler = transformHandlerFromEnvironment(apiLogs, {
      CLOUDAPI_LAMBDA_MODE: "merge",
      CLOUDAPI_LAMBDA_FORCE: "true",
      CLOUDAPI_LAMBDA_MAX_OBJECT_BYTES: "0",
    });
    await expect(handler(TEST_EVENT)).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      issues: [
        { variable: "CLOUDAPI_LAMBDA_MODE" },
        { variable: "CLOUDAPI_LAMBDA_MAX_OBJECT_BYTES" },
        { variable: "CLOUDAPI_LAMBDA_FORCE" },
        { variable: "CLOUDAPI_PROCESSED_BUCKET" },
      ],
    });
  });

  it("is configured by what is set", async () => {
    const handler = transformHandlerFromEnvironment(apiLogs, {
      CLOUDAPI_PROCESSED_BUCKET: "lake",
      CLOUDAPI_PROCESSED_PREFIX: "t",
      CLOUDAPI_RAW_BUCKET: "raw",
      CLOUDAPI_RAW_PREFIX: "in/",
      CLOUDAPI_LAMBDA_DELIMITER: "tab",
      CLOUDAPI_LAMBDA_MODE: "append",
      CLOUDAPI_LAMBDA_COMPRESSION: "snappy",
      CLOUDAPI_LAMBDA_BYTES_PER_SECOND: "1000",
      CLOUDAPI_LOG_LEVEL: "SILENT",
      CLOUDAPI_KMS_KEY_ARN: "arn:aws:kms:eu-west-1:123456789012:key/a",
    });
    const detail = { bucket: { name: "lake" }, object: { key: "t/api_logs/x.parquet" } };
    const event = { source: "aws.s3", "detail-type": "Object Created", detail };
    expect(await handler(TEST_EVENT)).toEqual({ objects: [] });
    expect(await handler(event)).toMatchObject({ objects: [{ reason: "own-output" }] });
  });

  it("refuses what is no environment, and options that variables have", () => {
    expect(() => transformHandlerFromEnvironment(apiLogs, undefined as never)).toThrow(
      "pass the environment",
    );
    expect(() => transformHandlerFromEnvironment(apiLogs, {}, { bucket: "x" } as never)).toThrow(
      'unknown option "bucket"',
    );
  });
});

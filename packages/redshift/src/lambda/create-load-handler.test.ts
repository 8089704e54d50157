import { S3Client } from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { createLoadHandler } from "./create-load-handler.ts";
import { loadHandlerFromEnvironment } from "./load-handler-from-environment.ts";

const s3 = new S3Client({ region: "eu-west-1" });
const TEST_EVENT = { Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "raw" };

function none(): never {
  throw new Error("nothing is asked for");
}

const warehouse: Warehouse = {
  kind: "data-api",
  limits: { statements: 40, statementBytes: 100_000 },
  transaction: none,
  run: none,
  pages: none,
};

function create(options: object) {
  const given = {
    dataset: apiLogs,
    s3,
    warehouse,
    mode: { mode: "append" } as const,
    iamRole: "default",
    manifests: "s3://lake/_redshift/",
    logger: false as const,
    ...options,
  };
  return () => createLoadHandler(given);
}

describe("createLoadHandler", () => {
  it.each<[object, string]>([
    [{ unknown: 1 }, 'unknown option "unknown"'],
    [{ dataset: {} }, "dataset"],
    [{ s3: {} }, "s3 must be an S3Client"],
    [{ warehouse: undefined }, "warehouse must be one"],
    [{ mode: "append" }, "mode must be { mode: ... }"],
    [{ mode: { mode: "upsert", keys: ["no"] } }, '"no"'],
    [{ iamRole: "me" }, 'iamRole must be "default" or the ARN of a role'],
    [{ manifests: "lake/_redshift/" }, 'manifests must be "s3://bucket/key"'],
    [{ manifests: "s3://lake/_redshift" }, "manifests must be a folder"],
    [{ manifests: "s3://lake/" }, "manifests must be a folder"],
    [{ prefix: "_redshift/in/" }, "lies in the folder of manifests"],
    [{ prefix: "/in/" }, "prefix must be text that doesn't begin with a slash"],
    [{ months: ["January"] }, "months"],
    [{ months: [] }, "months must name at least one"],
    [{ acceptContracts: "a" }, "acceptContracts must be a list of hashes"],
    [{ maxAttempts: 0 }, "maxAttempts must be an integer of at least 1"],
    [{ table: "" }, "table must be a name"],
  ])("refuses %j", (options, message) => {
    expect(create(options)).toThrow(message);
  });

  it("watches what it is told to, and leaves manifests, folders and hidden files alone", async () => {
    const handler = create({ bucket: "lake", prefix: "in/" })();
    const records = [
      ["lake", "_redshift/a.manifest", 1],
      ["lake", "out/a.parquet", 1],
      ["other", "in/a.parquet", 1],
      ["lake", "in/folder/", 0],
      ["lake", "in/_manifests/a.json", 1],
      ["lake", "in/day/.part", 1],
    ].map(([name, key, size]) => ({
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name }, object: { key, size } },
    }));
    const result = await handler({ Records: records });
    const reasons =
      "objects" in result ? result.objects.map((each) => "reason" in each && each.reason) : [];
    expect(reasons).toEqual([
      "own-output",
      "not-watched",
      "not-watched",
      "folder",
      "hidden",
      "hidden",
    ]);
  });
});

describe("loadHandlerFromEnvironment", () => {
  it("names every variable at fault at the first event", async () => {
    const handler = loadHandlerFromEnvironment(apiLogs, {
      CLOUDAPI_LAMBDA_MODE: "upsert",
      CLOUDAPI_LAMBDA_VALID_FROM: "timestamp",
      CLOUDAPI_LAMBDA_COPY_ROLE: "me",
      CLOUDAPI_LAMBDA_FORCE: "true",
    });
    await expect(handler(TEST_EVENT)).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      issues: [
        { variable: "CLOUDAPI_LAMBDA_COPY_ROLE" },
        { variable: "CLOUDAPI_LAMBDA_FORCE" },
        { variable: "CLOUDAPI_LAMBDA_WORKGROUP" },
        { variable: "CLOUDAPI_LAMBDA_DATABASE" },
        { variable: "CLOUDAPI_LAMBDA_MANIFESTS" },
        { variable: "CLOUDAPI_LAMBDA_KEYS" },
        { variable: "CLOUDAPI_LAMBDA_VALID_FROM" },
      ],
    });
  });

  it.each<[string, object]>([
    ["append", {}],
    [
      "append",
      {
        CLOUDAPI_LAMBDA_WORKGROUP: "",
        CLOUDAPI_LAMBDA_CLUSTER: "main",
        CLOUDAPI_LAMBDA_DB_USER: "loader",
      },
    ],
    ["overwritePartition", { CLOUDAPI_LAMBDA_SCHEMA: "logs", CLOUDAPI_LAMBDA_TABLE: "requests" }],
    [
      "upsert",
      { CLOUDAPI_LAMBDA_KEYS: "endpoint, timestamp", CLOUDAPI_LAMBDA_LATEST_BY: "timestamp" },
    ],
    ["scd2", { CLOUDAPI_LAMBDA_KEYS: "endpoint", CLOUDAPI_LAMBDA_VALID_FROM: "timestamp" }],
  ])("is configured by what is set: %s %j", async (mode, more) => {
    const handler = loadHandlerFromEnvironment(apiLogs, {
      AWS_REGION: "eu-west-1",
      CLOUDAPI_LAMBDA_MODE: mode,
      CLOUDAPI_LAMBDA_WORKGROUP: "analytics",
      CLOUDAPI_LAMBDA_DATABASE: "dev",
      CLOUDAPI_LAMBDA_MANIFESTS: "s3://lake/_redshift",
      CLOUDAPI_RAW_PREFIX: "in/",
      CLOUDAPI_LOG_LEVEL: "SILENT",
      ...more,
    });
    const detail = { bucket: { name: "lake" }, object: { key: "_redshift/a.manifest" } };
    const event = { source: "aws.s3", "detail-type": "Object Created", detail };
    expect(await handler(TEST_EVENT)).toEqual({ objects: [] });
    expect(await handler(event)).toMatchObject({ objects: [{ reason: "own-output" }] });
  });

  it("says what a key is not a column of", async () => {
    const handler = loadHandlerFromEnvironment(apiLogs, {
      CLOUDAPI_LAMBDA_WORKGROUP: "analytics",
      CLOUDAPI_LAMBDA_DATABASE: "dev",
      CLOUDAPI_LAMBDA_MANIFESTS: "s3://lake/_redshift/",
      CLOUDAPI_LAMBDA_MODE: "upsert",
      CLOUDAPI_LAMBDA_KEYS: "id",
    });
    await expect(handler(TEST_EVENT)).rejects.toThrow('"id"');
  });

  it("refuses what is no environment, and options that variables have", () => {
    expect(() => loadHandlerFromEnvironment(apiLogs, undefined as never)).toThrow(
      "pass the environment",
    );
    expect(() => loadHandlerFromEnvironment(apiLogs, {}, { bucket: "x" } as never)).toThrow(
      'unknown option "bucket"',
    );
  });
});

import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { buildAthenaReaderPolicy } from "./build-athena-reader-policy.ts";
import { buildPolicy } from "./build-policy.ts";
import { buildTransformPolicy } from "./build-transform-policy.ts";

const accountId = "123456789012";
const region = "eu-central-1";
const key = `arn:aws:kms:${region}:${accountId}:key/k`;

describe("buildTransformPolicy", () => {
  it("reads the sources and writes the table", () => {
    const policy = buildTransformPolicy({
      sources: [{ bucket: "raw", prefix: "in/" }],
      destination: { bucket: "lake", prefix: "logs" },
    });
    expect(policy.Statement).toEqual([
      {
        Sid: "ListTable",
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: ["arn:aws:s3:::lake"],
        Condition: { StringLike: { "s3:prefix": ["logs/*"] } },
      },
      {
        Sid: "ReadSource",
        Effect: "Allow",
        Action: ["s3:GetObject"],
        Resource: ["arn:aws:s3:::raw/in/*"],
      },
      {
        Sid: "WriteTable",
        Effect: "Allow",
        Action: [
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:GetObject",
          "s3:ListMultipartUploadParts",
          "s3:PutObject",
        ],
        Resource: ["arn:aws:s3:::lake/logs/*"],
      },
    ]);
  });

  it("takes the folder from the contract, and says nothing twice", () => {
    const policy = buildTransformPolicy({
      sources: [
        { bucket: "lake", prefix: "api_logs/in/", versions: true },
        { bucket: "lake", prefix: "other/", list: true },
      ],
      destination: { bucket: "lake" },
      dataset: apiLogs,
      accountId,
    });
    expect(granted(policy, "s3:GetObject")).toEqual([
      "arn:aws:s3:::lake/api_logs/*",
      "arn:aws:s3:::lake/other/*",
    ]);
    expect(granted(policy, "s3:GetObjectVersion")).toEqual(["arn:aws:s3:::lake/api_logs/in/*"]);
    expect(new Set(policy.Statement.map(({ Condition }) => owners(Condition)))).toEqual(
      new Set([accountId]),
    );
  });

  it("lets a key be used for the objects alone, and separates reading from writing", () => {
    const policy = buildTransformPolicy({
      sources: [{ bucket: "raw", kmsKeyArn: key }],
      destination: { bucket: "lake", prefix: "t/", kmsKeyArn: [key] },
    });
    const kms = policy.Statement.filter(({ Action }) => Action.some((a) => a.startsWith("kms:")));
    expect(kms.map(({ Sid, Action, Condition }) => [Sid, Action, Condition])).toEqual([
      ["ReadUnderKey", ["kms:Decrypt"], throughS3("arn:aws:s3:::raw", "arn:aws:s3:::raw/*")],
      [
        "WriteUnderKey",
        ["kms:Decrypt", "kms:GenerateDataKey"],
        throughS3("arn:aws:s3:::lake", "arn:aws:s3:::lake/t/*"),
      ],
    ]);
  });

  it.each<[string, object, string]>([
    ["nothing", {}, "destination must be { bucket, prefix }"],
    ["no folder", { destination: { bucket: "lake" } }, "give destination.prefix, or the dataset"],
    [
      "a wildcard bucket",
      { destination: { bucket: "l*", prefix: "" } },
      "destination.bucket must be a bucket name",
    ],
    [
      "a key of another service",
      { destination: { bucket: "lake", prefix: "", kmsKeyArn: "arn:aws:sns:eu-central-1:1:k" } },
      "destination.kmsKeyArn must be the ARN of a KMS key",
    ],
    [
      "two partitions",
      {
        sources: [{ bucket: "raw", kmsKeyArn: key }],
        destination: { bucket: "lake", prefix: "" },
        partition: "aws-cn",
      },
      "several partitions (aws, aws-cn)",
    ],
    [
      "an unknown option of a source",
      { sources: [{ bucket: "raw", version: true }], destination: { bucket: "lake", prefix: "" } },
      'sources[0]: unknown option "version"',
    ],
  ])("refuses %s", (_, input, message) => {
    expect(() => buildTransformPolicy(input as never)).toThrow(message);
  });
});

describe("buildAthenaReaderPolicy", () => {
  const input = {
    region,
    accountId,
    workGroup: "analysts",
    database: "logs",
    tables: [
      { dataset: apiLogs, location: "s3://lake/api_logs/" },
      { table: "orders", location: "s3://lake/a*b" },
    ],
    outputLocation: "s3://results/team",
  };

  it("names the work group, the database, the tables and their places, and nothing else", () => {
    const policy = buildAthenaReaderPolicy(input);
    const glue = `arn:aws:glue:${region}:${accountId}`;
    expect([...new Set(policy.Statement.flatMap(({ Resource = [] }) => Resource))].sort()).toEqual([
      `arn:aws:athena:${region}:${accountId}:workgroup/analysts`,
      `${glue}:catalog`,
      `${glue}:database/default`,
      `${glue}:database/logs`,
      `${glue}:table/logs/api_logs`,
      `${glue}:table/logs/orders`,
      "arn:aws:s3:::lake",
      "arn:aws:s3:::lake/a${*}b/*",
      "arn:aws:s3:::lake/api_logs/*",
      "arn:aws:s3:::results",
      "arn:aws:s3:::results/team/*",
    ]);
    expect(granted(policy, "s3:PutObject")).toEqual(["arn:aws:s3:::results/team/*"]);
    const [list] = policy.Statement.filter(({ Sid }) => Sid === "ListTable");
    expect(list?.Condition?.["StringLike"]).toEqual({ "s3:prefix": ["a${*}b/*", "api_logs/*"] });
  });

  it("leaves out results that the work group manages, partitions, and the default database", () => {
    const { outputLocation: _, ...rest } = input;
    const policy = buildAthenaReaderPolicy({
      ...rest,
      registeredPartitions: false,
      defaultDatabase: false,
    });
    const text = JSON.stringify(policy);
    for (const part of ["results", "GetPartitions", "database/default"])
      expect(text).not.toContain(part);
  });

  it("follows the region into its partition", () => {
    const policy = buildAthenaReaderPolicy({ ...input, region: "us-gov-west-1" });
    const partitions = policy.Statement.flatMap(({ Resource = [] }) => Resource).map(
      (arn) => arn.split(":")[1],
    );
    expect(new Set(partitions)).toEqual(new Set(["aws-us-gov"]));
  });

  it.each<[string, object, string]>([
    ["no tables", { tables: [] }, "at least one { table, location }"],
    ["a wildcard database", { database: "*" }, "database must be 1 to 255 lower-case letters"],
    ["a work group's ARN", { workGroup: "arn:aws:x" }, "workGroup must be the name"],
    ["no region", { region: "frankfurt" }, "region must be the name of a region"],
    ["an alias", { outputKmsKeyArn: `arn:aws:kms:${region}:${accountId}:alias/a` }, "an alias"],
    [
      "a place that is none",
      { tables: [{ table: "t", location: "lake/t" }] },
      "tables[0].location must be s3://bucket/prefix/",
    ],
    ["a table without a name", { tables: [{ location: "s3://lake/t/" }] }, "tables[0].table must"],
  ])("refuses %s", (_, change, message) => {
    expect(() => buildAthenaReaderPolicy({ ...input, ...change } as never)).toThrow(message);
  });
});

describe("buildPolicy", () => {
  it.each<[string, object, string]>([
    ["no list", {}, "a list of operations"],
    ["an unknown operation", { operations: [{ operation: "uploadfile" }] }, '"uploadFile"?'],
    [
      "an operation without its bucket",
      { operations: [{ operation: "uploadFile" }] },
      "uploadFile (operations[0]) needs bucket; give it.",
    ],
    [
      "a catalog without a region",
      { operations: [{ operation: "dropTable", database: "d", table: "t" }] },
      "needs region",
    ],
    [
      "an unknown case",
      { operations: [{ operation: "deleteObjects", bucket: "raw", cases: ["markers"] }] },
      'must be among versions, not "markers"',
    ],
    [
      "the validator",
      { operations: [{ operation: "createValidationHandler", bucket: "raw" }] },
      "must be a function of CloudAPI",
    ],
  ])("refuses %s", (_, input, message) => {
    expect(() => buildPolicy(input as never)).toThrow(message);
  });
});

function granted({ Statement }: PolicyDocument, action: string): readonly string[] {
  return Statement.filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource = [] }) => Resource)
    .sort();
}

function owners(conditions: PolicyDocument["Statement"][number]["Condition"]) {
  return conditions?.["StringEquals"]?.["aws:ResourceAccount"]?.join();
}

function throughS3(...arns: string[]) {
  return {
    StringEquals: { "kms:ViaService": [`s3.${region}.amazonaws.com`] },
    StringLikeIfExists: { "kms:EncryptionContext:aws:s3:arn": arns },
  };
}

it("lets who makes a view of a table change the view, and not the table", () => {
  const use = {
    operation: "createMetricsView" as const,
    database: "logs",
    table: "api_logs",
    workGroup: "primary",
  };
  const build = (more: object) =>
    buildPolicy({
      operations: [{ ...use, ...more }],
      region: "eu-central-1",
      accountId: "123456789012",
    });
  expect(() => build({})).toThrow("createMetricsView (operations[0]) needs view; give it.");
  const identity = [build({ view: "metrics" })];
  const decide = (action: string, table: string) =>
    evaluatePolicies({
      identity,
      request: {
        principal: "arn:aws:iam::123456789012:role/views",
        action: `glue:${action}`,
        resource: `arn:aws:glue:eu-central-1:123456789012:table/logs/${table}`,
      },
    }).decision;
  expect(["CreateTable", "UpdateTable"].map((each) => decide(each, "metrics"))).toEqual([
    "allow",
    "allow",
  ]);
  expect(decide("GetTable", "api_logs")).toBe("allow");
  expect(decide("UpdateTable", "api_logs")).toBe("implicitDeny");
  expect(decide("DeleteTable", "metrics")).toBe("implicitDeny");
});

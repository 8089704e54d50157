import { describe, expect, it } from "vitest";
import { PolicySizeError } from "../policy/policy-error.ts";
import { buildLambdaPolicy } from "./build-lambda-policy.ts";
import type { LambdaPolicyInput } from "./lambda-policy-input.ts";
import { lambdaTrustPolicy } from "./lambda-trust-policy.ts";

const FULL: LambdaPolicyInput = {
  bucket: "logs-raw",
  prefix: "raw/",
  quarantine: { bucket: "logs-processed", prefix: "quarantine/" },
  topicArn: "arn:aws:sns:eu-central-1:123456789012:alerts",
  logGroup: "/aws/lambda/validator",
  region: "eu-central-1",
  accountId: "123456789012",
  kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/written",
  rawKmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/raw",
};

describe("buildLambdaPolicy", () => {
  it("grants what the validator does, and nothing beside it", () => {
    expect(buildLambdaPolicy(FULL)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ListRaw",
          Effect: "Allow",
          Action: ["s3:ListBucket", "s3:ListBucketVersions"],
          Resource: ["arn:aws:s3:::logs-raw"],
          Condition: {
            StringEquals: { "aws:ResourceAccount": ["123456789012"] },
            StringLike: { "s3:prefix": ["raw/*"] },
          },
        },
        {
          Sid: "PublishAlerts",
          Effect: "Allow",
          Action: ["sns:Publish"],
          Resource: ["arn:aws:sns:eu-central-1:123456789012:alerts"],
        },
        {
          Sid: "ReadRaw",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectVersion"],
          Resource: ["arn:aws:s3:::logs-raw/raw/*"],
          Condition: { StringEquals: { "aws:ResourceAccount": ["123456789012"] } },
        },
        {
          Sid: "ReadUnderKey",
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: ["arn:aws:kms:eu-central-1:123456789012:key/raw"],
          Condition: { StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com"] } },
        },
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: ["arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/validator:*"],
        },
        {
          Sid: "WriteQuarantine",
          Effect: "Allow",
          Action: [
            "s3:AbortMultipartUpload",
            "s3:GetObject",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
          ],
          Resource: ["arn:aws:s3:::logs-processed/quarantine/*"],
          Condition: { StringEquals: { "aws:ResourceAccount": ["123456789012"] } },
        },
        {
          Sid: "WriteUnderKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: ["arn:aws:kms:eu-central-1:123456789012:key/written"],
          Condition: { StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com"] } },
        },
      ],
    });
  });

  it("takes the quarantine's prefix for a folder, as the handler does", () => {
    const policy = (prefix: string) =>
      buildLambdaPolicy({ bucket: "logs", prefix: "raw/", quarantine: { prefix } });
    expect(policy("quarantine")).toEqual(policy("quarantine/"));
    expect(resourcesOf(policy("quarantine"))).toContain("arn:aws:s3:::logs/quarantine/*");
  });

  it("names the accounts that buckets may belong to, where it knows them", () => {
    const owners = (input: object) =>
      buildLambdaPolicy({ bucket: "logs", ...input }).Statement.map(
        ({ Condition }) => Condition?.["StringEquals"]?.["aws:ResourceAccount"],
      );
    expect(new Set(owners({}))).toEqual(new Set([undefined]));
    const [one, two] = ["111111111111", "222222222222"];
    expect(owners({ accountId: one })).toEqual([[one], [one], [one]]);
    expect(owners({ accountId: one, bucketOwner: [two, one] })[0]).toEqual([one, two]);
  });

  it("lists the raw prefix only, without a condition where the whole bucket is watched", () => {
    const lists = (input: LambdaPolicyInput) =>
      listStatements(input).map(({ Resource, Condition }) => [Resource, Condition]);
    expect(lists({ bucket: "logs", quarantine: { bucket: "out" } })).toEqual([
      [["arn:aws:s3:::logs"], undefined],
    ]);
    expect(lists({ bucket: "logs", prefix: "raw/", quarantine: { prefix: "out/" } })).toEqual([
      [["arn:aws:s3:::logs"], { StringLike: { "s3:prefix": ["raw/*"] } }],
    ]);
  });

  it("reads versions unless the bucket has none", () => {
    const actions = (versioned?: boolean) =>
      JSON.stringify(
        buildLambdaPolicy({ bucket: "logs", ...(versioned === undefined ? {} : { versioned }) }),
      );
    for (const action of ["s3:GetObjectVersion", "s3:ListBucketVersions"]) {
      expect(actions()).toContain(action);
      expect(actions(true)).toContain(action);
      expect(actions(false)).not.toContain(action);
    }
  });

  it("takes wildcards and variables of a prefix literally", () => {
    const text = JSON.stringify(
      buildLambdaPolicy({ bucket: "logs", prefix: "a*b?c${aws:username}/" }),
    );
    expect(text).toContain("arn:aws:s3:::logs/a${*}b${?}c${$}{aws:username}/*");
    expect(text).toContain('"s3:prefix":["a${*}b${?}c${$}{aws:username}/*"');
  });

  it.each([
    ["aws-cn", "cn-north-1", ["s3.cn-north-1.amazonaws.com", "s3.cn-north-1.amazonaws.com.cn"]],
    ["aws-us-gov", "us-gov-west-1", ["s3.us-gov-west-1.amazonaws.com"]],
  ])("follows the ARNs into the partition %s", (partition, region, viaService) => {
    const policy = buildLambdaPolicy({
      bucket: "logs",
      kmsKeyArn: `arn:${partition}:kms:${region}:123456789012:key/mrk-1`,
    });
    expect(resourcesOf(policy).every((resource) => resource.startsWith(`arn:${partition}:`))).toBe(
      true,
    );
    const [key] = policy.Statement.filter(({ Sid }) => Sid === "WriteUnderKey");
    expect(key?.Condition).toEqual({ StringEquals: { "kms:ViaService": viaService } });
  });

  it("grants a queue, its key, a topic's key and a dead-letter target where they are named", () => {
    const key = "arn:aws:kms:eu-central-1:123456789012:key/k";
    const text = JSON.stringify(
      buildLambdaPolicy({
        bucket: "logs",
        queueArn: "arn:aws:sqs:eu-central-1:123456789012:uploads",
        queueKmsKeyArn: key,
        topicKmsKeyArn: key,
        deadLetterArn: "arn:aws:sqs:eu-central-1:123456789012:dead",
      }),
    );
    for (const part of [
      '["sqs:DeleteMessage","sqs:GetQueueAttributes","sqs:ReceiveMessage"],"Resource":["arn:aws:sqs:eu-central-1:123456789012:uploads"]',
      '["sqs:SendMessage"],"Resource":["arn:aws:sqs:eu-central-1:123456789012:dead"]',
      "sqs.eu-central-1.amazonaws.com",
      "sns.eu-central-1.amazonaws.com",
    ])
      expect(text).toContain(part);
    const toTopic = buildLambdaPolicy({
      bucket: "logs",
      deadLetterArn: "arn:aws:sns:eu-central-1:123456789012:dead",
    });
    expect(JSON.stringify(toTopic)).toContain("sns:Publish");
  });

  it("takes a log group as name or ARN, with or without its streams", () => {
    const arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/validator";
    const { region: _, accountId: bucketOwner = "", ...rest } = { ...FULL };
    const byName = buildLambdaPolicy(FULL);
    expect(buildLambdaPolicy({ ...rest, bucketOwner, logGroup: arn })).toEqual(byName);
    expect(buildLambdaPolicy({ ...rest, bucketOwner, logGroup: `${arn}:*` })).toEqual(byName);
  });

  it("is the same for keys in any order", () => {
    const keys = ["b", "a", "c", "a"].map(
      (id) => `arn:aws:kms:eu-central-1:123456789012:key/${id}`,
    );
    const one = buildLambdaPolicy({ bucket: "logs", kmsKeyArn: keys });
    expect(
      JSON.stringify(buildLambdaPolicy({ bucket: "logs", kmsKeyArn: keys.toReversed() })),
    ).toBe(JSON.stringify(one));
    expect(one.Statement.find(({ Sid }) => Sid === "WriteUnderKey")?.Resource).toHaveLength(3);
  });

  it("refuses a policy past the limit of its attachment, with the size and what to do", () => {
    const keys = Array.from(
      { length: 130 },
      (_, i) => `arn:aws:kms:eu-central-1:123456789012:key/${i}`,
    );
    let error: unknown;
    try {
      buildLambdaPolicy({ bucket: "logs", kmsKeyArn: keys });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(PolicySizeError);
    expect(error).toMatchObject({ code: "POLICY_TOO_LARGE", limit: 6144 });
    expect((error as PolicySizeError).size).toBeGreaterThan(6144);
    expect((error as Error).message).toContain('attachment: "inline"');
    const inline = buildLambdaPolicy({ bucket: "logs", kmsKeyArn: keys, attachment: "inline" });
    expect(JSON.stringify(inline).length).toBeGreaterThan(6144);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["no bucket", {}, "bucket must be a bucket name"],
    ["a URL for a bucket", { bucket: "s3://logs" }, 'not "s3://logs". Give the name alone'],
    ["upper case", { bucket: "Logs" }, 'not "Logs"'],
    ["an IP address", { bucket: "192.168.1.1" }, "bucket must be"],
    [
      "a directory bucket",
      { bucket: "logs--use1-az5--x-s3" },
      "is a directory bucket (S3 Express One Zone)",
    ],
    [
      "a directory bucket for the quarantine",
      { bucket: "logs", quarantine: { bucket: "q--use1-az5--x-s3" } },
      "is a directory bucket",
    ],
    [
      "a quarantine that the function watches",
      { bucket: "logs", prefix: "raw/", quarantine: { prefix: "raw/bad" } },
      "lies inside the watched prefix",
    ],
    ["no owner", { bucket: "logs", bucketOwner: [] }, "bucketOwner must name at least one account"],
    ["no account", { bucket: "logs", bucketOwner: "12345" }, "bucketOwner must be an account id"],
    ["a wildcard bucket", { bucket: "logs-*" }, 'not "logs-*"'],
    [
      "a slash at the start",
      { bucket: "logs", prefix: "/raw/" },
      "without the bucket and a slash at the start",
    ],
    ["a URL for a prefix", { bucket: "logs", prefix: "s3://logs/raw" }, "without the bucket"],
    ["characters no policy holds", { bucket: "logs", prefix: "日志/" }, "up to U+00FF only"],
    ["a control character", { bucket: "logs", prefix: "a\nb" }, "printable"],
    ["a long prefix", { bucket: "logs", prefix: "a".repeat(1025) }, "at most 1024 bytes"],
    [
      "a bad quarantine bucket",
      { bucket: "logs", quarantine: { bucket: "Q" } },
      "quarantine.bucket must be",
    ],
    [
      "an unknown quarantine option",
      { bucket: "logs", quarantine: { prefx: "q" } },
      'Did you mean "prefix"',
    ],
    [
      "a topic's name",
      { bucket: "logs", topicArn: "alerts" },
      'topicArn must be the ARN of an SNS topic, without wildcards, not "alerts"',
    ],
    [
      "a wildcard topic",
      { bucket: "logs", topicArn: "arn:aws:sns:eu-central-1:123456789012:*" },
      "without wildcards",
    ],
    [
      "a topic without an account",
      { bucket: "logs", topicArn: "arn:aws:sns:eu-central-1::alerts" },
      "topicArn must be",
    ],
    [
      "a queue for a topic",
      { bucket: "logs", topicArn: "arn:aws:sqs:eu-central-1:123456789012:q" },
      "topicArn must be",
    ],
    [
      "a key alias",
      { bucket: "logs", kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:alias/k" },
      "an alias grants nothing",
    ],
    [
      "a log group's name alone",
      { bucket: "logs", logGroup: "/aws/lambda/x" },
      "give region and accountId too",
    ],
    [
      "two partitions",
      { bucket: "logs", partition: "aws", topicArn: "arn:aws-cn:sns:cn-north-1:123456789012:a" },
      "several partitions (aws, aws-cn)",
    ],
    ["an unknown partition", { bucket: "logs", partition: "azure" }, "partition must be"],
    [
      "an unknown attachment",
      { bucket: "logs", attachment: "inlined" },
      "attachment must be one of managed, inline",
    ],
    ["an unknown option", { bucket: "logs", topic: "x" }, 'unknown option "topic"'],
  ])("refuses %s", (_, input, message) => {
    expect(() => buildLambdaPolicy(input as unknown as LambdaPolicyInput)).toThrow(TypeError);
    expect(() => buildLambdaPolicy(input as unknown as LambdaPolicyInput)).toThrow(message);
  });

  it("refuses what is not an object", () => {
    expect(() => buildLambdaPolicy(null as never)).toThrow("must be an object");
  });
});

describe("lambdaTrustPolicy", () => {
  it("trusts Lambda, for functions of the account that is named", () => {
    const [any] = lambdaTrustPolicy().Statement;
    expect(any).toMatchObject({ Principal: { Service: ["lambda.amazonaws.com"] } });
    expect(any).not.toHaveProperty("Condition");
    const [own] = lambdaTrustPolicy({ accountId: "123456789012" }).Statement;
    expect(own?.Condition).toEqual({ StringEquals: { "aws:SourceAccount": ["123456789012"] } });
  });

  it.each([
    [{ accountId: "1234" }, "12 digits"],
    [{ account: "123456789012" }, 'unknown option "account"'],
  ])("refuses %j", (input, message) => {
    expect(() => lambdaTrustPolicy(input as { accountId: string })).toThrow(message);
  });
});

function listStatements(input: LambdaPolicyInput) {
  return buildLambdaPolicy(input).Statement.filter(({ Action }) =>
    Action.includes("s3:ListBucket"),
  );
}

function resourcesOf(policy: ReturnType<typeof buildLambdaPolicy>): string[] {
  return policy.Statement.flatMap(({ Resource = [] }) => Resource);
}

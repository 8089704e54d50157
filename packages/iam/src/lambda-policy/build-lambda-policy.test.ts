import { describe, expect, it } from "vitest";
import { PolicySizeError } from "../policy/policy-error.ts";
import { buildLambdaPolicy } from "./build-lambda-policy.ts";
import type { LambdaPolicyInput } from "./lambda-policy-input.ts";

const FULL: LambdaPolicyInput = {
  bucket: "logs-raw",
  prefix: "raw/",
  quarantine: { bucket: "logs-processed", prefix: "quarantine/" },
  topicArn: "arn:aws:sns:eu-central-1:123456789012:alerts",
  logGroup: "/aws/lambda/validator",
  region: "eu-central-1",
  accountId: "123456789012",
  kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

describe("buildLambdaPolicy", () => {
  it("grants what the validator does, and nothing beside it", () => {
    expect(buildLambdaPolicy(FULL)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: [
            "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
          ],
          Condition: { StringEquals: { "kms:ViaService": ["s3.eu-central-1.amazonaws.com"] } },
        },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: ["arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/validator:*"],
        },
        {
          Effect: "Allow",
          Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
          Resource: ["arn:aws:s3:::logs-processed/quarantine/*"],
        },
        {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:GetObjectVersion"],
          Resource: ["arn:aws:s3:::logs-raw/raw/*"],
        },
        {
          Effect: "Allow",
          Action: ["s3:ListBucket"],
          Resource: ["arn:aws:s3:::logs-processed"],
          Condition: { StringLike: { "s3:prefix": ["quarantine/*"] } },
        },
        {
          Effect: "Allow",
          Action: ["s3:ListBucket"],
          Resource: ["arn:aws:s3:::logs-raw"],
          Condition: { StringLike: { "s3:prefix": ["raw/*"] } },
        },
        {
          Effect: "Allow",
          Action: ["sns:Publish"],
          Resource: ["arn:aws:sns:eu-central-1:123456789012:alerts"],
        },
      ],
    });
  });

  it("lists a bucket that holds both prefixes in one statement", () => {
    const lists = listStatements({
      bucket: "logs",
      prefix: "raw/",
      quarantine: { prefix: "out/" },
    });
    expect(lists).toEqual([
      expect.objectContaining({
        Resource: ["arn:aws:s3:::logs"],
        Condition: { StringLike: { "s3:prefix": ["out/*", "raw/*"] } },
      }),
    ]);
  });

  it("lists without a condition only where the whole bucket is watched", () => {
    const lists = listStatements({ bucket: "logs", quarantine: { bucket: "out" } });
    expect(lists.map(({ Resource, Condition }) => [Resource, Condition?.["StringLike"]])).toEqual([
      [["arn:aws:s3:::logs"], undefined],
      [["arn:aws:s3:::out"], { "s3:prefix": ["quarantine/*"] }],
    ]);
  });

  it("reads versions unless the bucket has none", () => {
    const actions = (versioned?: boolean) =>
      JSON.stringify(
        buildLambdaPolicy({ bucket: "logs", ...(versioned === undefined ? {} : { versioned }) }),
      );
    expect(actions()).toContain("s3:GetObjectVersion");
    expect(actions(true)).toContain("s3:GetObjectVersion");
    expect(actions(false)).not.toContain("s3:GetObjectVersion");
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
    expect(policy.Statement[0]?.Condition).toEqual({
      StringEquals: { "kms:ViaService": viaService },
    });
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
    const { region: _, accountId: __, ...rest } = FULL;
    const byName = buildLambdaPolicy(FULL);
    expect(buildLambdaPolicy({ ...rest, logGroup: arn })).toEqual(byName);
    expect(buildLambdaPolicy({ ...rest, logGroup: `${arn}:*` })).toEqual(byName);
  });

  it("is the same for keys in any order", () => {
    const keys = ["b", "a", "c", "a"].map(
      (id) => `arn:aws:kms:eu-central-1:123456789012:key/${id}`,
    );
    const one = buildLambdaPolicy({ bucket: "logs", kmsKeyArn: keys });
    expect(
      JSON.stringify(buildLambdaPolicy({ bucket: "logs", kmsKeyArn: keys.toReversed() })),
    ).toBe(JSON.stringify(one));
    expect(one.Statement[0]?.Resource).toHaveLength(3);
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

  it("refuses what is no object", () => {
    expect(() => buildLambdaPolicy(null as never)).toThrow("must be an object");
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

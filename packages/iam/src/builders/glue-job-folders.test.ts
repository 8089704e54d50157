import { describe, expect, it } from "vitest";
import { evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import { buildGlueJobPolicy } from "./build-glue-job-policy.ts";

// What a Spark job asks of S3, as it was seen to (`test/glue-job-spark.int.test.ts`), and as EMRFS marks folders.

const accountId = "123456789012";
const region = "eu-central-1";
const principal = `arn:aws:sts::${accountId}:assumed-role/own/session`;
const input = {
  region,
  accountId,
  scriptLocation: "s3://jobs/scripts/nightly.py",
  tempLocation: "s3://jobs/temp/",
};

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

function decide(
  policy: ReturnType<typeof buildGlueJobPolicy>,
  [action, resource, context = {}]: readonly [string, string, Record<string, string>?],
) {
  const own = { "aws:ResourceAccount": accountId, ...context };
  const request = { principal, action, resource, context: own };
  return evaluatePolicies({ identity: [policy], request }).decision;
}

describe("buildGlueJobPolicy in folders of folders", () => {
  const policy = buildGlueJobPolicy({
    ...input,
    sources: [{ bucket: "raw", prefix: "deep/in/", kmsKeyArn: arn("kms", "key/raw") }],
    targets: [{ bucket: "lake", prefix: "a/b/logs/", kmsKeyArn: arn("kms", "key/lake") }],
  });
  const object = (key: string) => `arn:aws:s3:::lake/${key}`;
  const keyPolicy = {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  };
  const staged = "a/b/logs/_staging/0a-1b/_temporary/0/_temporary/attempt_1/year=2025/part-0";

  it.each<[string, string, Record<string, string>?]>([
    // Over S3A: is the folder a file, is there anything in it, and what is in it.
    ["s3:GetObject", "arn:aws:s3:::raw/deep/in"],
    ["s3:ListBucket", "arn:aws:s3:::raw", { "s3:prefix": "deep/in/" }],
    ["s3:ListBucket", "arn:aws:s3:::raw"],
    ["s3:GetObject", object("a/b/logs")],
    ["s3:ListBucket", "arn:aws:s3:::lake"],
    // Written under a temporary name, copied, and the name removed.
    ["s3:PutObject", object("a/b/logs/_staging/0a-1b/_temporary/0/")],
    ["s3:PutObject", object(staged)],
    ["s3:GetObject", object(staged)],
    ["s3:DeleteObject", object(staged)],
    ["s3:AbortMultipartUpload", object(staged)],
    ["s3:PutObject", object("a/b/logs/.spark-staging-1/_temporary/0/")],
    ["s3:PutObject", object("a/b/logs/year=2025/month=01/day=15/0a-part-0.parquet")],
    ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "a/b/logs/_staging/0a-1b/" }],
    // What the job keeps of itself.
    ["s3:PutObject", object("a/b/logs/_spark_runs/api_logs/0a.json")],
    ["s3:PutObject", object("a/b/logs/_contracts/api_logs.spark")],
    ["s3:DeleteObject", object("a/b/logs/_quarantine/api_logs/0a.ndjson")],
    // The marks of folders, of S3A and of EMRFS.
    ["s3:DeleteObject", object("a/b/logs/")],
    ["s3:DeleteObject", object("a/b/")],
    ["s3:DeleteObject", object("a/")],
    ["s3:GetObject", "arn:aws:s3:::raw/deep/in_$folder$"],
    ["s3:PutObject", object("a/b/logs/year=2025_$folder$")],
    ["s3:PutObject", object("a/b/logs_$folder$")],
    ["s3:DeleteObject", object("a/b/logs_$folder$")],
    ["s3:GetObject", object("a/b_$folder$")],
    ["s3:PutObject", object("a/b_$folder$")],
    ["s3:PutObject", object("a_$folder$")],
    ["s3:GetObject", object("a")],
    ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "a/b/" }],
    ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "a/" }],
  ])("allows %s on %s %j", (...request) => {
    expect(decide(policy, request)).toBe("allow");
  });

  it.each<[string, string, Record<string, string>?]>([
    ["s3:GetObject", object("a/b/logs2")],
    ["s3:GetObject", object("a/b/other/x")],
    ["s3:PutObject", object("a/b/logs")],
    ["s3:PutObject", object("a/b/other_$folder$")],
    ["s3:PutObject", object("a/x")],
    ["s3:PutObject", object("a/b/")],
    ["s3:DeleteObject", object("a/b_$folder$")],
    ["s3:DeleteObject", object("a/b/x")],
    ["s3:DeleteObjectVersion", object(staged)],
    ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "" }],
    ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "a/b/other/" }],
    ["s3:ListBucketVersions", "arn:aws:s3:::lake"],
    ["s3:PutObject", "arn:aws:s3:::raw/deep/in_$folder$"],
    ["s3:DeleteObject", "arn:aws:s3:::raw/deep/"],
    ["s3:GetObject", "arn:aws:s3:::raw/deep"],
    ["s3:ListBucket", "arn:aws:s3:::raw", { "s3:prefix": "deep/" }],
    ["s3:ListBucket", "arn:aws:s3:::jobs", { "s3:prefix": "" }],
  ])("denies %s on %s %j", (...request) => {
    expect(decide(policy, request)).toBe("implicitDeny");
  });

  it.each<readonly [string, string]>([
    ["a/b_$folder$", "allow"],
    ["a/b/logs_$folder$", "allow"],
    ["a/b/logs/year=2025/part-0", "allow"],
    ["a/b/other_$folder$", "implicitDeny"],
  ])("encrypts %s under the key of the target: %s", (key, decision) => {
    const context = {
      "kms:ViaService": `s3.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:s3:arn": object(key),
    };
    const resource = arn("kms", "key/lake");
    const request = { principal, action: "kms:GenerateDataKey", resource, context };
    const evaluation = evaluatePolicies({ identity: [policy], resource: keyPolicy, request });
    expect(evaluation.decision).toBe(decision);
  });

  it("has nothing of folders where a target is the whole bucket", () => {
    const whole = buildGlueJobPolicy({ ...input, targets: [{ bucket: "lake" }] });
    const onLake = whole.Statement.flatMap(({ Resource }) => Resource).filter((resource = "") =>
      resource.startsWith("arn:aws:s3:::lake"),
    );
    expect(new Set(onLake)).toEqual(new Set(["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"]));
  });
});

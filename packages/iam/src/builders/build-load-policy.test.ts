import { describe, expect, it } from "vitest";
import { evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { buildCopyPolicy, buildLoadPolicy } from "./build-load-policy.ts";

const accountId = "123456789012";
const region = "eu-central-1";
const own = { "aws:ResourceAccount": accountId, "aws:userid": "AROAEXAMPLE:session" };
const owner = "redshift-data:statement-owner-iam-userid";

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

function decide(
  policy: PolicyDocument,
  [action, resource, context = {}]: readonly [string, string, Record<string, string>?],
) {
  const principal = `arn:aws:sts::${accountId}:assumed-role/load/session`;
  const request = { principal, action, resource, context: { ...own, ...context } };
  return evaluatePolicies({ identity: [policy], request }).decision;
}

const places = {
  region,
  accountId,
  files: { bucket: "lake", prefix: "raw/logs/" },
  manifests: { bucket: "lake", prefix: "_redshift" },
};
const workgroup = arn("redshift-serverless", "workgroup/0f1e");
const cluster = arn("redshift", "cluster:house");
const deadLetterArn = arn("sqs", "dead");

describe("buildLoadPolicy", () => {
  it("reads files, writes manifests, runs and follows its own statements, and nothing beside", () => {
    const policy = buildLoadPolicy({
      ...places,
      redshift: { arn: workgroup },
      logGroup: "/aws/lambda/load",
      deadLetterArn,
      queueArn: arn("sqs", "files"),
    });
    for (const request of [
      ["s3:GetObject", "arn:aws:s3:::lake/raw/logs/a.parquet"],
      ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "raw/logs/a.parquet" }],
      ["s3:PutObject", "arn:aws:s3:::lake/_redshift/a.manifest"],
      ["redshift-data:BatchExecuteStatement", workgroup],
      ["redshift-data:ExecuteStatement", workgroup],
      ["redshift-data:CancelStatement", "*", { [owner]: "AROAEXAMPLE:session" }],
      ["redshift-serverless:GetCredentials", workgroup],
      ["logs:PutLogEvents", arn("logs", "log-group:/aws/lambda/load:log-stream:a")],
      ["sqs:SendMessage", deadLetterArn],
      ["sqs:ReceiveMessage", arn("sqs", "files")],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("allow");
    for (const request of [
      ["s3:GetObject", "arn:aws:s3:::lake/raw/other/a.parquet"],
      ["s3:GetObject", "arn:aws:s3:::lake/_redshift/a.manifest"],
      ["s3:PutObject", "arn:aws:s3:::lake/raw/logs/a.parquet"],
      ["s3:DeleteObject", "arn:aws:s3:::lake/_redshift/a.manifest"],
      ["redshift-data:ExecuteStatement", `${workgroup}2`],
      ["redshift-data:CancelStatement", "*", { [owner]: "AROAOTHER:session" }],
      ["redshift-serverless:DeleteWorkgroup", workgroup],
      ["redshift:GetClusterCredentialsWithIAM", arn("redshift", "dbname:house/dev")],
      ["sqs:SendMessage", arn("sqs", "files")],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("implicitDeny");
  });

  it("signs in to one database of a cluster, as one of its users, or by the secret alone", () => {
    const redshift = { arn: cluster, database: "dev" };
    const secretArn = arn("secretsmanager", "secret:house-Ab12Cd");
    const sign = "redshift:GetClusterCredentialsWithIAM";
    const byRole = buildLoadPolicy({ ...places, redshift });
    expect(decide(byRole, [sign, arn("redshift", "dbname:house/dev")])).toBe("allow");
    expect(decide(byRole, [sign, arn("redshift", "dbname:house/prod")])).toBe("implicitDeny");
    const byUser = buildLoadPolicy({ ...places, redshift: { ...redshift, dbUser: "loader" } });
    expect(decide(byUser, [sign, arn("redshift", "dbname:house/dev")])).toBe("implicitDeny");
    const asUser = "redshift:GetClusterCredentials";
    for (const name of ["dbname:house/dev", "dbuser:house/loader"])
      expect(decide(byUser, [asUser, arn("redshift", name)])).toBe("allow");
    expect(decide(byUser, [asUser, arn("redshift", "dbuser:house/admin")])).toBe("implicitDeny");
    const bySecret = buildLoadPolicy({ ...places, redshift, secretArn });
    expect(decide(bySecret, [sign, arn("redshift", "dbname:house/dev")])).toBe("implicitDeny");
    expect(decide(bySecret, ["secretsmanager:GetSecretValue", secretArn])).toBe("allow");
  });

  it.each<[string, object, string]>([
    ["no warehouse", { redshift: undefined }, "redshift must be { arn }"],
    ["an ARN of another service", { redshift: { arn: arn("s3", "x") } }, "redshift.arn"],
    ["a user of a work group", { redshift: { arn: workgroup, dbUser: "a" } }, "redshift.dbUser"],
    [
      "a user who is a pattern",
      { redshift: { arn: cluster, database: "dev", dbUser: "*" } },
      "redshift.dbUser must be a name",
    ],
    ["no files", { files: undefined }, "files must be { bucket, prefix }"],
    ["a bucket with a wildcard", { manifests: { bucket: "l*" } }, "manifests.bucket must be"],
    ["a topic for a queue", { queueArn: arn("sns", "files") }, "queueArn must be"],
    ["a key of no queue", { queueKmsKeyArn: arn("kms", "key/a") }, "give queueArn, too"],
    ["a function as dead letters", { deadLetterArn: arn("lambda", "function:a") }, "an SNS topic"],
    ["an unknown option", { table: "a" }, 'unknown option "table"'],
  ])("refuses %s", (_, change, message) => {
    const input = { ...places, redshift: { arn: workgroup }, ...change };
    expect(() => buildLoadPolicy(input as never)).toThrow(message);
  });
});

describe("buildCopyPolicy", () => {
  it("reads files and manifests, under their keys, and writes nothing", () => {
    const kmsKeyArn = arn("kms", "key/lake");
    const policy = buildCopyPolicy({ ...places, files: { ...places.files, kmsKeyArn } });
    const via = { "kms:ViaService": `s3.${region}.amazonaws.com` };
    const underKey = policy.Statement.find(({ Sid }) => Sid === "ReadUnderKey");
    expect(underKey).toMatchObject({
      Action: ["kms:Decrypt"],
      Resource: [kmsKeyArn],
      Condition: { StringEquals: { "kms:ViaService": [via["kms:ViaService"]] } },
    });
    for (const request of [
      ["s3:GetObject", "arn:aws:s3:::lake/raw/logs/a.parquet"],
      ["s3:GetObject", "arn:aws:s3:::lake/_redshift/a.manifest"],
      ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "_redshift/" }],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("allow");
    for (const request of [
      ["s3:PutObject", "arn:aws:s3:::lake/_redshift/a.manifest"],
      ["s3:GetObject", "arn:aws:s3:::lake/quarantine/a"],
      ["kms:GenerateDataKey", kmsKeyArn, via],
      ["redshift-data:ExecuteStatement", workgroup],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("implicitDeny");
  });
});

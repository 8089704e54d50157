import { describe, expect, it } from "vitest";
import { buildLambdaPolicy } from "../index.ts";
import { lintPolicy } from "./lint-policy.ts";

const LIST = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::logs" };
const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" };

async function codes(...Statement: object[]): Promise<string[]> {
  const findings = await lintPolicy({ Version: "2012-10-17", Statement });
  return findings.map(({ code, path }) => `${code} ${path.join(".")}`);
}

describe("lintPolicy", () => {
  it("finds nothing in a policy that is right", async () => {
    expect(await codes(LIST, READ)).toEqual([]);
    expect(await codes({ ...LIST, Condition: { StringLike: { "s3:prefix": "raw/*" } } })).toEqual(
      [],
    );
    expect(
      await codes({
        ...READ,
        Condition: { StringEquals: { "s3:ExistingObjectTag/team": "a", "aws:ResourceTag/x": "b" } },
      }),
    ).toEqual([]);
    const context = { StringLike: { "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::logs/*" } };
    const Resource = "arn:aws:kms:eu-central-1:123456789012:key/k";
    expect(
      await codes({ Effect: "Allow", Action: "kms:Decrypt", Resource, Condition: context }),
    ).toEqual([]);
    expect(await codes({ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" })).toEqual(
      [],
    );
  });

  it("finds nothing in the policies that are built here", async () => {
    const arn = (service: string, resource: string) =>
      `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
    const policy = buildLambdaPolicy({
      bucket: "logs",
      prefix: "a*b?/",
      quarantine: { bucket: "out" },
      topicArn: arn("sns", "alerts"),
      logGroup: arn("logs", "log-group:/aws/lambda/validator"),
      kmsKeyArn: arn("kms", "key/b"),
      queueArn: arn("sqs", "uploads"),
      deadLetterArn: arn("sqs", "dead"),
      accountId: "123456789012",
    });
    expect(await lintPolicy(policy)).toEqual([]);
  });

  it.each([
    [
      "an action that there is none of",
      { ...READ, Action: "s3:GetObjekt" },
      ["unknown_action Statement.0.Action"],
    ],
    [
      "a service that there is none of",
      { ...READ, Action: "s33:GetObject" },
      ["unknown_action Statement.0.Action"],
    ],
    [
      "a wildcard that matches no action",
      { ...READ, Action: "s3:Fetch*" },
      ["unknown_action Statement.0.Action"],
    ],
    [
      "a bucket's action on objects",
      { ...LIST, Resource: READ.Resource },
      ["resource_mismatch Statement.0.Resource", "unused_resource Statement.0.Resource"],
    ],
    [
      "an object's action on the bucket",
      { ...READ, Resource: LIST.Resource },
      ["resource_mismatch Statement.0.Resource", "unused_resource Statement.0.Resource"],
    ],
    [
      "an action without resources on one",
      { ...READ, Action: "s3:ListAllMyBuckets" },
      ["resource_mismatch Statement.0.Resource", "unused_resource Statement.0.Resource"],
    ],
    [
      "a resource of another service",
      { ...READ, Resource: [READ.Resource, "arn:aws:sqs:*:*:q"] },
      ["unused_resource Statement.0.Resource"],
    ],
    ["every resource", { ...READ, Resource: "*" }, ["resource_wildcard Statement.0.Resource"]],
    ["every action", { ...READ, Action: "s3:*" }, ["action_wildcard Statement.0.Action"]],
    [
      "NotAction",
      { Effect: "Allow", NotAction: "iam:*", Resource: READ.Resource },
      ["not_action Statement.0.NotAction"],
    ],
    [
      "NotResource",
      { Effect: "Allow", Action: "s3:GetObject", NotResource: READ.Resource },
      ["not_resource Statement.0.NotResource"],
    ],
    [
      "a condition key that there is none of",
      { ...READ, Condition: { StringEquals: { "s3:prefiks": "a" } } },
      ["unknown_condition_key Statement.0.Condition.StringEquals.s3:prefiks"],
    ],
    [
      "a condition key of another action",
      { ...READ, Condition: { StringEquals: { "s3:prefix": "a" } } },
      ["unknown_condition_key Statement.0.Condition.StringEquals.s3:prefix"],
    ],
    [
      "an operator that there is none of",
      { ...READ, Condition: { StringMatches: { "aws:username": "a" } } },
      ["unknown_operator Statement.0.Condition.StringMatches"],
    ],
    ["a Sid that IAM refuses", { ...READ, Sid: "read raw" }, ["invalid_sid Statement.0.Sid"]],
    ["everybody", { ...READ, Principal: "*" }, ["anyone Statement.0.Principal"]],
    [
      "everybody else",
      { ...READ, NotPrincipal: { AWS: "123456789012" } },
      ["not_principal Statement.0.NotPrincipal"],
    ],
  ])("finds %s", async (_, statement, expected) => {
    const found = await codes(statement);
    expect(found.filter((each) => !each.startsWith("privilege_escalation"))).toEqual(expected);
  });

  it("finds ways to more rights, and roles that are passed to any service", async () => {
    const role = "arn:aws:iam::123456789012:role/job";
    const pass = { Effect: "Allow", Action: "iam:PassRole", Resource: role };
    expect(await codes(pass)).toEqual(["pass_role_without_service Statement.0"]);
    const passWide = await codes({ ...pass, Action: "iam:P*Role" });
    expect(passWide).toContain("pass_role_without_service Statement.0");
    const toGlue = {
      ...pass,
      Condition: { StringEquals: { "iam:PassedToService": "glue.amazonaws.com" } },
    };
    expect(await codes(toGlue)).toEqual([]);
    const job = {
      Effect: "Allow",
      Action: "glue:CreateJob",
      Resource: "arn:aws:glue:eu-central-1:123456789012:job/x",
    };
    expect(await codes(toGlue, job)).toEqual(["privilege_escalation Statement.0"]);
    expect(await codes({ Effect: "Allow", Action: "iam:PutRolePolicy", Resource: role })).toEqual([
      "privilege_escalation Statement.0",
    ]);
    const bounded = (operator: string, boundary: string) => ({
      Effect: "Allow",
      Action: ["iam:AttachRolePolicy", "iam:PutRolePolicy"],
      Resource: role,
      Condition: { [operator]: { "iam:PermissionsBoundary": boundary } },
    });
    const boundary = "arn:aws:iam::123456789012:policy/boundary";
    expect(await codes(bounded("StringEquals", boundary))).toEqual([]);
    expect(await codes(bounded("StringNotEquals", boundary))).toHaveLength(2);
    expect(await codes(bounded("StringEqualsIfExists", boundary))).toHaveLength(2);
    expect(await codes({ Effect: "Deny", Action: "iam:PutRolePolicy", Resource: role })).toEqual(
      [],
    );
  });

  it("finds variables in the older version, and Sids that are there twice", async () => {
    const own = { ...READ, Resource: "arn:aws:s3:::logs/${aws:username}/*" };
    const older = await lintPolicy({ Statement: [own] });
    expect(older.map(({ code }) => code)).toEqual(["variables_without_version"]);
    expect(await codes({ ...READ, Sid: "A" }, { ...LIST, Sid: "A" })).toEqual([
      "duplicate_sid Statement.1.Sid",
    ]);
  });

  it("tells the faults of a document that can't be read", async () => {
    const findings = await lintPolicy("{");
    expect(findings.map(({ code }) => code)).toEqual(["invalid_document"]);
  });
});

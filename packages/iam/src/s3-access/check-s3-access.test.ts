import { describe, expect, it } from "vitest";
import { awsError, fakeIam } from "../../test/fake-iam.ts";
import { checkS3Access, type S3AccessInput } from "./check-s3-access.ts";

const USER = "arn:aws:iam::123456789012:user/team/ana";
const INPUT: S3AccessInput = { principalArn: USER, bucket: "logs", prefix: "raw/" };
const TLS = {
  ContextKeyName: "aws:SecureTransport",
  ContextKeyType: "boolean",
  ContextKeyValues: ["true"],
};

describe("checkS3Access", () => {
  it("asks for objects on the object ARN and for the list on the bucket's, with the prefix", async () => {
    const { iam, simulated } = fakeIam({});
    const access = await checkS3Access(iam, INPUT);
    expect(simulated).toEqual([
      {
        PolicySourceArn: USER,
        ActionNames: ["s3:GetObject"],
        ResourceArns: ["arn:aws:s3:::logs/raw/*"],
        ContextEntries: [TLS],
      },
      {
        PolicySourceArn: USER,
        ActionNames: ["s3:PutObject"],
        ResourceArns: ["arn:aws:s3:::logs/raw/*"],
        ContextEntries: [TLS],
      },
      {
        PolicySourceArn: USER,
        ActionNames: ["s3:ListBucket"],
        ResourceArns: ["arn:aws:s3:::logs"],
        ContextEntries: [
          TLS,
          { ContextKeyName: "s3:prefix", ContextKeyType: "string", ContextKeyValues: ["raw/"] },
        ],
      },
    ]);
    expect(access).toMatchObject({
      principalArn: USER,
      bucket: "logs",
      prefix: "raw/",
      bucketPolicyIncluded: false,
      read: { allowed: true },
      write: { allowed: true },
      list: { allowed: true },
    });
  });

  it("says for each action who denies it and what to do", async () => {
    const { iam } = fakeIam({
      decide: (_, action) =>
        action === "s3:GetObject"
          ? {
              EvalDecision: "explicitDeny",
              MatchedStatements: [{ SourcePolicyId: "user_ana_no-reads" }],
            }
          : { EvalDecision: "implicitDeny", MissingContextValues: ["aws:MultiFactorAuthPresent"] },
    });
    const { read, write, list } = await checkS3Access(iam, INPUT);
    expect(read.allowed || write.allowed || list.allowed).toBe(false);
    expect(read.actions[0]).toEqual({
      action: "s3:GetObject",
      resource: "arn:aws:s3:::logs/raw/*",
      allowed: false,
      deniedBy: "explicit-deny",
      explanation:
        "s3:GetObject on arn:aws:s3:::logs/raw/* is denied: a policy (user_ana_no-reads), or the bucket policy if it was given, denies it explicitly; no Allow can outweigh that.",
      policies: ["user_ana_no-reads"],
      missingContext: [],
    });
    expect(list.actions[0]).toMatchObject({
      deniedBy: "implicit-deny",
      missingContext: ["aws:MultiFactorAuthPresent"],
    });
    expect(list.actions[0]?.explanation).toContain("conditions on aws:MultiFactorAuthPresent");
  });

  it.each([
    ["service-control-policy", { OrganizationsDecisionDetail: { AllowedByOrganizations: false } }],
    [
      "permissions-boundary",
      { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
    ],
    [
      "bucket-policy",
      { EvalDecisionDetails: { "IAM Policies": "allowed", "Resource policy": "implicitDeny" } },
    ],
    [
      "implicit-deny",
      {
        EvalDecisionDetails: {},
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
      },
    ],
  ] as const)("tells a denial by %s", async (deniedBy, detail) => {
    const { iam } = fakeIam({ decide: () => ({ EvalDecision: "implicitDeny", ...detail }) });
    const { read } = await checkS3Access(iam, INPUT);
    expect(read.actions[0]).toMatchObject({ allowed: false, deniedBy });
  });

  it("takes the answer for the resource, where the simulator gives one", async () => {
    const { iam } = fakeIam({
      decide: ({ ResourceArns }) => ({
        EvalDecision: "allowed",
        EvalResourceName: "arn:${Partition}:s3:::${BucketName}/${KeyName}",
        ResourceSpecificResults: [
          {
            EvalResourceName: ResourceArns?.[0],
            EvalResourceDecision: "implicitDeny",
            MissingContextValues: ["s3:x-amz-acl"],
          },
        ],
      }),
    });
    const { write } = await checkS3Access(iam, INPUT);
    expect(write).toMatchObject({
      allowed: false,
      actions: [{ missingContext: ["s3:x-amz-acl"] }],
    });
  });

  it("asks for the KMS key as S3 uses it, and needs both", async () => {
    const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/k";
    const { iam, simulated } = fakeIam({
      pageSize: 1,
      decide: (_, action) => ({
        EvalDecision: action === "kms:GenerateDataKey" ? "implicitDeny" : "allowed",
      }),
    });
    const { read, write } = await checkS3Access(iam, { ...INPUT, kmsKeyArn });
    expect([read.allowed, write.allowed]).toEqual([true, false]);
    expect(write.actions.map(({ action, allowed }) => [action, allowed])).toEqual([
      ["s3:PutObject", true],
      ["kms:Decrypt", true],
      ["kms:GenerateDataKey", false],
    ]);
    expect(
      simulated.find(({ ResourceArns }) => ResourceArns?.[0] === kmsKeyArn)?.ContextEntries,
    ).toContainEqual({
      ContextKeyName: "kms:ViaService",
      ContextKeyType: "string",
      ContextKeyValues: ["s3.eu-central-1.amazonaws.com"],
    });
  });

  it("passes the bucket's policy and owner, and the caller's context", async () => {
    const { iam, simulated } = fakeIam({});
    const access = await checkS3Access(iam, {
      ...INPUT,
      bucketPolicy: { Version: "2012-10-17", Statement: [] },
      bucketOwner: "210987654321",
      context: {
        "aws:SourceIp": "10.0.0.1",
        "aws:MultiFactorAuthPresent": true,
        "aws:TagKeys": ["a", "b"],
        "s3:max-keys": 10,
        "aws:SecureTransport": false,
      },
    });
    expect(access.bucketPolicyIncluded).toBe(true);
    expect(simulated[0]).toMatchObject({
      ResourcePolicy: '{"Version":"2012-10-17","Statement":[]}',
      CallerArn: USER,
      ResourceOwner: "210987654321",
    });
    expect(simulated[0]?.ContextEntries).toEqual([
      { ...TLS, ContextKeyValues: ["false"] },
      { ContextKeyName: "aws:SourceIp", ContextKeyType: "ip", ContextKeyValues: ["10.0.0.1"] },
      {
        ContextKeyName: "aws:MultiFactorAuthPresent",
        ContextKeyType: "boolean",
        ContextKeyValues: ["true"],
      },
      { ContextKeyName: "aws:TagKeys", ContextKeyType: "stringList", ContextKeyValues: ["a", "b"] },
      { ContextKeyName: "s3:max-keys", ContextKeyType: "numeric", ContextKeyValues: ["10"] },
    ]);
  });

  it("simulates the role of a session, with its path, in its partition", async () => {
    const arn = "arn:aws-cn:iam::123456789012:role/service/loader";
    const { iam, roles, simulated } = fakeIam({ role: { arn } });
    const access = await checkS3Access(iam, {
      ...INPUT,
      principalArn: "arn:aws-cn:sts::123456789012:assumed-role/loader/i-0abc",
    });
    expect([roles, access.principalArn]).toEqual([["loader"], arn]);
    expect(simulated[0]).toMatchObject({
      PolicySourceArn: arn,
      ResourceArns: ["arn:aws-cn:s3:::logs/raw/*"],
    });
  });

  it.each([
    [
      "the root user",
      "arn:aws:iam::123456789012:root",
      "the root user has no policies to simulate",
    ],
    [
      "a federated user",
      "arn:aws:sts::123456789012:federated-user/bob",
      "takes users, groups and roles only",
    ],
    [
      "a session of another account",
      "arn:aws:sts::999999999999:assumed-role/loader/s",
      "is of account 999999999999",
    ],
  ])("refuses %s", async (_, principalArn, message) => {
    const { iam } = fakeIam({ role: { arn: "arn:aws:iam::123456789012:role/loader" } });
    await expect(checkS3Access(iam, { ...INPUT, principalArn })).rejects.toMatchObject({
      code: "UNSUPPORTED_PRINCIPAL",
      principalArn,
      message: expect.stringContaining(message) as string,
    });
  });

  it.each([
    ["AccessDenied", "CANNOT_SIMULATE", "Allow the caller iam:SimulatePrincipalPolicy on it"],
    ["NoSuchEntityException", "NO_SUCH_PRINCIPAL", "does not exist"],
    ["PolicyEvaluationException", "INVALID_SIMULATION", "bucket policy"],
    ["InvalidInputException", "INVALID_SIMULATION", "IAM refused"],
    ["InvalidAction", "SIMULATION_NOT_SUPPORTED", "does not implement iam:SimulatePrincipalPolicy"],
    ["TimeoutError", "IAM_REQUEST_FAILED", "iam:SimulatePrincipalPolicy failed"],
  ])("answers %s with %s", async (name, code, message) => {
    const cause = awsError(name, "the server's words");
    const { iam } = fakeIam({ fail: cause });
    await expect(checkS3Access(iam, INPUT)).rejects.toMatchObject({
      name: "IamCheckError",
      code,
      cause,
      principalArn: USER,
      message: expect.stringMatching(new RegExp(`${message}.*the server's words`)) as string,
    });
  });

  it("names the right it needs to resolve a session", async () => {
    const { iam } = fakeIam({ fail: awsError("AccessDenied", "no") });
    const session = { ...INPUT, principalArn: "arn:aws:sts::123456789012:assumed-role/loader/s" };
    await expect(checkS3Access(iam, session)).rejects.toMatchObject({
      code: "CANNOT_READ_ROLE",
      message: expect.stringContaining("iam:GetRole") as string,
    });
  });

  it("says when the simulator leaves an action out", async () => {
    const { iam } = fakeIam({ decide: () => ({ EvalActionName: "s3:Other" }) });
    await expect(checkS3Access(iam, INPUT)).rejects.toThrow("no answer for s3:GetObject");
  });

  it("stops with the signal's reason", async () => {
    const reason = new Error("enough");
    await expect(
      checkS3Access(fakeIam({}).iam, INPUT, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });

  it.each<[string, object, string]>([
    [
      "a name for an ARN",
      { principalArn: "ana" },
      "principalArn must be the ARN of an IAM user, group or role",
    ],
    ["a wildcard", { principalArn: "arn:aws:iam::123456789012:role/*" }, "principalArn must be"],
    ["a malformed bucket name", { bucket: "logs/raw" }, "bucket must be"],
    ["a prefix with a slash at the start", { prefix: "/raw" }, "prefix must be"],
    ["a malformed bucket policy", { bucketPolicy: "{}" }, "bucketPolicy must be a policy document"],
    [
      "a bucket policy that is no JSON",
      { bucketPolicy: "{" },
      "bucketPolicy must be a policy document",
    ],
    ["a malformed owner", { bucketOwner: "me" }, "bucketOwner must be an account id of 12 digits"],
    ["a malformed key ARN", { kmsKeyArn: "alias/k" }, "kmsKeyArn must be"],
    [
      "a malformed context key",
      { context: { mfa: true } },
      'condition keys like "aws:SourceIp", not "mfa"',
    ],
    ["a malformed context value", { context: { "aws:x": Number.NaN } }, "context aws:x must be"],
    ["an unknown option", { key: "x" }, 'unknown option "key"'],
  ])("refuses %s", async (_, change, message) => {
    const check = checkS3Access(fakeIam({}).iam, { ...INPUT, ...change } as S3AccessInput);
    await expect(check).rejects.toThrow(TypeError);
    await expect(check).rejects.toThrow(message);
  });
});

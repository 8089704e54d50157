import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  buildLambdaPolicy,
  checkGlueRole,
  checkS3Access,
  lambdaTrustPolicy,
} from "../src/index.ts";

const MOTO = testServer("CLOUDAPI_TEST_MOTO");
const MINISTACK = testServer("CLOUDAPI_TEST_MINISTACK");
const POLICY = buildLambdaPolicy({
  bucket: "logs-raw",
  prefix: "raw/",
  quarantine: { bucket: "logs-processed" },
  topicArn: "arn:aws:sns:us-east-1:123456789012:alerts",
  logGroup: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/validator",
  kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  queueArn: "arn:aws:sqs:us-east-1:123456789012:uploads",
});

function client(endpoint: string | undefined): IAMClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new IAMClient({ endpoint: endpoint ?? "", region: "us-east-1", credentials });
}

/** A name that no other run uses. */
function unique(name: string): string {
  return `${name}-${crypto.randomUUID().slice(0, 8)}`;
}

describe.skipIf(MOTO === undefined)("moto (CLOUDAPI_TEST_MOTO)", () => {
  const iam = client(MOTO);

  it("takes the policy as managed and as inline policy, and the trust policy", async () => {
    const RoleName = unique("validator");
    const PolicyDocument = JSON.stringify(POLICY);
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify(lambdaTrustPolicy()),
      }),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "validator", PolicyDocument }));
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: RoleName, PolicyDocument }),
    );
    expect(Policy?.Arn).toContain(RoleName);
  });

  it("answers clearly where there is no policy simulator, and for a role that is not there", async () => {
    const check = checkS3Access(iam, {
      principalArn: "arn:aws:iam::123456789012:user/ana",
      bucket: "logs-raw",
    });
    await expect(check).rejects.toMatchObject({ code: "IAM_REQUEST_FAILED" });
    await expect(checkGlueRole(iam, { roleName: unique("none") })).rejects.toMatchObject({
      code: "NO_SUCH_PRINCIPAL",
    });
  });
});

describe.skipIf(MINISTACK === undefined)("MiniStack (CLOUDAPI_TEST_MINISTACK)", () => {
  const iam = client(MINISTACK);

  it("finds what a user may do", async () => {
    const UserName = unique("ana");
    const { User } = await iam.send(new CreateUserCommand({ UserName }));
    const Statement = [
      { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs-raw/*" },
      { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::logs-raw" },
      { Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs-raw/secret/*" },
    ];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "reads", PolicyDocument }));
    const principalArn = User?.Arn ?? "";
    const raw = await checkS3Access(iam, { principalArn, bucket: "logs-raw", prefix: "raw/" });
    expect([raw.read.allowed, raw.write.allowed, raw.list.allowed]).toEqual([true, false, true]);
    const secret = await checkS3Access(iam, {
      principalArn,
      bucket: "logs-raw",
      prefix: "secret/",
    });
    expect(secret.read.actions[0]?.deniedBy).toBe("explicit-deny");
    expect(raw.write.actions[0]?.deniedBy).toBe("implicit-deny");
  });

  it("finds what a Glue role lacks, by role and by session", async () => {
    const RoleName = unique("glue");
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    const Statement = [
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        Resource: ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"],
      },
      { Effect: "Allow", Action: "logs:*", Resource: "arn:aws:logs:*:*:*:/aws-glue/*" },
    ];
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "job",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
    const report = await checkGlueRole(iam, {
      roleName: RoleName,
      writes: [{ bucket: "lake", prefix: "tables/" }],
    });
    expect(report.trust).toEqual({ trusted: true, problems: [], conditions: [] });
    expect(report.missing.map(({ action }) => action)).toEqual(["s3:DeleteObject"]);
    const principalArn = `arn:aws:sts::${report.roleArn.split(":")[4]}:assumed-role/${RoleName}/session`;
    const access = await checkS3Access(iam, { principalArn, bucket: "lake" });
    expect([access.principalArn, access.write.allowed]).toEqual([report.roleArn, true]);
  });

  it("sees that a Lambda role is not one for Glue", async () => {
    const RoleName = unique("lambda");
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify(lambdaTrustPolicy()),
      }),
    );
    const { ready, trust } = await checkGlueRole(iam, { roleName: RoleName });
    expect(ready).toBe(false);
    expect(trust.problems[0]).toContain("it names lambda.amazonaws.com");
  });
});

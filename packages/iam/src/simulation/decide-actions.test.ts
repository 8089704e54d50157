import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { awsError } from "../../test/fake-iam.ts";
import { checkGlueRole } from "../glue-role/check-glue-role.ts";
import { checkS3Access } from "../s3-access/check-s3-access.ts";

const ARN = "arn:aws:iam::123456789012:role/loader";
const DENIED = awsError("AccessDenied", "no", 403);

/** A client that may not simulate, and whose one role has these statements. */
function iamWith(
  Statement: object[],
  fails: readonly (abstract new (...all: never[]) => object)[] = [],
): IAMClient {
  const iam = new IAMClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "A", secretAccessKey: "S" },
  });
  const document = encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement }));
  const trust = encodeURIComponent(
    JSON.stringify({
      Statement: {
        Effect: "Allow",
        Principal: { Service: "glue.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    }),
  );
  const send = async (command: object): Promise<unknown> => {
    if ([SimulatePrincipalPolicyCommand, ...fails].some((each) => command instanceof each))
      throw DENIED;
    if (command instanceof GetRoleCommand)
      return { Role: { Arn: ARN, AssumeRolePolicyDocument: trust } };
    if (command instanceof ListRolePoliciesCommand) return { PolicyNames: ["own"] };
    if (command instanceof GetRolePolicyCommand) return { PolicyDocument: document };
    if (command instanceof ListAttachedRolePoliciesCommand) return { AttachedPolicies: [] };
    throw new Error("unexpected command");
  };
  return Object.assign(iam, { send }) as IAMClient;
}

const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" };

describe("without the simulator", () => {
  it("a role's policies are evaluated, and the report says so", async () => {
    const list = {
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::logs",
      Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    };
    const access = await checkS3Access(iamWith([READ, list]), {
      principalArn: ARN,
      bucket: "logs",
    });
    expect(access.answeredBy).toBe("evaluation");
    expect([access.read.allowed, access.write.allowed, access.list.allowed]).toEqual([
      true,
      false,
      false,
    ]);
    expect(access.read.actions[0]?.policies).toEqual(["own"]);
    expect(access.write.actions[0]?.deniedBy).toBe("implicit-deny");
    expect(access.list.actions[0]).toMatchObject({
      deniedBy: "undecided",
      explanation: expect.stringContaining("aws:SourceIp") as string,
    });
    const context = { "aws:SourceIp": "10.1.1.1" };
    const known = await checkS3Access(iamWith([list]), {
      principalArn: ARN,
      bucket: "logs",
      context,
    });
    expect(known.list.allowed).toBe(true);
  });

  it("a bucket policy and its owner take part", async () => {
    const bucketPolicy = {
      Version: "2012-10-17",
      Statement: {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: "arn:aws:s3:::logs/*",
      },
    };
    const denied = await checkS3Access(iamWith([READ]), {
      principalArn: ARN,
      bucket: "logs",
      bucketPolicy,
    });
    expect(denied.read.actions[0]?.deniedBy).toBe("bucket-policy");
    const foreign = await checkS3Access(iamWith([READ]), {
      principalArn: ARN,
      bucket: "logs",
      bucketOwner: "999999999999",
    });
    expect(foreign.read.actions[0]?.deniedBy).toBe("bucket-policy");
  });

  it("neither a bucket's policy nor that of a key, which nobody has read, denies the key", async () => {
    const account = "123456789012";
    const use = {
      principalArn: ARN,
      bucket: "logs",
      kmsKeyArn: `arn:aws:kms:eu-central-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
      bucketPolicy: {
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" },
      },
    };
    const decrypt = { Effect: "Allow", Action: "kms:Decrypt", Resource: "*" };
    const may = await checkS3Access(iamWith([READ, decrypt]), use);
    expect(may.read.actions[1]).toMatchObject({ allowed: true, policies: ["own"] });
    const denied = await checkS3Access(iamWith([READ]), use);
    expect(denied.read.actions[1]).toMatchObject({ allowed: false, deniedBy: "implicit-deny" });
  });

  it("a Glue role's rights are evaluated, too", async () => {
    const all = { Effect: "Allow", Action: ["s3:*", "logs:*"], Resource: "*" };
    const report = await checkGlueRole(iamWith([all]), {
      roleName: "loader",
      reads: [{ bucket: "logs" }],
    });
    expect([report.ready, report.answeredBy]).toEqual([true, "evaluation"]);
    const less = await checkGlueRole(iamWith([READ]), {
      roleName: "loader",
      reads: [{ bucket: "logs" }],
    });
    expect(less.missing.map(({ action }) => action)).toContain("s3:ListBucket");
  });

  it("and without the right to read policies, both rights are named", async () => {
    const check = checkS3Access(iamWith([READ], [GetRolePolicyCommand]), {
      principalArn: ARN,
      bucket: "logs",
    });
    await expect(check).rejects.toMatchObject({
      code: "CANNOT_SIMULATE",
      message: expect.stringMatching(/iam:SimulatePrincipalPolicy.*iam:GetRolePolicy/s) as string,
    });
  });

  it("a user's rights stay unknown", async () => {
    const principalArn = "arn:aws:iam::123456789012:user/ana";
    const check = checkS3Access(iamWith([READ]), { principalArn, bucket: "logs" });
    await expect(check).rejects.toMatchObject({ code: "CANNOT_SIMULATE" });
  });
});

import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  buildGlueJobPolicy,
  buildLambdaPolicy,
  buildPermissionBoundary,
  buildTransformPolicy,
  buildTrustPolicy,
  checkGlueRole,
  checkRole,
  checkS3Access,
  lambdaTrustPolicy,
} from "../src/index.ts";

let cloud: LocalCloud;
let iam: IAMClient;

beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true });
  iam = new IAMClient(cloud.clientConfig);
});
afterAll(() => cloud.close());

/** A client of a user who may do these things alone. */
function clientOf(name: string, actions: readonly string[]): IAMClient {
  const Statement = { Effect: "Allow", Action: actions, Resource: "*" };
  const policies = { own: { Version: "2012-10-17", Statement } };
  return new IAMClient(cloud.putUser(name, { policies }).clientConfig);
}

const READS_ROLES = [
  "iam:GetRole",
  "iam:ListRolePolicies",
  "iam:GetRolePolicy",
  "iam:ListAttachedRolePolicies",
  "iam:GetPolicy",
  "iam:GetPolicyVersion",
];

async function managed(name: string, document: object): Promise<string> {
  const PolicyDocument = JSON.stringify(document);
  const made = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument }));
  return made.Policy?.Arn ?? "";
}

async function role(RoleName: string, trust: object): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
}

describe("checkRole on the embedded cloud", () => {
  const needs = {
    validator: buildLambdaPolicy({ bucket: "logs-raw", prefix: "raw/" }),
    nightly: buildTransformPolicy({
      sources: [{ bucket: "logs-raw", prefix: "raw/", list: true }],
      destination: { bucket: "lake", prefix: "logs/" },
    }),
  };

  it("finds a role to fit whose policies are inline and attached, and which its boundary doesn't limit", async () => {
    await role("fits", lambdaTrustPolicy());
    const PolicyDocument = JSON.stringify(needs.validator);
    await iam.send(
      new PutRolePolicyCommand({ RoleName: "fits", PolicyName: "validator", PolicyDocument }),
    );
    const PolicyArn = await managed("nightly", needs.nightly);
    await iam.send(new AttachRolePolicyCommand({ RoleName: "fits", PolicyArn }));
    const boundary = await managed(
      "boundary",
      buildPermissionBoundary({ policies: Object.values(needs) }),
    );
    await iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: "fits", PermissionsBoundary: boundary }),
    );
    const report = await checkRole(clientOf("checks", READS_ROLES), { roleName: "fits", needs });
    expect(report).toMatchObject({ fits: true, missing: [], excessive: [] });
  });

  it("finds what a boundary takes away, and what is too much", async () => {
    await role("bounded", lambdaTrustPolicy());
    const wide = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" },
    };
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "bounded",
        PolicyName: "wide",
        PolicyDocument: JSON.stringify(wide),
      }),
    );
    await iam.send(
      new PutRolePermissionsBoundaryCommand({
        RoleName: "bounded",
        PermissionsBoundary: await managed("only-validator", needs.validator),
      }),
    );
    const { missing, excessive } = await checkRole(iam, { roleName: "bounded", needs });
    expect(new Set(missing.map(({ operation }) => operation))).toEqual(new Set(["nightly"]));
    expect(missing[0]?.why).toBe("The permissions boundary does not allow it.");
    expect(excessive).toMatchObject([{ policy: "wide", action: "s3:*", resource: "*" }]);
  });

  it.each(READS_ROLES)("says that the caller lacks %s", async (lacking) => {
    const rights = READS_ROLES.filter((each) => each !== lacking);
    const poor = clientOf(`lacks-${lacking.slice(4)}`, rights);
    const check = checkRole(poor, { roleName: "fits", needs });
    await expect(check).rejects.toThrow(`${lacking} on`);
    await expect(check).rejects.toMatchObject({
      code: lacking === "iam:GetRole" ? "CANNOT_READ_ROLE" : "CANNOT_READ_POLICIES",
    });
  });
});

describe("checkS3Access on the embedded cloud", () => {
  it("says of a user's groups the same by the simulator and, where it may not be used, by its policies", async () => {
    await iam.send(new CreateUserCommand({ UserName: "ana", Path: "/team/" }));
    await iam.send(new CreateGroupCommand({ GroupName: "readers" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "readers", UserName: "ana" }));
    const reads = buildTransformPolicy({
      sources: [{ bucket: "logs-raw", prefix: "raw/", list: true }],
      destination: { bucket: "lake", prefix: "ana/" },
    });
    const PolicyArn = await managed("ana-loads", reads);
    await iam.send(new AttachGroupPolicyCommand({ GroupName: "readers", PolicyArn }));
    const denies = {
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::logs-raw/raw/secret/*" },
    };
    await iam.send(
      new PutUserPolicyCommand({
        UserName: "ana",
        PolicyName: "not-secret",
        PolicyDocument: JSON.stringify(denies),
      }),
    );
    const principalArn = `arn:aws:iam::${cloud.accountId}:user/team/ana`;
    const simulates = clientOf("simulates", ["iam:SimulatePrincipalPolicy"]);
    const evaluates = clientOf("evaluates", [
      "iam:GetUser",
      "iam:ListUserPolicies",
      "iam:GetUserPolicy",
      "iam:ListAttachedUserPolicies",
      "iam:ListGroupsForUser",
      "iam:ListGroupPolicies",
      "iam:ListAttachedGroupPolicies",
      "iam:GetPolicy",
      "iam:GetPolicyVersion",
    ]);
    for (const [client, answeredBy] of [
      [simulates, "simulator"],
      [evaluates, "evaluation"],
    ] as const) {
      const ask = (bucket: string, prefix: string) =>
        checkS3Access(client, { principalArn, bucket, prefix });
      const raw = await ask("logs-raw", "raw/");
      expect([raw.read.allowed, raw.write.allowed, raw.list.allowed, raw.answeredBy]).toEqual([
        true,
        false,
        true,
        answeredBy,
      ]);
      const secret = await ask("logs-raw", "raw/secret/");
      expect([secret.read.allowed, secret.read.actions[0]?.deniedBy]).toEqual([
        false,
        "explicit-deny",
      ]);
      const lake = await ask("lake", "ana/");
      expect([lake.read.allowed, lake.write.allowed]).toEqual([true, true]);
    }
  });

  it("says of a bucket of another account which side does not allow", async () => {
    cloud.putUser("abroad", {
      policies: {
        own: {
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" },
        },
      },
    });
    const principalArn = `arn:aws:iam::${cloud.accountId}:user/abroad`;
    const bucketPolicy = {
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: { AWS: principalArn },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::theirs/*",
      },
    };
    const access = await checkS3Access(iam, {
      principalArn,
      bucket: "theirs",
      bucketPolicy,
      bucketOwner: "999999999999",
    });
    expect(access).toMatchObject({ answeredBy: "simulator", bucketPolicyIncluded: true });
    expect(access.read.allowed).toBe(true);
    expect(access.write.actions[0]?.deniedBy).toBe("bucket-policy");
  });
});

describe("checkGlueRole on the embedded cloud", () => {
  it("finds the role of a job ready that has the policy and the trust that are built for it", async () => {
    const targets = [{ bucket: "lake", prefix: "logs/" }];
    const job = buildGlueJobPolicy({
      scriptLocation: "s3://jobs/scripts/nightly.py",
      targets,
      database: "logs",
      writeTables: ["api_logs"],
      region: cloud.region,
      accountId: cloud.accountId,
    });
    await role(
      "glue-job",
      buildTrustPolicy({ service: "glue.amazonaws.com", accountId: cloud.accountId }),
    );
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "glue-job",
        PolicyName: "job",
        PolicyDocument: JSON.stringify(job),
      }),
    );
    const input = { roleName: "glue-job", writes: targets };
    const report = await checkGlueRole(iam, input);
    expect(report.trust.trusted).toBe(true);
    expect(report.missing).toEqual([]);
    const elsewhere = await checkGlueRole(iam, { ...input, writes: [{ bucket: "other" }] });
    expect(elsewhere.missing.length).toBeGreaterThan(0);
    await role("lambda-only", lambdaTrustPolicy());
    const lambda = await checkGlueRole(iam, { roleName: "lambda-only" });
    expect(lambda.trust.trusted).toBe(false);
  });
});

import * as sdk from "@aws-sdk/client-iam";
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetGroupCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  paginateListRolePolicies,
  SetDefaultPolicyVersionCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { IAM_OPERATIONS } from "../src/iam/iam-operations.ts";
import { REFUSED_IAM_OPERATIONS } from "../src/iam/refused-operations.ts";
import { textLike } from "./matchers.ts";
import { outcome } from "./outcome.ts";
import { useCloud } from "./use-cloud.ts";

const test = useCloud();
const TRUST = documentOf({
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: "sts:AssumeRole",
});
const READS = documentOf({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" });

function documentOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function client(region = test.cloud.region): IAMClient {
  return new IAMClient({ ...test.cloud.clientConfig, region });
}

let count = 0;

async function newRole(iam: IAMClient): Promise<string> {
  const RoleName = `role-${count++}`;
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  return RoleName;
}

async function newPolicy(iam: IAMClient): Promise<string> {
  const PolicyName = `policy-${count++}`;
  const made = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: READS }));
  return made.Policy?.Arn ?? "";
}

it("every operation that the SDK knows is there or refused by its name", async () => {
  const all = Object.keys(sdk)
    .filter((name) => name.endsWith("Command") && name !== "$Command")
    .map((name) => name.slice(0, -"Command".length));
  const told = [...Object.keys(IAM_OPERATIONS), ...REFUSED_IAM_OPERATIONS];
  expect(told.sort()).toEqual(all.sort());
  const saml = new CreateSAMLProviderCommand({ Name: "x", SAMLMetadataDocument: "x".repeat(1000) });
  await expect(client().send(saml)).rejects.toMatchObject({
    name: "NotImplemented",
    message: textLike(/the action CreateSAMLProvider/),
  });
  const tags = new CreateUserCommand({ UserName: "tagged", Tags: [{ Key: "a", Value: "b" }] });
  await expect(client().send(tags)).rejects.toMatchObject({
    message: textLike(/the parameter Tags of CreateUser/),
  });
});

describe("a role", () => {
  it("is given back with its trust policy, path, boundary and policies", async () => {
    const iam = client();
    const boundary = await newPolicy(iam);
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: "nightly",
        Path: "/jobs/",
        AssumeRolePolicyDocument: TRUST,
        Description: "runs at night <&>",
        MaxSessionDuration: 7200,
        PermissionsBoundary: boundary,
      }),
    );
    const read = await iam.send(new GetRoleCommand({ RoleName: "nightly" }));
    expect(read.Role).toEqual(Role);
    expect(read.Role).toMatchObject({
      Path: "/jobs/",
      Arn: `arn:aws:iam::${test.cloud.accountId}:role/jobs/nightly`,
      Description: "runs at night <&>",
      MaxSessionDuration: 7200,
      PermissionsBoundary: { PermissionsBoundaryArn: boundary },
    });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(TRUST);
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "nightly",
        PolicyName: "reads",
        PolicyDocument: READS,
      }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName: "nightly", PolicyArn: boundary }));
    const inline = await iam.send(
      new GetRolePolicyCommand({ RoleName: "nightly", PolicyName: "reads" }),
    );
    expect(decodeURIComponent(inline.PolicyDocument ?? "")).toBe(READS);
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "nightly" }));
    expect(attached.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([boundary]);
    const below = await iam.send(new ListRolesCommand({ PathPrefix: "/jobs/" }));
    expect(below.Roles?.map(({ RoleName }) => RoleName)).toEqual(["nightly"]);
    expect(await outcome(iam.send(new DeleteRoleCommand({ RoleName: "nightly" })))).toBe(
      "DeleteConflictException",
    );
  });

  it("that putRole made is one like any other, its boundary a managed policy", async () => {
    const role = test.cloud.putRole("team/loader", {
      trust: JSON.parse(TRUST) as object,
      policies: { reads: READS },
      boundary: READS,
    });
    const iam = client();
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "loader" }));
    expect(Role?.Arn).toBe(role.arn);
    const PolicyArn = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }),
    );
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(READS);
    expect(() => test.cloud.putRole("other/loader", { trust: TRUST })).toThrow(/is taken once/);
  });

  it("has its policies listed in pages", async () => {
    const iam = client();
    const RoleName = await newRole(iam);
    const names = Array.from({ length: 7 }, (_, index) => `p${index}`);
    for (const PolicyName of names)
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: READS }));
    const pages: (string[] | undefined)[] = [];
    for await (const page of paginateListRolePolicies({ client: iam, pageSize: 3 }, { RoleName }))
      pages.push(page.PolicyNames);
    expect(pages).toEqual([names.slice(0, 3), names.slice(3, 6), names.slice(6)]);
    const bad = new ListRolePoliciesCommand({ RoleName, Marker: "x" });
    expect(await outcome(iam.send(bad))).toBe("ValidationError");
  });
});

describe("what is refused", () => {
  const cases: [string, (iam: IAMClient) => Promise<unknown>, string][] = [
    [
      "a role twice, in another case",
      async (iam) => {
        const name = (await newRole(iam)).toUpperCase();
        await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: TRUST }));
      },
      "EntityAlreadyExistsException",
    ],
    [
      "a trust policy with a resource",
      (iam) => iam.send(new CreateRoleCommand({ RoleName: "x", AssumeRolePolicyDocument: READS })),
      "MalformedPolicyDocumentException",
    ],
    [
      "a trust policy that names a user who isn't there",
      (iam) =>
        iam.send(
          new CreateRoleCommand({
            RoleName: "x",
            AssumeRolePolicyDocument: TRUST.replace(
              '{"Service":"lambda.amazonaws.com"}',
              `{"AWS":"arn:aws:iam::${test.cloud.accountId}:user/nobody"}`,
            ),
          }),
        ),
      "MalformedPolicyDocumentException",
    ],
    [
      "an identity policy with a principal",
      async (iam) =>
        iam.send(
          new PutRolePolicyCommand({
            RoleName: await newRole(iam),
            PolicyName: "p",
            PolicyDocument: TRUST,
          }),
        ),
      "MalformedPolicyDocumentException",
    ],
    [
      "a policy that is not JSON",
      async (iam) =>
        iam.send(
          new PutRolePolicyCommand({
            RoleName: await newRole(iam),
            PolicyName: "p",
            PolicyDocument: "{",
          }),
        ),
      "MalformedPolicyDocumentException",
    ],
    [
      "inline policies of more than 10,240 characters together",
      async (iam) => {
        const RoleName = await newRole(iam);
        const long = READS.replace("arn:aws:s3:::a/*", `arn:aws:s3:::a/${"x".repeat(6000)}`);
        for (const PolicyName of ["one", "two"])
          await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: long }));
      },
      "LimitExceededException",
    ],
    [
      "an eleventh attached policy",
      async (iam) => {
        const RoleName = await newRole(iam);
        for (let index = 0; index < 11; index++) {
          const PolicyArn = await newPolicy(iam);
          await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
        }
      },
      "LimitExceededException",
    ],
    [
      "a policy that AWS manages",
      async (iam) =>
        iam.send(
          new AttachRolePolicyCommand({
            RoleName: await newRole(iam),
            PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
          }),
        ),
      "NoSuchEntityException",
    ],
    [
      "a boundary that isn't there",
      async (iam) =>
        iam.send(
          new PutRolePermissionsBoundaryCommand({
            RoleName: await newRole(iam),
            PermissionsBoundary: `arn:aws:iam::${test.cloud.accountId}:policy/none`,
          }),
        ),
      "NoSuchEntityException",
    ],
    [
      "a name with a space",
      (iam) => iam.send(new CreateUserCommand({ UserName: "a b" })),
      "ValidationError",
    ],
    [
      "a third access key",
      async (iam) => {
        await iam.send(new CreateUserCommand({ UserName: "keys" }));
        for (let index = 0; index < 3; index++)
          await iam.send(new CreateAccessKeyCommand({ UserName: "keys" }));
      },
      "LimitExceededException",
    ],
    [
      "a group with users that is deleted",
      async (iam) => {
        await iam.send(new CreateUserCommand({ UserName: "member" }));
        await iam.send(new CreateGroupCommand({ GroupName: "team" }));
        await iam.send(new AddUserToGroupCommand({ GroupName: "team", UserName: "member" }));
        const { Users } = await iam.send(new GetGroupCommand({ GroupName: "team" }));
        expect(Users?.map(({ UserName }) => UserName)).toEqual(["member"]);
        await expect(iam.send(new DeleteUserCommand({ UserName: "member" }))).rejects.toMatchObject(
          { name: "DeleteConflictException" },
        );
        await iam.send(new DeleteGroupCommand({ GroupName: "team" }));
      },
      "DeleteConflictException",
    ],
    [
      "a simulation of nobody",
      (iam) =>
        iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: `arn:aws:iam::${test.cloud.accountId}:role/none`,
            ActionNames: ["s3:GetObject"],
          }),
        ),
      "NoSuchEntityException",
    ],
  ];
  it.each(cases)("%s", async (_, call, name) => {
    await expect(call(client())).rejects.toMatchObject({ name });
  });
});

it("a managed policy has versions, of which one counts", async () => {
  const iam = client("us-east-1");
  const PolicyArn = await newPolicy(iam);
  const more = { PolicyArn, PolicyDocument: TRUST.replace("Principal", "NotPrincipal") };
  await expect(iam.send(new CreatePolicyVersionCommand(more))).rejects.toMatchObject({
    name: "MalformedPolicyDocumentException",
  });
  const writes = READS.replace("Get", "Put");
  for (let index = 0; index < 4; index++)
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: writes }));
  const sixth = new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: writes });
  expect(await outcome(iam.send(sixth))).toBe("LimitExceededException");
  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy).toMatchObject({ DefaultVersionId: "v3", AttachmentCount: 0 });
  const v3 = new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v3" });
  expect(await outcome(iam.send(v3))).toBe("DeleteConflictException");
  expect(await outcome(iam.send(new DeletePolicyCommand({ PolicyArn })))).toBe(
    "DeleteConflictException",
  );
  for (const VersionId of ["v1", "v2", "v4", "v5"])
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  await iam.send(new DeletePolicyCommand({ PolicyArn }));
  const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
  expect(Policies?.map(({ Arn }) => Arn)).not.toContain(PolicyArn);
});

it("who asks who they are is told", async () => {
  const { User } = await client().send(new GetUserCommand({}));
  expect(User?.Arn).toBe(`arn:aws:iam::${test.cloud.accountId}:root`);
  const ana = test.cloud.putUser("ana");
  const own = await new IAMClient(ana.clientConfig).send(new GetUserCommand({}));
  expect(own.User?.Arn).toBe(ana.arn);
});

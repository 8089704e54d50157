import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { awsError } from "../../test/fake-iam.ts";
import { checkS3Access } from "../s3-access/check-s3-access.ts";

const principalArn = "arn:aws:iam::123456789012:user/team/ana";
const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
const ATTACHED = "arn:aws:iam::123456789012:policy/lists";
const OF_GROUP = "arn:aws:iam::123456789012:policy/writes";
const DENIED = awsError("AccessDenied", "no", 403);

type Command = abstract new (...all: never[]) => object;

function allow(Action: string, Resource: string): object {
  return { Effect: "Allow", Action, Resource };
}

function document(...Statement: object[]): string {
  return encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement }));
}

const OBJECTS = "arn:aws:s3:::logs/*";
const MANAGED: Readonly<Record<string, string>> = {
  [ATTACHED]: document(allow("s3:ListBucket", "arn:aws:s3:::logs")),
  [OF_GROUP]: document(allow("s3:PutObject", OBJECTS), allow("s3:AbortMultipartUpload", OBJECTS)),
  [BOUNDARY]: document(allow("s3:GetObject", "*"), allow("s3:ListBucket", "*")),
};

/** A client that may not simulate, and whose one user has an inline and an attached policy, and a group with one of each. */
function iamWith({ boundary = false, denied = [] as readonly Command[] } = {}): IAMClient {
  const iam = new IAMClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "A", secretAccessKey: "S" },
  });
  const bounded = { PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY } };
  const answers: readonly (readonly [Command, (input: Record<string, string>) => object])[] = [
    [GetUserCommand, () => ({ User: { Arn: principalArn, ...(boundary ? bounded : {}) } })],
    [ListUserPoliciesCommand, () => ({ PolicyNames: ["reads"] })],
    [GetUserPolicyCommand, () => ({ PolicyDocument: document(allow("s3:GetObject", OBJECTS)) })],
    [ListAttachedUserPoliciesCommand, () => ({ AttachedPolicies: [{ PolicyArn: ATTACHED }] })],
    [ListGroupsForUserCommand, () => ({ Groups: [{ GroupName: "writers" }] })],
    [ListGroupPoliciesCommand, () => ({ PolicyNames: ["keeps"] })],
    [
      GetGroupPolicyCommand,
      () => ({
        PolicyDocument: document({ Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" }),
      }),
    ],
    [ListAttachedGroupPoliciesCommand, () => ({ AttachedPolicies: [{ PolicyArn: OF_GROUP }] })],
    [GetPolicyCommand, () => ({ Policy: { DefaultVersionId: "v2" } })],
    [
      GetPolicyVersionCommand,
      ({ PolicyArn = "" }) => ({ PolicyVersion: { Document: MANAGED[PolicyArn] } }),
    ],
  ];
  const send = async (command: object): Promise<unknown> => {
    if ([SimulatePrincipalPolicyCommand, ...denied].some((each) => command instanceof each))
      throw DENIED;
    const answer = answers.find(([kind]) => command instanceof kind)?.[1];
    if (answer === undefined) throw new Error("unexpected command");
    return answer((command as { input: Record<string, string> }).input);
  };
  return Object.assign(iam, { send }) as IAMClient;
}

describe("a user whose access may not be simulated", () => {
  it("has what its own policies and those of its groups allow", async () => {
    const access = await checkS3Access(iamWith(), { principalArn, bucket: "logs" });
    expect(access.answeredBy).toBe("evaluation");
    const { read, write, list } = access;
    expect([read, write, list].map(({ allowed }) => allowed)).toEqual([true, true, true]);
    expect(read.actions[0]?.policies).toEqual(["reads"]);
    expect(list.actions[0]?.policies).toEqual([ATTACHED]);
    expect(write.actions[0]?.policies).toEqual([OF_GROUP]);
  });

  it("has no more than its boundary allows", async () => {
    const iam = iamWith({ boundary: true });
    const { read, write } = await checkS3Access(iam, { principalArn, bucket: "logs" });
    expect([read.allowed, write.allowed]).toEqual([true, false]);
    expect(write.actions[0]?.deniedBy).toBe("permissions-boundary");
  });

  it("is not guessed at where one of its groups can't be read", async () => {
    const iam = iamWith({ denied: [ListGroupsForUserCommand] });
    await expect(checkS3Access(iam, { principalArn, bucket: "logs" })).rejects.toMatchObject({
      code: "CANNOT_SIMULATE",
      message: expect.stringContaining(
        "Allow the caller iam:ListGroupsForUser on it, or",
      ) as string,
    });
  });

  it.each<[Command, string]>([
    [ListGroupPoliciesCommand, "iam:ListGroupPolicies on its groups,"],
    [ListAttachedGroupPoliciesCommand, "iam:ListAttachedGroupPolicies on its groups,"],
    [GetGroupPolicyCommand, "iam:GetGroupPolicy on its groups,"],
    [GetPolicyVersionCommand, "iam:GetPolicyVersion on the policies attached to it,"],
  ])("says on what a right is missing (%#)", async (command, advice) => {
    const checking = checkS3Access(iamWith({ denied: [command] }), {
      principalArn,
      bucket: "logs",
    });
    await expect(checking).rejects.toThrow(`Allow the caller ${advice}`);
  });
});

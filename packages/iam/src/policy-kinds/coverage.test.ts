import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
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
import { checkRole } from "../role/check-role.ts";
import { checkS3Access } from "../s3-access/check-s3-access.ts";
import type { GivenPolicies } from "./given-policies.ts";
import type { PolicyCoverage } from "./policy-coverage.ts";

const ARN = "arn:aws:iam::123456789012:role/loader";
const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
const ALL = policy({ Effect: "Allow", Action: "*", Resource: "*" });
const READS = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" });
const NO_DELETE = policy({ Effect: "Deny", Action: "s3:Delete*", Resource: "*" });
const HERE = policy({
  Effect: "Deny",
  Action: "s3:*",
  Resource: "*",
  Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } },
});
const OURS = policy({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::logs/*",
});

function policy(Statement: object): object {
  return { Version: "2012-10-17", Statement };
}

/** A role that may do everything, under a boundary or not, in an account whose simulator answers or not. */
function iamWith({ simulates = false, bounded = false } = {}): IAMClient {
  const iam = new IAMClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "A", secretAccessKey: "S" },
  });
  const text = encodeURIComponent(JSON.stringify(ALL));
  const trust = JSON.stringify(
    policy({
      Effect: "Allow",
      Principal: { Service: "glue.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
  );
  const boundary = { PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY } };
  const role = { Arn: ARN, AssumeRolePolicyDocument: trust, ...(bounded ? boundary : {}) };
  const send = async (command: object): Promise<unknown> => {
    if (command instanceof SimulatePrincipalPolicyCommand) {
      if (!simulates) throw awsError("AccessDenied", "no", 403);
      const names = command.input.ActionNames ?? [];
      return {
        EvaluationResults: names.map((EvalActionName) => ({
          EvalActionName,
          EvalDecision: "allowed",
        })),
      };
    }
    if (command instanceof GetRoleCommand) return { Role: role };
    if (command instanceof ListRolePoliciesCommand) return { PolicyNames: ["own"] };
    if (command instanceof GetRolePolicyCommand) return { PolicyDocument: text };
    if (command instanceof ListAttachedRolePoliciesCommand) return { AttachedPolicies: [] };
    if (command instanceof GetPolicyCommand) return { Policy: { DefaultVersionId: "v1" } };
    if (command instanceof GetPolicyVersionCommand) return { PolicyVersion: { Document: text } };
    throw new Error("unexpected command");
  };
  return Object.assign(iam, { send }) as IAMClient;
}

function states(coverage: readonly PolicyCoverage[]): Record<string, string> {
  return Object.fromEntries(coverage.map(({ kind, state }) => [kind, state]));
}

function s3Of(iam: IAMClient, given: GivenPolicies & { bucketPolicy?: object } = {}) {
  return checkS3Access(iam, { principalArn: ARN, bucket: "logs", ...given });
}

describe("what a check has looked at", () => {
  it("is each kind of policy: by IAM, here, none there, or not read", async () => {
    const simulated = await s3Of(iamWith({ simulates: true }), { bucketPolicy: ALL });
    expect(states(simulated.coverage)).toEqual({
      identity: "simulated",
      boundary: "simulated",
      session: "notRead",
      serviceControl: "simulated",
      resourceControl: "notRead",
      resource: "simulated",
    });
    const here = await s3Of(iamWith({ bounded: true }), {
      sessionPolicies: [],
      organisation: { serviceControl: [[ALL], [ALL]], resourceControl: [] },
    });
    expect(states(here.coverage)).toEqual({
      identity: "evaluated",
      boundary: "evaluated",
      session: "none",
      serviceControl: "evaluated",
      resourceControl: "none",
      resource: "notRead",
    });
    const role = await checkRole(iamWith(), { roleName: "loader", needs: {} });
    expect(states(role.coverage)).toEqual({
      identity: "evaluated",
      boundary: "none",
      session: "notRead",
      serviceControl: "notRead",
      resourceControl: "notRead",
      resource: "notRead",
    });
  });

  it("names the permission that whoever runs the check lacks", async () => {
    const unread = [
      {
        kind: "serviceControl",
        why: "Denied.",
        permission: "organizations:ListPoliciesForTarget",
      },
    ] as const;
    const { coverage } = await checkGlueRole(iamWith(), {
      roleName: "loader",
      organisation: { unread },
    });
    expect(coverage.find(({ kind }) => kind === "serviceControl")).toEqual({
      kind: "serviceControl",
      state: "notRead",
      why: "Denied.",
      permission: "organizations:ListPoliciesForTarget",
    });
    const iam = iamWith();
    const fails = Object.assign(new IAMClient({ region: "eu-central-1" }), {
      send: async () => {
        throw awsError("AccessDenied", "no", 403);
      },
    }) as IAMClient;
    await expect(s3Of(fails)).rejects.toMatchObject({
      code: "CANNOT_SIMULATE",
      permissions: ["iam:SimulatePrincipalPolicy", "iam:GetRole"],
    });
    await expect(checkRole(fails, { roleName: "loader", needs: {} })).rejects.toMatchObject({
      code: "CANNOT_READ_ROLE",
      permissions: ["iam:GetRole"],
    });
    iam.destroy();
  });
});

describe.each([
  { title: "the simulator", simulates: true },
  { title: "our own evaluation", simulates: false },
])("what $title allows", ({ simulates }) => {
  it("a session's own policies limit", async () => {
    const { read, write } = await s3Of(iamWith({ simulates }), { sessionPolicies: [READS] });
    expect([read.allowed, write.allowed]).toEqual([true, false]);
    expect(write.actions[0]).toMatchObject({
      deniedBy: "session-policy",
      explanation: expect.stringContaining("session's policy does not allow") as string,
    });
  });

  it("service control policies limit, level by level, and deny", async () => {
    const silent = await s3Of(iamWith({ simulates }), {
      organisation: { serviceControl: [[ALL], [READS]] },
    });
    expect([silent.read.allowed, silent.write.allowed]).toEqual([true, false]);
    expect(silent.write.actions[0]?.deniedBy).toBe("service-control-policy");
    const { missing } = await checkGlueRole(iamWith({ simulates }), {
      roleName: "loader",
      writes: [{ bucket: "logs" }],
      organisation: { serviceControl: [[ALL, NO_DELETE]] },
    });
    expect(missing).toMatchObject([
      { action: "s3:DeleteObject", deniedBy: "service-control-policy" },
    ]);
  });

  it("resource control policies deny, and never allow", async () => {
    const organisation = { resourceControl: [[OURS]] };
    const { read, write } = await s3Of(iamWith({ simulates }), { organisation });
    expect([read.allowed, write.allowed]).toEqual([false, true]);
    expect(read.actions[0]?.deniedBy).toBe("resource-control-policy");
  });

  it("is not known where the organisation asks what only a request says, unless the context has it", async () => {
    const organisation = { serviceControl: [[ALL, HERE]] };
    const unknown = await s3Of(iamWith({ simulates }), { organisation });
    expect(unknown.read.actions[0]).toMatchObject({
      allowed: false,
      deniedBy: "undecided",
      explanation: expect.stringContaining("aws:RequestedRegion") as string,
    });
    const known = await checkS3Access(iamWith({ simulates }), {
      principalArn: ARN,
      bucket: "logs",
      organisation,
      context: { "aws:RequestedRegion": "eu-central-1" },
    });
    expect(known.read.allowed).toBe(true);
  });
});

describe("checkRole", () => {
  it("finds missing what a session or an organisation doesn't allow, or leaves to the request", async () => {
    const needs = { reads: READS };
    const of = (given: GivenPolicies & { context?: Record<string, string> }) =>
      checkRole(iamWith(), { roleName: "loader", needs, ...given });
    const fine = await of({ sessionPolicies: [READS], organisation: { serviceControl: [[ALL]] } });
    expect(fine.missing).toEqual([]);
    const session = await of({ sessionPolicies: [NO_DELETE] });
    expect(session.missing[0]?.why).toContain("session's policy");
    const denied = await of({ organisation: { resourceControl: [[OURS]] } });
    expect(denied.missing[0]?.why).toContain("resourceControl policy");
    const organisation = { serviceControl: [[ALL, HERE]] };
    expect((await of({ organisation })).missing[0]?.why).toContain("aws:RequestedRegion");
    const context = { "aws:RequestedRegion": "eu-central-1" };
    expect((await of({ organisation, context })).missing).toEqual([]);
  });
});

describe("policies that are given", () => {
  it("must be policies, in lists, under names that there are", async () => {
    const of = (given: object) => s3Of(iamWith(), given);
    await expect(of({ sessionPolicies: ALL })).rejects.toThrow(/sessionPolicies must be a list/);
    await expect(of({ sessionPolicies: ["{"] })).rejects.toThrow(/sessionPolicies\[0\] is no/);
    await expect(of({ organisation: { scp: [] } })).rejects.toThrow(/scp/);
    await expect(of({ organisation: { serviceControl: [ALL] } })).rejects.toThrow(
      /organisation\.serviceControl\[0\] must be a list/,
    );
  });

  it("may be text, percent-encoded, or what readPolicy gives", async () => {
    const text = encodeURIComponent(JSON.stringify(READS));
    const { read } = await s3Of(iamWith(), { sessionPolicies: [text] });
    expect(read.allowed).toBe(true);
  });
});

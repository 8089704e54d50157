import { describe, expect, it } from "vitest";
import { awsError, fakeIam } from "../../test/fake-iam.ts";
import { checkGlueRole, type GlueRoleInput } from "./check-glue-role.ts";

const ARN = "arn:aws:iam::123456789012:role/service-role/glue-job";
const TRUST = {
  Effect: "Allow",
  Principal: { Service: "glue.amazonaws.com" },
  Action: "sts:AssumeRole",
};

function trust(...statements: object[]): string {
  return encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
}

describe("checkGlueRole", () => {
  it("is ready when trusted and everything is allowed", async () => {
    const { iam, roles, simulated } = fakeIam({ role: { arn: ARN, trust: trust(TRUST) } });
    const report = await checkGlueRole(iam, {
      roleName: ARN,
      reads: [{ bucket: "raw", prefix: "in/" }],
      writes: [{ bucket: "out" }],
      database: "lake",
    });
    expect(roles).toEqual(["glue-job"]);
    expect(report).toMatchObject({
      roleArn: ARN,
      ready: true,
      missing: [],
      trust: { trusted: true, problems: [], conditions: [] },
    });
    expect(
      simulated.map(({ ActionNames, ResourceArns }) => [ResourceArns?.[0], ActionNames?.length]),
    ).toEqual([
      ["arn:aws:s3:::raw/in/*", 1],
      ["arn:aws:s3:::raw", 1],
      ["arn:aws:s3:::out/*", 3],
      ["arn:aws:s3:::out", 1],
      ["arn:aws:glue:eu-central-1:123456789012:catalog", 8],
      ["arn:aws:glue:eu-central-1:123456789012:database/lake", 8],
      ["arn:aws:glue:eu-central-1:123456789012:database/default", 1],
      ["arn:aws:glue:eu-central-1:123456789012:table/lake/*", 7],
      ...["output", "error"].flatMap((stream) => {
        const group = `arn:aws:logs:eu-central-1:123456789012:log-group:/aws-glue/jobs/${stream}`;
        return [
          [`${group}:log-stream:`, 1],
          [`${group}:log-stream:*`, 2],
        ];
      }),
    ]);
  });

  it("names each missing action with its resource", async () => {
    const { iam } = fakeIam({
      role: { arn: ARN, trust: trust(TRUST) },
      decide: (_, action) => ({
        EvalDecision: ["s3:DeleteObject", "logs:PutLogEvents"].includes(action)
          ? "implicitDeny"
          : "allowed",
      }),
    });
    const report = await checkGlueRole(iam, {
      roleName: "glue-job",
      writes: [{ bucket: "out", prefix: "t/" }],
    });
    expect(report.ready).toBe(false);
    expect(report.missing.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      "s3:DeleteObject arn:aws:s3:::out/t/*",
      ...["output", "error"].map(
        (stream) =>
          `logs:PutLogEvents arn:aws:logs:eu-central-1:123456789012:log-group:/aws-glue/jobs/${stream}:log-stream:*`,
      ),
    ]);
    expect(report.permissions.length).toBeGreaterThan(report.missing.length);
  });

  it.each<[string, object[], Partial<Record<"trusted" | "conditions", unknown>>]>([
    [
      "a list of services",
      [{ ...TRUST, Principal: { Service: ["lambda.amazonaws.com", "glue.amazonaws.com"] } }],
      { trusted: true },
    ],
    ["any principal", [{ ...TRUST, Principal: "*" }], { trusted: true }],
    [
      "actions by pattern",
      [{ ...TRUST, Action: ["sts:TagSession", "STS:assume*"] }],
      { trusted: true },
    ],
    [
      "all but an action",
      [{ Effect: "Allow", Principal: TRUST.Principal, NotAction: "sts:TagSession" }],
      { trusted: true },
    ],
    [
      "another service",
      [{ ...TRUST, Principal: { Service: "ec2.amazonaws.com" } }],
      { trusted: false },
    ],
    ["an account only", [{ ...TRUST, Principal: { AWS: "*" } }], { trusted: false }],
    ["another action", [{ ...TRUST, Action: "sts:TagSession" }], { trusted: false }],
    ["no statement", [], { trusted: false }],
    ["a denial beside", [TRUST, { ...TRUST, Effect: "Deny" }], { trusted: false }],
    [
      "a denial of others",
      [TRUST, { Effect: "Deny", NotPrincipal: TRUST.Principal, Action: "*" }],
      { trusted: true },
    ],
    [
      "the right account",
      [{ ...TRUST, Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } }],
      { trusted: true, conditions: [] },
    ],
    [
      "another account",
      [{ ...TRUST, Condition: { StringEquals: { "aws:SourceAccount": ["999999999999"] } } }],
      { trusted: false },
    ],
    [
      "an ARN of Glue",
      [{ ...TRUST, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:glue:*:123456789012:*" } } }],
      { trusted: true, conditions: ["ArnLike aws:SourceArn arn:aws:glue:*:123456789012:*"] },
    ],
    [
      "an ARN of another service",
      [{ ...TRUST, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::x" } } }],
      { trusted: false },
    ],
    [
      "a condition nobody can know",
      [{ ...TRUST, Condition: { StringEquals: { "sts:ExternalId": "x" } } }],
      { trusted: true, conditions: ["StringEquals sts:ExternalId x"] },
    ],
    [
      "the same, and a statement without",
      [TRUST, { ...TRUST, Condition: { StringEquals: { "sts:ExternalId": "x" } } }],
      { trusted: true, conditions: [] },
    ],
    [
      "a denial under a condition",
      [TRUST, { ...TRUST, Effect: "Deny", Condition: { Bool: { "aws:ViaAWSService": "true" } } }],
      { trusted: true, conditions: ["not (Bool aws:ViaAWSService true)"] },
    ],
    [
      "a denial that never holds",
      [
        TRUST,
        {
          ...TRUST,
          Effect: "Deny",
          Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } },
        },
      ],
      { trusted: true, conditions: [] },
    ],
  ])("decides about trust of %s", async (_, statements, expected) => {
    const { iam } = fakeIam({ role: { arn: ARN, trust: trust(...statements) } });
    const report = await checkGlueRole(iam, { roleName: "glue-job" });
    expect(report.trust).toMatchObject(expected);
    expect(report.trust.problems).toHaveLength(report.trust.trusted ? 0 : 1);
    expect(report.ready).toBe(report.trust.trusted);
  });

  it.each<[string, object, string]>([
    [
      "who is trusted instead",
      { ...TRUST, Principal: { Service: "ec2.amazonaws.com" } },
      "it names ec2.amazonaws.com",
    ],
    [
      "the missing action",
      { ...TRUST, Action: "sts:TagSession" },
      "but not the action sts:AssumeRole",
    ],
    [
      "the wrong condition",
      { ...TRUST, Condition: { StringEquals: { "aws:SourceAccount": "9" } } },
      "asks for StringEquals aws:SourceAccount 9, which a call by Glue for this role never has: its account is 123456789012",
    ],
  ])("says %s", async (_, statement, message) => {
    const { iam } = fakeIam({ role: { arn: ARN, trust: trust(statement) } });
    const report = await checkGlueRole(iam, { roleName: "glue-job" });
    expect(report.trust.problems[0]).toContain(message);
  });

  it("reads a single statement that is not a list", async () => {
    const { iam } = fakeIam({
      role: { arn: ARN, trust: encodeURIComponent(JSON.stringify({ Statement: TRUST })) },
    });
    expect((await checkGlueRole(iam, { roleName: "glue-job" })).trust.trusted).toBe(true);
  });

  it("refuses a trust policy that can't be read", async () => {
    const { iam } = fakeIam({ role: { arn: ARN, trust: "%7Bnot json" } });
    await expect(checkGlueRole(iam, { roleName: "glue-job" })).rejects.toMatchObject({
      code: "INVALID_TRUST_POLICY",
      principalArn: ARN,
    });
  });

  it.each([
    ["NoSuchEntityException", "NO_SUCH_PRINCIPAL"],
    ["AccessDenied", "CANNOT_READ_ROLE"],
  ])("answers %s with %s", async (name, code) => {
    const { iam } = fakeIam({ fail: awsError(name, "words") });
    await expect(checkGlueRole(iam, { roleName: "glue-job" })).rejects.toMatchObject({
      code,
      principalArn: "glue-job",
    });
  });

  it("asks for the region when the client has none", async () => {
    const { iam } = fakeIam({ role: { arn: ARN, trust: trust(TRUST) } });
    iam.config.region = () => Promise.reject(new Error("Region is missing"));
    await expect(checkGlueRole(iam, { roleName: "glue-job" })).rejects.toThrow("give region");
    const { permissions } = await checkGlueRole(iam, { roleName: "glue-job", region: "us-east-2" });
    expect(permissions[0]?.resource).toContain("us-east-2");
  });

  it.each<[string, object, string]>([
    ["no role", { roleName: "" }, "roleName must be the name or the ARN of a role"],
    ["a user's ARN", { roleName: "arn:aws:iam::123456789012:user/ana" }, "roleName must be"],
    ["a malformed bucket name", { reads: [{ bucket: "B" }] }, "reads[0].bucket must be"],
    [
      "a location's unknown field",
      { writes: [{ bucket: "ok-1" }, { bucket: "out", key: "x" }] },
      'writes[1]: unknown option "key"',
    ],
    ["a malformed database name", { database: "a/b" }, "database must be"],
    ["a malformed region", { region: "Europe" }, "region must be"],
    ["a malformed key ARN", { kmsKeyArn: "k" }, "kmsKeyArn must be"],
    ["an unknown option", { role: "x" }, 'unknown option "role"'],
  ])("refuses %s", async (_, change, message) => {
    const check = checkGlueRole(fakeIam({}).iam, {
      roleName: "glue-job",
      ...change,
    } as GlueRoleInput);
    await expect(check).rejects.toThrow(message);
  });
});

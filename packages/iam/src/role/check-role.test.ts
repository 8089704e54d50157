import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { awsError } from "../../test/fake-iam.ts";
import { buildPolicy } from "../builders/build-policy.ts";
import { buildLambdaPolicy } from "../lambda-policy/build-lambda-policy.ts";
import { checkRole } from "./check-role.ts";

const ARN = "arn:aws:iam::123456789012:role/validator";
const NEEDS = { validator: buildLambdaPolicy({ bucket: "logs", prefix: "a*/" }) };

interface FakeRole {
  readonly inline?: Readonly<Record<string, object>>;
  readonly attached?: Readonly<Record<string, object>>;
  readonly boundary?: string;
  readonly fail?: { readonly on: string; readonly error: Error };
}

/** A client whose one role has these policies, one a page. */
function iamWith({ inline = {}, attached = {}, boundary, fail }: FakeRole): IAMClient {
  const iam = new IAMClient({
    region: "eu-central-1",
    credentials: { accessKeyId: "A", secretAccessKey: "S" },
  });
  const text = (document: object | undefined) => encodeURIComponent(JSON.stringify(document));
  const send = async (command: object): Promise<unknown> => {
    if (fail !== undefined && command.constructor.name === fail.on) throw fail.error;
    if (command instanceof GetRoleCommand)
      return {
        Role: {
          Arn: ARN,
          ...(boundary === undefined
            ? {}
            : { PermissionsBoundary: { PermissionsBoundaryArn: boundary } }),
        },
      };
    if (command instanceof ListRolePoliciesCommand)
      return page(Object.keys(inline), command.input.Marker, (PolicyNames) => ({ PolicyNames }));
    if (command instanceof GetRolePolicyCommand)
      return { PolicyDocument: text(inline[command.input.PolicyName ?? ""]) };
    if (command instanceof ListAttachedRolePoliciesCommand)
      return page(Object.keys(attached), command.input.Marker, (names) => ({
        AttachedPolicies: names.map((PolicyArn) => ({ PolicyArn })),
      }));
    if (command instanceof GetPolicyCommand) return { Policy: { DefaultVersionId: "v3" } };
    if (command instanceof GetPolicyVersionCommand)
      return { PolicyVersion: { Document: text(attached[command.input.PolicyArn ?? ""]) } };
    throw new Error("unexpected command");
  };
  return Object.assign(iam, { send }) as IAMClient;
}

function page(
  names: string[],
  marker: string | undefined,
  put: (names: string[]) => object,
): object {
  const at = Number(marker ?? 0);
  const isLast = at + 1 >= names.length;
  return {
    ...put(names.slice(at, at + 1)),
    IsTruncated: !isLast,
    ...(isLast ? {} : { Marker: String(at + 1) }),
  };
}

describe("checkRole", () => {
  it("finds that a role with what is built for its operation fits, inline or attached", async () => {
    const { validator } = NEEDS;
    const fits = { roleArn: ARN, fits: true, missing: [], excessive: [] };
    expect(
      await checkRole(iamWith({ inline: { own: validator } }), {
        roleName: "validator",
        needs: NEEDS,
      }),
    ).toMatchObject(fits);
    const attached = { "arn:aws:iam::123456789012:policy/own": validator };
    expect(
      await checkRole(iamWith({ attached }), { roleName: "validator", needs: NEEDS }),
    ).toMatchObject(fits);
  });

  it("finds that a role fits whose operation uses a key, whose policy takes no part", async () => {
    const kmsKeyArn =
      "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const place = { bucket: "logs", prefix: "a/", kmsKeyArn };
    const needs = { validator: buildLambdaPolicy({ ...place, region: "eu-central-1" }) };
    const whole = { inline: { own: needs.validator } };
    expect(await checkRole(iamWith(whole), { roleName: "validator", needs })).toMatchObject({
      fits: true,
      missing: [],
    });
    const Statement = needs.validator.Statement.filter(({ Sid }) => Sid !== "WriteUnderKey");
    const without = { inline: { own: { ...needs.validator, Statement } } };
    const { missing } = await checkRole(iamWith(without), { roleName: "validator", needs });
    expect(missing.map(({ action, why }) => [action, why])).toEqual([
      ["kms:Decrypt", "No policy of the principal allows it."],
      ["kms:GenerateDataKey", "No policy of the principal allows it."],
    ]);
  });

  it("finds each right that is missing, for its operation", async () => {
    const Statement = NEEDS.validator.Statement.filter(({ Sid }) => !/List/.test(Sid ?? ""));
    const inline = { own: { Version: "2012-10-17", Statement } };
    const { fits, missing, excessive } = await checkRole(iamWith({ inline }), {
      roleName: "validator",
      needs: NEEDS,
    });
    expect([fits, excessive]).toEqual([false, []]);
    expect(
      missing.map(({ operation, action, resource }) => `${operation} ${action} ${resource}`),
    ).toEqual([
      "validator s3:ListBucket arn:aws:s3:::logs",
      "validator s3:ListBucketVersions arn:aws:s3:::logs",
    ]);
  });

  it("finds what is more than needed, with the policy and the statement", async () => {
    const wide = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:Delete*"],
          Resource: ["arn:aws:s3:::logs/*", "arn:aws:s3:::logs/quarantine/*"],
        },
      ],
    };
    const inline = { own: NEEDS.validator, wide };
    const { missing, excessive } = await checkRole(iamWith({ inline }), {
      roleName: "validator",
      needs: NEEDS,
    });
    expect(missing).toEqual([]);
    expect(
      excessive.map(
        ({ policy, statement, action, resource }) =>
          `${policy}[${statement}] ${action} ${resource}`,
      ),
    ).toEqual([
      "wide[0] s3:GetObject arn:aws:s3:::logs/*",
      "wide[0] s3:Delete* arn:aws:s3:::logs/*",
      "wide[0] s3:Delete* arn:aws:s3:::logs/quarantine/*",
    ]);
  });

  it("finds a right without the conditions that it is needed under", async () => {
    const Statement = NEEDS.validator.Statement.map((each) => ({ ...each, Condition: undefined }));
    const { missing, excessive } = await checkRole(
      iamWith({ inline: { own: { Version: "2012-10-17", Statement } } }),
      { roleName: "validator", needs: NEEDS },
    );
    expect(missing).toEqual([]);
    expect(excessive.map(({ action, why }) => `${action}: ${why}`)).toEqual(
      ["s3:ListBucket", "s3:ListBucketVersions"].map(
        (action) =>
          `${action}: It is needed only under conditions that the statement does not ask for: StringLike s3:prefix a${"${*}"}/*.`,
      ),
    );
  });

  it("asks for every prefix of a need, and takes one policy for several operations", async () => {
    const of = (...prefixes: string[]) =>
      buildPolicy({
        operations: prefixes.map((prefix) => ({
          operation: "listObjects" as const,
          bucket: "logs",
          prefix,
        })),
      });
    const check = (inline: object, needs: Readonly<Record<string, object>>) =>
      checkRole(iamWith({ inline: { own: inline } }), { roleName: "validator", needs });
    expect((await check(of("a/", "b/"), { a: of("a/"), b: of("b/") })).fits).toBe(true);
    const half = await check(of("a/"), { both: of("a/", "b/") });
    expect(half.missing.map(({ action }) => action)).toEqual(["s3:ListBucket"]);
    const more = await check(of("a/", "b/"), { a: of("a/") });
    expect(more.excessive.map(({ action }) => action)).toEqual(["s3:ListBucket"]);
  });

  it("takes what one character stands for as less than any number of them", async () => {
    const allow = (Resource: string) => ({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "s3:GetObject", Resource },
    });
    const { excessive } = await checkRole(
      iamWith({ inline: { own: allow("arn:aws:s3:::logs/a*") } }),
      { roleName: "validator", needs: { one: allow("arn:aws:s3:::logs/a?") } },
    );
    expect(excessive).toHaveLength(1);
  });

  it("lets a boundary take away what the policies give", async () => {
    const boundary = "arn:aws:iam::123456789012:policy/boundary";
    const attached = {
      [boundary]: {
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*" },
      },
    };
    const iam = iamWith({ inline: { own: NEEDS.validator }, boundary, attached });
    const { missing } = await checkRole(iam, { roleName: "validator", needs: NEEDS });
    expect(missing[0]?.why).toBe("The permissions boundary does not allow it.");
  });

  it("says which right the caller lacks, and which document can't be read", async () => {
    const error = awsError("AccessDenied", "no", 403);
    const denied = checkRole(
      iamWith({ inline: { own: {} }, fail: { on: "GetRolePolicyCommand", error } }),
      { roleName: "validator", needs: NEEDS },
    );
    await expect(denied).rejects.toMatchObject({
      code: "CANNOT_READ_POLICIES",
      message: expect.stringContaining("iam:GetRolePolicy") as string,
    });
    const broken = checkRole(iamWith({ inline: { own: { Statement: 5 } } }), {
      roleName: "validator",
      needs: NEEDS,
    });
    await expect(broken).rejects.toMatchObject({ code: "INVALID_POLICY" });
    const none = checkRole(
      iamWith({ fail: { on: "GetRoleCommand", error: awsError("NoSuchEntity", "no", 404) } }),
      { roleName: "validator", needs: NEEDS },
    );
    await expect(none).rejects.toMatchObject({ code: "NO_SUCH_PRINCIPAL" });
  });

  it("refuses arguments by name", async () => {
    const iam = iamWith({});
    await expect(checkRole(iam, { roleName: "a b", needs: {} })).rejects.toThrow(/roleName/);
    await expect(checkRole(iam, { roleName: "a", needs: { x: "{" } })).rejects.toThrow(/needs\.x/);
    await expect(checkRole(iam, { roleName: "a", needs: {}, role: "b" } as never)).rejects.toThrow(
      /role/,
    );
  });
});

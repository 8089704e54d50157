import { describe, expect, it } from "vitest";
import { type EvaluationRequest, evaluatePolicies } from "../evaluation/index.ts";
import { lintPolicy } from "../lint/index.ts";
import { buildBucketPolicy } from "./build-bucket-policy.ts";
import { buildTrustPolicy } from "./build-trust-policy.ts";

const ACCOUNT = "123456789012";
const OTHER = "999999999999";
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/k`;
const ENCRYPTION = "s3:x-amz-server-side-encryption";
const KEY_ID = `${ENCRYPTION}-aws-kms-key-id`;

describe("buildBucketPolicy", () => {
  const may = {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" },
  };
  const all = { bucket: "logs", kmsKeyArn: KEY, accounts: ACCOUNT };

  function decide(
    context: EvaluationRequest["context"] = {},
    { action = "s3:PutObject", account = ACCOUNT } = {},
  ): string {
    const { decision, by } = evaluatePolicies({
      identity: [may],
      resource: buildBucketPolicy(all),
      request: {
        principal: `arn:aws:iam::${account}:role/loader`,
        action,
        resource: "arn:aws:s3:::logs/a",
        resourceAccount: account,
        context: { "aws:SecureTransport": true, ...context },
      },
    });
    return by?.kind === "resource" ? (by.sid ?? "") : decision;
  }

  it("denies what comes without TLS, and to other accounts everything", () => {
    expect(decide()).toBe("allow");
    expect(decide({ "aws:SecureTransport": false })).toBe("DenyWithoutTls");
    expect(decide({}, { action: "s3:GetObject", account: OTHER })).toBe("DenyOtherAccounts");
  });

  it("denies writing under another key or encryption, and leaves reading and defaults alone", () => {
    expect(decide({ [ENCRYPTION]: "aws:kms", [KEY_ID]: KEY })).toBe("allow");
    expect(decide({ [ENCRYPTION]: "aws:kms", [KEY_ID]: `${KEY}2` })).toBe("DenyOtherKeys");
    expect(decide({ [KEY_ID]: `${KEY}2` })).toBe("DenyOtherKeys");
    expect(decide({ [ENCRYPTION]: "aws:kms" })).toBe("DenyKeysOfAws");
    expect(decide({ [ENCRYPTION]: "AES256" })).toBe("DenyOtherEncryption");
    expect(decide({ [`${ENCRYPTION}-customer-algorithm`]: "AES256" })).toBe("DenyKeysOfCallers");
    expect(
      decide({ [`${ENCRYPTION}-customer-algorithm`]: "AES256" }, { action: "s3:GetObject" }),
    ).toBe("allow");
  });

  it("denies who has not signed, and no service of AWS", () => {
    const { Statement } = buildBucketPolicy({ bucket: "logs", accounts: [ACCOUNT] });
    const open = { Sid: "Open", Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" };
    const asks = (principal: string) =>
      evaluatePolicies({
        resource: { Version: "2012-10-17", Statement: [open, ...Statement] },
        request: { principal, action: "s3:PutObject", resource: "arn:aws:s3:::logs/a" },
      }).by?.sid;
    expect(asks("*")).toBe("DenyOtherAccounts");
    expect(asks("logging.s3.amazonaws.com")).toBe("Open");
  });

  it("denies over TLS alone nothing, follows its partition, and is clean to the linter", async () => {
    const { Statement } = buildBucketPolicy({ bucket: "logs", partition: "aws-cn" });
    expect(Statement.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ["DenyWithoutTls", ["arn:aws-cn:s3:::logs", "arn:aws-cn:s3:::logs/*"]],
    ]);
    const findings = await lintPolicy(buildBucketPolicy(all));
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it.each([
    [{ bucket: "logs/*" }, /bucket must be a bucket name/],
    [{ bucket: "logs", accounts: [] }, /at least one/],
    [{ bucket: "logs", accounts: "*" }, /account id of 12 digits/],
    [{ bucket: "logs", kmsKeyArn: "alias/k" }, /kmsKeyArn must be the ARN of a KMS key/],
    [{ bucket: "logs", tls: false }, /tls/],
  ])("refuses %j by name", (input, message) => {
    expect(() => buildBucketPolicy(input as never)).toThrow(message);
  });
});

describe("buildTrustPolicy", () => {
  const service = "glue.amazonaws.com";
  const job = `arn:aws:glue:eu-central-1:${ACCOUNT}:job/nightly`;

  function trusts(context: Readonly<Record<string, string>>, principal = service): string {
    return evaluatePolicies({
      resource: buildTrustPolicy({ service, accountId: ACCOUNT, sourceArn: job }),
      request: {
        principal,
        action: "sts:AssumeRole",
        resource: `arn:aws:iam::${ACCOUNT}:role/jobs`,
        context,
      },
    }).decision;
  }

  it("trusts the service for what is named, of the account", () => {
    const own = { "aws:SourceArn": job, "aws:SourceAccount": ACCOUNT };
    expect(trusts(own)).toBe("allow");
    expect(trusts({ ...own, "aws:SourceAccount": OTHER })).toBe("implicitDeny");
    expect(trusts({ ...own, "aws:SourceArn": `${job}-2` })).toBe("implicitDeny");
    expect(trusts({ "aws:SourceAccount": ACCOUNT })).toBe("implicitDeny");
    expect(trusts(own, "lambda.amazonaws.com")).toBe("implicitDeny");
  });

  it.each([
    [{ service: "*", accountId: ACCOUNT }, /service must be/],
    [{ service }, /accountId must be/],
    [{ service, accountId: ACCOUNT, sourceArn: "arn:aws:glue:*" }, /without wildcards/],
    [{ service, accountId: OTHER, sourceArn: job }, new RegExp(`account ${OTHER}`)],
    [{ service, accountId: ACCOUNT, sourceArn: [] }, /at least one/],
  ])("refuses %j by name", (input, message) => {
    expect(() => buildTrustPolicy(input as never)).toThrow(message);
  });
});

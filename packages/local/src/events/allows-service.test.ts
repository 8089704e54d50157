import { describe, expect, it } from "vitest";
import { allowsService } from "./allows-service.ts";

const call = {
  action: "sqs:SendMessage",
  resource: "arn:aws:sqs:us-east-1:000000000000:q",
  sourceArn: "arn:aws:s3:::my-bucket",
  sourceAccount: "000000000000",
};
const allow = {
  Effect: "Allow",
  Principal: { Service: "s3.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: call.resource,
};

function allowed(...Statement: object[]): boolean {
  return allowsService(JSON.stringify({ Version: "2012-10-17", Statement }), call);
}

describe("allowsService", () => {
  it("takes a statement that names S3, the action and the resource", () => {
    expect(allowed(allow)).toBe(true);
    expect(allowsService(JSON.stringify({ Statement: allow }), call)).toBe(true);
    expect(allowed({ ...allow, Principal: "*", Action: ["SQS:*"], Resource: "*" })).toBe(true);
    expect(allowed({ ...allow, Principal: { AWS: "*" } })).toBe(true);
    expect(
      allowed({ ...allow, Principal: { Service: ["sns.amazonaws.com", "s3.amazonaws.com"] } }),
    ).toBe(true);
  });

  it("takes nothing else", () => {
    expect(allowsService(undefined, call)).toBe(false);
    expect(allowsService("nonsense", call)).toBe(false);
    expect(allowed({ ...allow, Principal: { Service: "sns.amazonaws.com" } })).toBe(false);
    expect(allowed({ ...allow, Principal: { AWS: "arn:aws:iam::000000000000:root" } })).toBe(false);
    expect(allowed({ ...allow, Action: "sqs:ReceiveMessage" })).toBe(false);
    expect(allowed({ ...allow, Resource: `${call.resource}x` })).toBe(false);
    expect(allowed({ ...allow, Principal: undefined })).toBe(false);
  });

  it("holds conditions on the source against it", () => {
    const on = (Condition: object) => allowed({ ...allow, Condition });
    expect(on({ ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:my-*" } })).toBe(true);
    expect(on({ ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:other" } })).toBe(false);
    expect(on({ StringEquals: { "AWS:SourceAccount": ["111111111111", "000000000000"] } })).toBe(
      true,
    );
    expect(on({ StringEquals: { "aws:SourceAccount": "111111111111" } })).toBe(false);
    expect(
      on({
        ArnEquals: { "aws:SourceArn": call.sourceArn },
        StringEquals: { "aws:SourceAccount": "1" },
      }),
    ).toBe(false);
  });

  it("lets a condition it does not know allow nothing and deny everything", () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" } };
    expect(allowed({ ...allow, Condition })).toBe(false);
    expect(allowed(allow, { ...allow, Effect: "Deny", Condition })).toBe(false);
  });

  it("lets a denial win", () => {
    expect(allowed(allow, { ...allow, Effect: "Deny" })).toBe(false);
    expect(allowed(allow, { ...allow, Effect: "Deny", Action: "sqs:ReceiveMessage" })).toBe(true);
  });
});

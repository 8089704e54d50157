import { describe, expect, it } from "vitest";
import { evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import { explainPolicy } from "../explain/explain-policy.ts";
import { buildLambdaPolicy } from "../lambda-policy/build-lambda-policy.ts";
import { lintPolicy } from "../lint/lint-policy.ts";
import { buildPolicy, type OperationUse } from "./build-policy.ts";
import { buildTransformPolicy } from "./build-transform-policy.ts";

const bucket = "logs--euc1-az2--x-s3";
const account = { region: "eu-central-1", accountId: "123456789012" };
const build = (use: OperationUse, frame: object = account) =>
  buildPolicy({ operations: [use], ...frame });

function decide(operation: "downloadFile" | "uploadFile", mode: string, name = bucket) {
  return evaluatePolicies({
    identity: [build({ operation, bucket })],
    request: {
      principal: "arn:aws:iam::123456789012:role/loader",
      action: "s3express:CreateSession",
      resource: `arn:aws:s3express:eu-central-1:123456789012:bucket/${name}`,
      context: { "s3express:SessionMode": mode },
    },
  }).decision;
}

describe("a directory bucket", () => {
  it("is opened to be read by who reads, and to be written by who writes, and no other is", () => {
    expect(decide("downloadFile", "ReadOnly")).toBe("allow");
    expect(decide("downloadFile", "ReadWrite")).toBe("implicitDeny");
    expect(decide("uploadFile", "ReadWrite")).toBe("allow");
    expect(decide("uploadFile", "ReadWrite", "other--euc1-az2--x-s3")).toBe("implicitDeny");
  });

  it("may be in a local zone", () => {
    const local = "logs--usw2-lax1-az1--x-s3";
    const { Statement } = build({ operation: "downloadFile", bucket: local });
    expect(Statement.flatMap((each) => each.Resource)).toEqual([
      `arn:aws:s3express:eu-central-1:123456789012:bucket/${local}`,
    ]);
  });

  it("needs no right of S3 itself, and is one statement for all that is done with it", async () => {
    const policy = buildPolicy({
      operations: (["uploadFile", "downloadFile", "listObjects"] as const).map((operation) => ({
        operation,
        bucket,
      })),
      ...account,
    });
    expect(policy.Statement).toEqual([
      {
        Sid: "OpenSession",
        Effect: "Allow",
        Action: ["s3express:CreateSession"],
        Resource: [`arn:aws:s3express:eu-central-1:123456789012:bucket/${bucket}`],
        Condition: {
          StringEquals: {
            "s3express:SessionMode": ["ReadOnly", "ReadWrite"],
          },
        },
      },
    ]);
    expect(await lintPolicy(policy)).toEqual([]);
    expect(explainPolicy(policy).text).toContain("opens sessions that read the directory bucket");
  });

  it.each<[string, OperationUse, object, string]>([
    ["a prefix", { operation: "uploadFile", bucket, prefix: "raw/" }, account, "as a whole"],
    ["versions", { operation: "downloadFile", bucket, cases: ["versions"] }, account, "versions"],
    ["a table", { operation: "s3Sink", bucket, prefix: "t/" }, account, "there is no s3Sink"],
    ["settings", { operation: "ensureBucket", bucket }, account, "there is no ensureBucket"],
    ["no region", { operation: "uploadFile", bucket }, {}, "needs region"],
    ["no zone", { operation: "uploadFile", bucket: "logs--x-s3" }, account, "zone-id"],
  ])("is refused with %s", (_, use, frame, message) => {
    expect(() => build(use, frame)).toThrow(message);
  });

  it("is refused where functions watch it, and where tables are", () => {
    expect(() => buildLambdaPolicy({ bucket })).toThrow("directory bucket");
    expect(() => buildTransformPolicy({ destination: { bucket, prefix: "t/" } })).toThrow(
      "directory bucket",
    );
  });
});

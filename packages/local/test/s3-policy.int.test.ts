import {
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

function put(Bucket: string, policy: string | object) {
  const Policy = typeof policy === "string" ? policy : JSON.stringify(policy);
  return test.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

const one = (Bucket: string, more: object = {}) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "one",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111122223333:role/reader" },
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      ...more,
    },
  ],
});

describe("a bucket's policy", () => {
  it("is kept as it was written, given back, and removed", async () => {
    const Bucket = await test.newBucket();
    const text = `{ "Version": "2012-10-17",\n "Statement": ${JSON.stringify(one(Bucket).Statement)} }`;
    await put(Bucket, text);
    const kept = await test.s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(kept.Policy).toBe(text);
    const status = await test.s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus?.IsPublic).toBe(false);
    await test.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    for (const Command of [GetBucketPolicyCommand, GetBucketPolicyStatusCommand])
      expect(await failure(test.s3.send(new Command({ Bucket })))).toMatchObject({
        name: "NoSuchBucketPolicy",
        status: 404,
      });
  });

  it("does not judge requests, and is listed as what nothing acts on", async () => {
    const Bucket = await test.newBucket();
    await put(Bucket, one(Bucket, { Effect: "Deny", Principal: "*", Action: "s3:*" }));
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(test.cloud.unenforced).toContainEqual({ bucket: Bucket, setting: "policy" });
  });

  it.each([
    ["GetObject", "object"],
    ["PutObjectVersionTagging", "object"],
    ["GetObjectAttributes", "object"],
    ["DeleteObject", "object"],
    ["RestoreObject", "object"],
    ["ReplicateTags", "object"],
    ["InitiateReplication", "object"],
    ["ObjectOwnerOverrideToBucketOwner", "object"],
    ["BypassGovernanceRetention", "object"],
    ["AbortMultipartUpload", "object"],
    ["ListMultipartUploadParts", "object"],
    ["ListBucket", "bucket"],
    ["ListBucketMultipartUploads", "bucket"],
    ["GetBucketObjectLockConfiguration", "bucket"],
    ["PutLifecycleConfiguration", "bucket"],
    ["GetEncryptionConfiguration", "bucket"],
  ])("s3:%s is for the ARN of its %s", async (name, target) => {
    const Bucket = await test.newBucket();
    const arns = { bucket: `arn:aws:s3:::${Bucket}`, object: `arn:aws:s3:::${Bucket}/*` };
    const outcomes = await Promise.all(
      Object.entries(arns).map(([of, Resource]) =>
        put(Bucket, one(Bucket, { Action: `s3:${name}`, Resource })).then(
          () => of,
          (error: { name: string }) => error.name,
        ),
      ),
    );
    const other = target === "bucket" ? "object" : "bucket";
    expect(outcomes.includes(target)).toBe(true);
    expect(outcomes.includes(other)).toBe(false);
  });

  it.each<[string, (bucket: string) => string | object]>([
    ["text that is not JSON", () => "{"],
    ["a list", () => "[]"],
    ["no statement", () => ({ Version: "2012-10-17" })],
    ["an empty one", () => ({ Version: "2012-10-17", Statement: [] })],
    ["another version", (bucket) => ({ ...one(bucket), Version: "2020-01-01" })],
    ["a field that is not known", (bucket) => one(bucket, { Efect: "Allow" })],
    ["no effect", (bucket) => one(bucket, { Effect: undefined })],
    ["an unknown effect", (bucket) => one(bucket, { Effect: "allow" })],
    ["no principal", (bucket) => one(bucket, { Principal: undefined })],
    ["a principal that can't be", (bucket) => one(bucket, { Principal: { AWS: "reader" } })],
    [
      "the resource of another bucket",
      (bucket) => one(bucket, { Resource: "arn:aws:s3:::other/*" }),
    ],
    ["a malformed resource", (bucket) => one(bucket, { Resource: "*" })],
    ["the action of another service", (bucket) => one(bucket, { Action: "sqs:SendMessage" })],
    [
      "an object's action on the bucket alone",
      (bucket) => one(bucket, { Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}` }),
    ],
    [
      "the bucket's action on objects alone",
      (bucket) => one(bucket, { Action: "s3:ListBucket", Resource: `arn:aws:s3:::${bucket}/*` }),
    ],
    ["more than 20 KB", (bucket) => one(bucket, { Sid: "a".repeat(21_000) })],
  ])("with %s is refused", async (_name, policy) => {
    const Bucket = await test.newBucket();
    expect(await failure(put(Bucket, policy(Bucket)))).toMatchObject({
      name: "MalformedPolicy",
      status: 400,
    });
  });

  const ip = (value: string) => ({ IpAddress: { "aws:SourceIp": value } });
  it.each<[string, object, boolean]>([
    ["everybody", { Principal: "*" }, true],
    ["everybody in AWS", { Principal: { AWS: ["*"] } }, true],
    ["everybody but one", { Principal: undefined, NotPrincipal: { AWS: "111122223333" } }, true],
    ["everybody from anywhere", { Principal: "*", Condition: ip("0.0.0.0/0") }, true],
    ["everybody from somewhere", { Principal: "*", Condition: ip("10.0.0.0/8") }, false],
    [
      "everybody of a kind",
      { Principal: "*", Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } },
      true,
    ],
    ["nobody", { Principal: "*", Effect: "Deny" }, false],
    ["one account", { Principal: { AWS: "111122223333" } }, false],
    ["a service", { Principal: { Service: "cloudtrail.amazonaws.com" } }, false],
  ])("for %s: public access is blocked, or not", async (_name, more, isPublic) => {
    const Bucket = await test.newBucket();
    const blocked = await put(Bucket, one(Bucket, more)).then(
      () => false,
      (error: { name: string }) => error.name === "AccessDenied",
    );
    expect(blocked).toBe(isPublic);
    await test.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await put(Bucket, one(Bucket, more));
    const status = await test.s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus?.IsPublic).toBe(isPublic);
  });
});

import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { sendRaw } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

async function bucketWith(Rules: LifecycleRule[]): Promise<string> {
  const Bucket = await test.newBucket();
  await test.s3.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
  );
  return Bucket;
}

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ID: "rule",
  Status: "Enabled",
  Filter: { Prefix: "" },
  Expiration: { Days: 1 },
  ...more,
});

describe("a lifecycle", () => {
  it("is kept and given back as it was put, and removed", async () => {
    const rules: LifecycleRule[] = [
      {
        ID: "logs",
        Status: "Enabled",
        Filter: { Prefix: "logs/" },
        Transitions: [
          { Days: 30, StorageClass: "STANDARD_IA" },
          { Days: 90, StorageClass: "GLACIER" },
        ],
        Expiration: { Days: 365 },
        NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 3 },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: "STANDARD_IA" }],
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
      },
      {
        ID: "tagged",
        Status: "Disabled",
        Filter: {
          And: {
            Prefix: "a&b/",
            Tags: [
              { Key: "k", Value: "v" },
              { Key: "empty", Value: "" },
            ],
            ObjectSizeGreaterThan: 10,
            ObjectSizeLessThan: 1000,
          },
        },
        Expiration: { Date: new Date("2030-01-01T00:00:00Z") },
      },
      {
        ID: "old form",
        Status: "Enabled",
        Prefix: "old/",
        Expiration: { ExpiredObjectDeleteMarker: true },
      },
    ];
    const Bucket = await bucketWith(rules);
    const kept = await test.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(kept.Rules).toEqual(rules);
    expect(kept.TransitionDefaultMinimumObjectSize).toBe("all_storage_classes_128K");
    expect(test.cloud.unenforced).toContainEqual({ bucket: Bucket, setting: "lifecycle" });
    await test.s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect(
      await failure(test.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))),
    ).toMatchObject({ name: "NoSuchLifecycleConfiguration", status: 404 });
    expect(test.cloud.unenforced).not.toContainEqual({ bucket: Bucket, setting: "lifecycle" });
  });

  it("gets ids where it has none", async () => {
    const Bucket = await bucketWith([
      { Status: "Enabled", Filter: { Prefix: "a" }, Expiration: { Days: 1 } },
      { Status: "Enabled", Filter: { Prefix: "b" }, Expiration: { Days: 1 } },
    ]);
    const { Rules = [] } = await test.s3.send(
      new GetBucketLifecycleConfigurationCommand({ Bucket }),
    );
    expect(new Set(Rules.map(({ ID }) => ID)).size).toBe(2);
    expect(Rules.every(({ ID = "" }) => ID !== "")).toBe(true);
  });

  it.each<[string, LifecycleRule[], string]>([
    ["no rule", [], "MalformedXML"],
    ["the same id twice", [rule({}), rule({ Filter: { Prefix: "b" } })], "InvalidArgument"],
    ["an id that is too long", [rule({ ID: "a".repeat(256) })], "InvalidArgument"],
    ["another status", [rule({ Status: "enabled" as "Enabled" })], "MalformedXML"],
    ["no action", [rule({ Expiration: undefined })], "InvalidRequest"],
    ["neither filter nor prefix", [rule({ Filter: undefined })], "MalformedXML"],
    ["both filter and prefix", [rule({ Prefix: "p" })], "MalformedXML"],
    ["0 days", [rule({ Expiration: { Days: 0 } })], "InvalidArgument"],
    ["days and a date", [rule({ Expiration: { Days: 1, Date: new Date(0) } })], "MalformedXML"],
    ["a time of day", [rule({ Expiration: { Date: new Date(1000) } })], "InvalidArgument"],
    ["one predicate with And", [rule({ Filter: { And: { Prefix: "a" } } })], "MalformedXML"],
    [
      "a class too early",
      [rule({ Transitions: [{ Days: 29, StorageClass: "STANDARD_IA" }], Expiration: undefined })],
      "InvalidArgument",
    ],
    [
      "an unknown class",
      [rule({ Transitions: [{ Days: 30, StorageClass: "STANDARD" as "GLACIER" }] })],
      "MalformedXML",
    ],
    [
      "an end before its transition",
      [
        rule({
          Transitions: [{ Days: 60, StorageClass: "GLACIER" }],
          Expiration: { Days: 60 },
        }),
      ],
      "InvalidArgument",
    ],
    [
      "one class twice",
      [
        rule({
          Transitions: [
            { Days: 60, StorageClass: "GLACIER" },
            { Days: 90, StorageClass: "GLACIER" },
          ],
          Expiration: undefined,
        }),
      ],
      "InvalidArgument",
    ],
    [
      "uploads by tag",
      [
        rule({
          Filter: { Tag: { Key: "k", Value: "v" } },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        }),
      ],
      "InvalidRequest",
    ],
    [
      "sizes that leave nothing",
      [
        rule({
          Filter: { And: { ObjectSizeGreaterThan: 10, ObjectSizeLessThan: 10 } },
        }),
      ],
      "InvalidRequest",
    ],
    [
      "too many newer versions",
      [rule({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 101 } })],
      "InvalidArgument",
    ],
  ])("with %s is refused", async (_name, rules, name) => {
    expect(await failure(bucketWith(rules))).toMatchObject({ name, status: 400 });
  });

  it("with what is not known is refused, and nothing dropped unseen", async () => {
    const Bucket = await test.newBucket();
    const answer = await sendRaw(test.cloud, {
      method: "PUT",
      target: `/${Bucket}?lifecycle`,
      body: "<LifecycleConfiguration><Rule><Status>Enabled</Status><Prefix/><Expiration><Days>1</Days></Expiration><Shred/></Rule></LifecycleConfiguration>",
    });
    expect(answer).toMatchObject({ status: 400, code: "MalformedXML" });
    expect(answer.body).toContain("Shred");
  });
});

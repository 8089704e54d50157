import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";
import { outcome } from "./outcome.ts";

const RAW = "cloudapi-logs-raw";
const OTHER = "cloudapi-logs-other";
let cloud: LocalCloud;
let root: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true });
  root = new S3Client(cloud.clientConfig);
  for (const Bucket of [RAW, OTHER]) await root.send(new CreateBucketCommand({ Bucket }));
  for (const [Bucket, Key] of [
    [RAW, "raw/a.csv"],
    [RAW, "rawer/a.csv"],
    [OTHER, "raw/a.csv"],
  ])
    await root.send(new PutObjectCommand({ Bucket, Key, Body: "a" }));
});
afterAll(() => cloud.close());

let users = 0;

/** A client of a new user with these statements. */
function userWith(...statements: object[]): S3Client {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  const policies = { own: { Version: "2012-10-17", Statement } };
  return new S3Client(cloud.putUser(`user${users++}`, { policies }).clientConfig);
}

function objects(key = "raw/*", bucket = RAW): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

describe("reading", () => {
  it("is what the policy allows, and its neighbours are denied", async () => {
    const s3 = userWith({ Action: "s3:GetObject", Resource: objects() });
    const get = (Bucket: string, Key: string) =>
      outcome(s3.send(new GetObjectCommand({ Bucket, Key })));
    expect(await get(RAW, "raw/a.csv")).toBe("done");
    expect(await get(RAW, "rawer/a.csv")).toBe("AccessDenied");
    expect(await get(OTHER, "raw/a.csv")).toBe("AccessDenied");
    expect(await outcome(s3.send(new HeadObjectCommand({ Bucket: RAW, Key: "raw/a.csv" })))).toBe(
      "done",
    );
    expect(await outcome(s3.send(new HeadObjectCommand({ Bucket: RAW, Key: "rawer/a.csv" })))).toBe(
      "403",
    );
    for (const command of [
      new PutObjectCommand({ Bucket: RAW, Key: "raw/b.csv", Body: "" }),
      new DeleteObjectCommand({ Bucket: RAW, Key: "raw/a.csv" }),
      new GetObjectTaggingCommand({ Bucket: RAW, Key: "raw/a.csv" }),
      new GetObjectCommand({ Bucket: RAW, Key: "raw/a.csv", VersionId: "null" }),
      new ListObjectsV2Command({ Bucket: RAW }),
      new ListBucketsCommand({}),
    ])
      expect(await outcome(s3.send(command as GetObjectCommand))).toBe("AccessDenied");
  });

  it("says of an object that is not there that it is denied, unless the bucket may be listed", async () => {
    const missing = new GetObjectCommand({ Bucket: RAW, Key: "raw/none.csv" });
    const read = { Action: "s3:GetObject", Resource: objects() };
    expect(await outcome(userWith(read).send(missing))).toBe("AccessDenied");
    const list = { Action: "s3:ListBucket", Resource: `arn:aws:s3:::${RAW}` };
    expect(await outcome(userWith(read, list).send(missing))).toBe("NoSuchKey");
  });

  it("of versions needs its own action, as does listing them", async () => {
    const Bucket = "versioned";
    await root.send(new CreateBucketCommand({ Bucket }));
    await root.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const { VersionId } = await root.send(new PutObjectCommand({ Bucket, Key: "a", Body: "1" }));
    const get = new GetObjectCommand({ Bucket, Key: "a", VersionId });
    const current = userWith({ Action: "s3:GetObject", Resource: objects("*", Bucket) });
    const older = userWith({ Action: "s3:GetObjectVersion", Resource: objects("*", Bucket) });
    expect(await outcome(current.send(get))).toBe("AccessDenied");
    expect(await outcome(older.send(get))).toBe("done");
    expect(await outcome(older.send(new GetObjectCommand({ Bucket, Key: "a" })))).toBe(
      "AccessDenied",
    );
    const lists = userWith({ Action: "s3:ListBucketVersions", Resource: `arn:aws:s3:::${Bucket}` });
    expect(await outcome(lists.send(new ListObjectVersionsCommand({ Bucket })))).toBe("done");
    expect(await outcome(lists.send(new ListObjectsV2Command({ Bucket })))).toBe("AccessDenied");
    const removes = userWith({ Action: "s3:DeleteObject", Resource: objects("*", Bucket) });
    expect(
      await outcome(removes.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId }))),
    ).toBe("AccessDenied");
    expect(await outcome(removes.send(new DeleteObjectCommand({ Bucket, Key: "a" })))).toBe("done");
  });

  it("by a URL that is signed is what its signer may do", async () => {
    const s3 = userWith({ Action: "s3:GetObject", Resource: objects() });
    const sign = (Key: string) => getSignedUrl(s3, new GetObjectCommand({ Bucket: RAW, Key }));
    expect((await fetch(await sign("raw/a.csv"))).status).toBe(200);
    expect((await fetch(await sign("rawer/a.csv"))).status).toBe(403);
  });
});

describe("listing", () => {
  it("is bound to a prefix by its condition", async () => {
    const s3 = userWith({
      Action: "s3:ListBucket",
      Resource: `arn:aws:s3:::${RAW}`,
      Condition: { StringLike: { "s3:prefix": "raw/*" } },
    });
    const list = (Prefix?: string) =>
      outcome(s3.send(new ListObjectsV2Command({ Bucket: RAW, Prefix })));
    expect(await list("raw/")).toBe("done");
    expect(await list("raw/2025/")).toBe("done");
    expect(await list("rawer/")).toBe("AccessDenied");
    expect(await list()).toBe("AccessDenied");
    expect(await outcome(s3.send(new HeadBucketCommand({ Bucket: RAW })))).toBe("403");
  });
});

describe("writing", () => {
  it("in parts is PutObject; listing and aborting are their own", async () => {
    const s3 = userWith({ Action: "s3:PutObject", Resource: objects("out/*") });
    const place = { Bucket: RAW, Key: "out/parts" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place));
    const part = { ...place, UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: "x" }));
    expect(await outcome(s3.send(new ListPartsCommand({ ...place, UploadId })))).toBe(
      "AccessDenied",
    );
    const copy = new UploadPartCopyCommand({
      ...part,
      PartNumber: 2,
      CopySource: `${RAW}/raw/a.csv`,
    });
    expect(await outcome(s3.send(copy))).toBe("AccessDenied");
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const complete = new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload });
    expect(await outcome(s3.send(complete))).toBe("done");
    expect(
      await outcome(s3.send(new CreateMultipartUploadCommand({ ...place, Key: "outer/x" }))),
    ).toBe("AccessDenied");
  });

  it("over what one has read needs the right to read it", async () => {
    const place = { Bucket: RAW, Key: "out/verdict" };
    const { ETag } = await root.send(new PutObjectCommand({ ...place, Body: "1" }));
    const put = { Action: "s3:PutObject", Resource: objects("out/*") };
    const replace = new PutObjectCommand({ ...place, Body: "2", IfMatch: ETag });
    expect(await outcome(userWith(put).send(replace))).toBe("AccessDenied");
    const read = { Action: "s3:GetObject", Resource: objects("out/*") };
    expect(await outcome(userWith(put, read).send(replace))).toBe("done");
    const first = new PutObjectCommand({ ...place, Key: "out/new", Body: "2", IfNoneMatch: "*" });
    expect(await outcome(userWith(put).send(first))).toBe("done");
  });

  it("with tags and ACLs needs their actions", async () => {
    const put = { Action: "s3:PutObject", Resource: objects("out/*") };
    const tagged = new PutObjectCommand({ Bucket: RAW, Key: "out/t", Body: "", Tagging: "team=a" });
    expect(await outcome(userWith(put).send(tagged))).toBe("AccessDenied");
    const tag = { Action: "s3:PutObjectTagging", Resource: objects("out/*") };
    expect(await outcome(userWith(put, tag).send(tagged))).toBe("done");
    const ofTeam = { ...put, Condition: { StringEquals: { "s3:RequestObjectTag/team": "b" } } };
    expect(await outcome(userWith(ofTeam, tag).send(tagged))).toBe("AccessDenied");
  });

  it("a copy is reading and writing, with the tags of its source", async () => {
    await root.send(
      new PutObjectCommand({ Bucket: RAW, Key: "raw/tagged", Body: "", Tagging: "a=1" }),
    );
    const read = { Action: "s3:GetObject", Resource: objects() };
    const write = { Action: "s3:PutObject", Resource: objects("out/*") };
    const copy = (source: string) =>
      new CopyObjectCommand({ Bucket: RAW, Key: "out/copy", CopySource: source });
    expect(await outcome(userWith(read).send(copy(`${RAW}/raw/a.csv`)))).toBe("AccessDenied");
    expect(await outcome(userWith(write).send(copy(`${RAW}/raw/a.csv`)))).toBe("AccessDenied");
    const both = userWith(read, write);
    expect(await outcome(both.send(copy(`${RAW}/raw/a.csv`)))).toBe("done");
    expect(await outcome(both.send(copy(`${OTHER}/raw/a.csv`)))).toBe("AccessDenied");
    expect(await outcome(both.send(copy(`${RAW}/raw/tagged`)))).toBe("AccessDenied");
    const tags = [
      { Action: "s3:GetObjectTagging", Resource: objects() },
      { Action: "s3:PutObjectTagging", Resource: objects("out/*") },
    ];
    expect(await outcome(userWith(read, write, ...tags).send(copy(`${RAW}/raw/tagged`)))).toBe(
      "done",
    );
  });

  it("deletes of several objects those that it may", async () => {
    for (const Key of ["del/a", "keep/b"])
      await root.send(new PutObjectCommand({ Bucket: RAW, Key }));
    const s3 = userWith({ Action: "s3:DeleteObject", Resource: objects("del/*") });
    const Objects = [{ Key: "del/a" }, { Key: "keep/b" }];
    const { Deleted, Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket: RAW, Delete: { Objects } }),
    );
    expect(Deleted).toMatchObject([{ Key: "del/a" }]);
    expect(Errors).toMatchObject([{ Key: "keep/b", Code: "AccessDenied" }]);
  });
});

describe("bucket policies", () => {
  it("allow a user what its own policies don't, and deny everybody, the root user too", async () => {
    const Bucket = "with-policy";
    await root.send(new CreateBucketCommand({ Bucket }));
    await root.send(new PutObjectCommand({ Bucket, Key: "open/a", Body: "" }));
    await root.send(new PutObjectCommand({ Bucket, Key: "closed/a", Body: "" }));
    const user = cloud.putUser("guest");
    const Statement = [
      {
        Effect: "Allow",
        Principal: { AWS: user.arn },
        Action: "s3:GetObject",
        Resource: objects("*", Bucket),
      },
      {
        Sid: "Closed",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: objects("closed/*", Bucket),
      },
    ];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const guest = new S3Client(user.clientConfig);
    const get = (s3: S3Client, Key: string) =>
      outcome(s3.send(new GetObjectCommand({ Bucket, Key })));
    expect(await get(guest, "open/a")).toBe("done");
    expect(await get(userWith(), "open/a")).toBe("AccessDenied");
    expect(await get(guest, "closed/a")).toBe("AccessDenied");
    expect(await get(root, "closed/a")).toBe("AccessDenied");
    expect(cloud.calls.at(-1)).toMatchObject({
      service: "s3",
      operation: "GetObject",
      action: "s3:GetObject",
      resource: objects("closed/a", Bucket),
      decision: "explicitDeny",
      by: { kind: "resource", statement: 1, sid: "Closed" },
    });
    expect(cloud.unenforced).toEqual([]);
  });

  it("that allow only over TLS hold on loopback", async () => {
    const Bucket = "tls-only";
    await root.send(new CreateBucketCommand({ Bucket }));
    const Statement = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${Bucket}`, objects("*", Bucket)],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await root.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await outcome(root.send(new PutObjectCommand({ Bucket, Key: "a" })))).toBe("done");
  });
});

describe("boundaries and changes", () => {
  it("limit a user, and hold from the next call on", async () => {
    const reads = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
    };
    const lists = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "s3:List*", Resource: "*" },
    };
    const s3 = new S3Client(cloud.putUser("changing", { policies: { reads } }).clientConfig);
    const get = () => outcome(s3.send(new GetObjectCommand({ Bucket: RAW, Key: "raw/a.csv" })));
    expect(await get()).toBe("done");
    cloud.putUser("changing", { policies: { reads }, boundary: lists });
    expect(await get()).toBe("AccessDenied");
    cloud.putUser("changing", { policies: { lists } });
    expect(await get()).toBe("AccessDenied");
  });

  it("that are no policies are refused, with the place", () => {
    const policies = { own: { Version: "2012-10-17", Statement: { Effect: "allow" } } };
    expect(() => cloud.putUser("x", { policies })).toThrow(
      /policies\.own is no policy: .*Statement\.Effect/s,
    );
    expect(() => cloud.putUser("a b")).toThrow(/name must be/);
  });
});

import {
  CopyObjectCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

async function versioned(): Promise<string> {
  const Bucket = await test.newBucket();
  await setVersioning(Bucket, "Enabled");
  return Bucket;
}

function setVersioning(Bucket: string, Status: "Enabled" | "Suspended") {
  return test.s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }),
  );
}

function put(Bucket: string, Body: string, Key = "k") {
  return test.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

async function read(Bucket: string, VersionId?: string, Key = "k"): Promise<string | undefined> {
  const got = await test.s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return got.Body?.transformToString();
}

describe("versioning", () => {
  it("is off, then on, then suspended", async () => {
    const Bucket = await test.newBucket();
    const status = async () =>
      (await test.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await status()).toBeUndefined();
    await setVersioning(Bucket, "Enabled");
    expect(await status()).toBe("Enabled");
    await setVersioning(Bucket, "Suspended");
    expect(await status()).toBe("Suspended");
  });

  it("keeps every version, and brings back a deleted object", async () => {
    const Bucket = await versioned();
    const one = await put(Bucket, "one");
    const two = await put(Bucket, "two");
    expect(one.VersionId).not.toBe(two.VersionId);
    expect(await read(Bucket)).toBe("two");
    expect(await read(Bucket, one.VersionId)).toBe("one");
    const marker = await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(marker).toMatchObject({ DeleteMarker: true });
    expect(await failure(read(Bucket))).toMatchObject({ name: "NoSuchKey", status: 404 });
    expect(await failure(test.s3.send(new HeadObjectCommand({ Bucket, Key: "k" })))).toMatchObject({
      status: 404,
    });
    expect(await failure(read(Bucket, marker.VersionId))).toMatchObject({
      name: "MethodNotAllowed",
      status: 405,
    });
    expect((await test.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    const undone = await test.s3.send(
      new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }),
    );
    expect(undone).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await read(Bucket)).toBe("two");
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: two.VersionId }));
    expect(await read(Bucket)).toBe("one");
    expect(await failure(read(Bucket, two.VersionId))).toMatchObject({
      name: "NoSuchVersion",
      status: 404,
    });
    expect(await failure(read(Bucket, "nonsense"))).toMatchObject({
      name: "InvalidArgument",
      status: 400,
    });
  });

  it("writes over the null version while suspended", async () => {
    const Bucket = await test.newBucket();
    await put(Bucket, "before");
    await setVersioning(Bucket, "Enabled");
    const kept = await put(Bucket, "kept");
    expect(await read(Bucket, "null")).toBe("before");
    await setVersioning(Bucket, "Suspended");
    const suspended = await put(Bucket, "suspended");
    expect(suspended.VersionId).toBeUndefined();
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect(got.VersionId).toBe("null");
    expect(await read(Bucket, "null")).toBe("suspended");
    expect(await read(Bucket, kept.VersionId)).toBe("kept");
    const marker = await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: "null" });
    const { Versions, DeleteMarkers } = await test.s3.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([kept.VersionId]);
    expect(DeleteMarkers).toMatchObject([{ VersionId: "null", IsLatest: true }]);
  });

  it("lists versions newest first, by pages", async () => {
    const Bucket = await versioned();
    const a1 = await put(Bucket, "1", "a");
    const a2 = await put(Bucket, "2", "a");
    const b1 = await put(Bucket, "1", "b/x");
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    const all = await test.s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(all.Versions?.map(({ VersionId }) => VersionId)).toEqual([
      a2.VersionId,
      a1.VersionId,
      b1.VersionId,
    ]);
    expect(all.Versions?.map(({ IsLatest }) => IsLatest)).toEqual([false, false, true]);
    expect(all.DeleteMarkers).toMatchObject([{ Key: "a", IsLatest: true }]);
    const seen: (string | undefined)[] = [];
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    for (;;) {
      const page = await test.s3.send(
        new ListObjectVersionsCommand({
          Bucket,
          MaxKeys: 1,
          KeyMarker,
          VersionIdMarker,
          Delimiter: "/",
        }),
      );
      seen.push(
        ...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
          ({ VersionId }) => VersionId,
        ),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
      if (!page.IsTruncated) break;
      KeyMarker = page.NextKeyMarker;
      VersionIdMarker = page.NextVersionIdMarker;
    }
    expect(seen).toEqual([all.DeleteMarkers?.[0]?.VersionId, a2.VersionId, a1.VersionId, "b/"]);
  });

  it("copies and deletes single versions", async () => {
    const Bucket = await versioned();
    const one = await put(Bucket, "one");
    await put(Bucket, "two");
    const copied = await test.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: "copy",
        CopySource: `${Bucket}/k?versionId=${one.VersionId}`,
      }),
    );
    expect(copied.CopySourceVersionId).toBe(one.VersionId);
    expect(await read(Bucket, undefined, "copy")).toBe("one");
    const deleted = await test.s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: "k", VersionId: one.VersionId }, { Key: "copy" }] },
      }),
    );
    expect(deleted.Deleted).toMatchObject([
      { Key: "k", VersionId: one.VersionId },
      { Key: "copy", DeleteMarker: true },
    ]);
    expect(await failure(read(Bucket, one.VersionId))).toMatchObject({ name: "NoSuchVersion" });
  });

  it("counts versions as content when a bucket is deleted", async () => {
    const Bucket = await versioned();
    const { VersionId } = await put(Bucket, "x");
    const marker = await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(await failure(test.s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      name: "BucketNotEmpty",
      status: 409,
    });
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }));
    await test.s3.send(new DeleteBucketCommand({ Bucket }));
  });

  it("treats a delete marker as nothing in conditional writes", async () => {
    const Bucket = await versioned();
    await put(Bucket, "x");
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "again", IfNoneMatch: "*" }));
    expect(await read(Bucket)).toBe("again");
  });

  it("knows a version id that was never given out", async () => {
    const plain = await test.newBucket();
    await put(plain, "x");
    const Bucket = await versioned();
    const { VersionId } = await put(Bucket, "x");
    const invalid = {
      name: "InvalidArgument",
      message: "Invalid version id specified",
      status: 400,
    };
    const never = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";
    expect(await failure(read(Bucket, never))).toMatchObject(invalid);
    expect(await failure(read(plain, VersionId))).toMatchObject(invalid);
    expect(await read(plain, "null")).toBe("x");
    const drop = (bucket: string, id: string) =>
      test.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: "k", VersionId: id }));
    expect(await failure(drop(Bucket, never))).toMatchObject(invalid);
    expect(await failure(drop(plain, never))).toMatchObject(invalid);
    const Objects = [{ Key: "k", VersionId: never }];
    const many = await test.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(many.Errors).toMatchObject([{ Code: "NoSuchVersion", VersionId: never }]);
  });

  it("gives a delete marker no tags", async () => {
    const Bucket = await versioned();
    await put(Bucket, "x");
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    const tags = test.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "k" }));
    expect(await failure(tags)).toMatchObject({ name: "MethodNotAllowed", status: 405 });
  });
});

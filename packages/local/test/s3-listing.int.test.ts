import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

async function bucketWith(keys: readonly string[]): Promise<string> {
  const Bucket = await test.newBucket();
  for (const Key of keys) await test.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  return Bucket;
}

function byBytes(keys: readonly string[]): string[] {
  return keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const ODD_KEYS = [
  "a",
  "a/b",
  "a//b",
  "/leading",
  "trailing/",
  "..",
  "../escape",
  "a/../z",
  ".",
  "./x",
  "with space",
  "plus+plus",
  "100%",
  "%2F",
  "a%20b",
  "q?x=1&y",
  "hash#tag",
  "ünïcødé/日本",
  "emoji-\u{1f600}",
  "\ufffd-bmp-end",
  "line\nbreak",
  "tab\there",
  "return\rhere",
  "quote\"'<>&",
  "dt=2025-01-15/part=1.parquet",
  "!-_.*'()",
  ";:@,$=~`|\\^{}[]",
  `long-${"k".repeat(1019)}`,
  "\u0001control",
];

describe("keys", () => {
  it.each(ODD_KEYS)("stores, heads and lists %j", async (Key) => {
    const Bucket = await bucketWith([Key]);
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(Key);
    await test.s3.send(new HeadObjectCommand({ Bucket, Key }));
    const listed = await test.s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
    expect(listed.Contents?.map((object) => object.Key)).toEqual([Key]);
    const encoded = await test.s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
    expect(decodeURIComponent((encoded.Contents?.[0]?.Key ?? "").replaceAll("+", " "))).toBe(Key);
  });

  it("keeps them apart and in byte order", async () => {
    const Bucket = await bucketWith(ODD_KEYS);
    const listed = await test.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(byBytes(ODD_KEYS));
  });

  it("refuses a key over 1,024 bytes", async () => {
    const Bucket = await test.newBucket();
    expect(
      await failure(
        test.s3.send(new PutObjectCommand({ Bucket, Key: "ü".repeat(513), Body: "x" })),
      ),
    ).toMatchObject({ name: "KeyTooLongError", status: 400 });
  });
});

describe("ListObjectsV2", () => {
  const tree = ["a.txt", "b/1", "b/2", "b/c/3", "d/4", "e", "z/5"];

  it("rolls up at a delimiter", async () => {
    const Bucket = await bucketWith(tree);
    const top = await test.s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
    expect(top.Contents?.map(({ Key }) => Key)).toEqual(["a.txt", "e"]);
    expect(top.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(["b/", "d/", "z/"]);
    expect(top.KeyCount).toBe(5);
    const below = await test.s3.send(
      new ListObjectsV2Command({ Bucket, Delimiter: "/", Prefix: "b/" }),
    );
    expect(below.Contents?.map(({ Key }) => Key)).toEqual(["b/1", "b/2"]);
    expect(below.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(["b/c/"]);
  });

  it.each([1, 2, 3])("pages by %i through keys and prefixes, each once", async (pageSize) => {
    const Bucket = await bucketWith(tree);
    const seen: string[] = [];
    for await (const page of paginateListObjectsV2(
      { client: test.s3, pageSize },
      { Bucket, Delimiter: "/" },
    )) {
      expect((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0)).toBeLessThanOrEqual(
        pageSize,
      );
      seen.push(
        ...(page.Contents ?? []).map(({ Key = "" }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix),
      );
    }
    expect(seen.toSorted()).toEqual(["a.txt", "b/", "d/", "e", "z/"]);
  });

  it("gives at most 1,000 keys, whatever is asked for", async () => {
    const Bucket = await bucketWith(["a"]);
    const listed = await test.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 5000 }));
    expect(listed).toMatchObject({ MaxKeys: 1000, KeyCount: 1, IsTruncated: false });
  });

  it("starts after a key", async () => {
    const Bucket = await bucketWith(tree);
    const listed = await test.s3.send(new ListObjectsV2Command({ Bucket, StartAfter: "b/2" }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(["b/c/3", "d/4", "e", "z/5"]);
    expect(listed.StartAfter).toBe("b/2");
  });

  it("goes on from a token, whatever it started after, and repeats both", async () => {
    const Bucket = await bucketWith(tree);
    const first = await test.s3.send(
      new ListObjectsV2Command({ Bucket, StartAfter: "b/1", MaxKeys: 2 }),
    );
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["b/2", "b/c/3"]);
    const second = await test.s3.send(
      new ListObjectsV2Command({
        Bucket,
        StartAfter: "b/1",
        ContinuationToken: first.NextContinuationToken,
      }),
    );
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["d/4", "e", "z/5"]);
    expect(second.StartAfter).toBe("b/1");
    expect(second.ContinuationToken).toBe(first.NextContinuationToken);
  });

  it("lists nothing for max-keys 0, and owners when asked", async () => {
    const Bucket = await bucketWith(["a"]);
    expect(await test.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }))).toMatchObject({
      KeyCount: 0,
      IsTruncated: false,
    });
    expect(
      (await test.s3.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }))).Contents?.[0]
        ?.Owner?.ID,
    ).toBe("000000000000");
    expect(
      (await test.s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.[0]?.Owner,
    ).toBeUndefined();
  });

  it("refuses a token that is not its own, and numbers that are none", async () => {
    const Bucket = await bucketWith(["a"]);
    expect(
      await failure(
        test.s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: "bm90IG91cnM" })),
      ),
    ).toMatchObject({ name: "InvalidArgument", status: 400 });
    expect(
      await failure(test.s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: "" }))),
    ).toMatchObject({ name: "InvalidArgument", status: 400 });
    expect(
      await failure(test.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: -1 }))),
    ).toMatchObject({ name: "InvalidArgument", status: 400 });
    expect(
      await failure(
        test.s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "base64" as "url" })),
      ),
    ).toMatchObject({ name: "InvalidArgument", status: 400 });
    expect(
      await failure(test.s3.send(new ListObjectsV2Command({ Bucket: "no-such-bucket" }))),
    ).toMatchObject({ name: "NoSuchBucket", status: 404 });
  });
});

it("lists for Trino, which asks for the restores of archived objects", async () => {
  const Bucket = await bucketWith(["a"]);
  const asked = { Bucket, OptionalObjectAttributes: ["RestoreStatus" as const] };
  const { Contents = [] } = await test.s3.send(new ListObjectsV2Command(asked));
  expect(Contents.map(({ Key, RestoreStatus }) => [Key, RestoreStatus])).toEqual([
    ["a", undefined],
  ]);
});

describe("the other lists", () => {
  it("pages the older ListObjects by marker", async () => {
    const Bucket = await bucketWith(["a", "b/1", "b/2", "c"]);
    const first = await test.s3.send(
      new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2 }),
    );
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: "b/" });
    const second = await test.s3.send(
      new ListObjectsCommand({ Bucket, Delimiter: "/", Marker: first.NextMarker }),
    );
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["c"]);
    expect(second.CommonPrefixes).toBeUndefined();
    const plain = await test.s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1 }));
    expect(plain).toMatchObject({ IsTruncated: true });
    expect(plain.NextMarker).toBeUndefined();
  });

  it("pages uploads in progress", async () => {
    const Bucket = await test.newBucket();
    for (const Key of ["b", "a", "a"])
      await test.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const first = await test.s3.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: "a" });
    const second = await test.s3.send(
      new ListMultipartUploadsCommand({
        Bucket,
        KeyMarker: first.NextKeyMarker,
        UploadIdMarker: first.NextUploadIdMarker,
      }),
    );
    expect(second.Uploads?.map(({ Key }) => Key)).toEqual(["a", "b"]);
    expect(second.Uploads?.[0]?.UploadId).not.toBe(first.Uploads?.[0]?.UploadId);
    expect(
      (await test.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "b" }))).Uploads,
    ).toHaveLength(1);
  });
});

import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { sendRaw } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

async function text(Bucket: string, Key: string, more: object = {}): Promise<string> {
  const { Body } = await test.s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return (await Body?.transformToString()) ?? "";
}

describe("Content-Encoding", () => {
  it.each([
    ["deflate, gzip", "deflate, gzip"],
    ["gzip", "gzip"],
    ["deflate,gzip", "deflate,gzip"],
    ["aws-chunked", undefined],
    ["aws-chunked, deflate, gzip", "deflate, gzip"],
    ["gzip,aws-chunked", "gzip"],
    ["deflate, AWS-Chunked ,gzip", "deflate,gzip"],
    ["x-aws-chunked", "x-aws-chunked"],
  ])("%j is kept as %j", async (sent, kept) => {
    const Bucket = await test.newBucket();
    const put = await sendRaw(test.cloud, {
      method: "PUT",
      target: `/${Bucket}/k`,
      headers: { "content-encoding": sent },
      body: "x",
    });
    expect(put.status).toBe(200);
    const head = await test.s3.send(new HeadObjectCommand({ Bucket, Key: "k" }));
    expect(head.ContentEncoding).toBe(kept);
  });
});

describe("put, get, head", () => {
  it("gives back bytes, headers, metadata and the MD5 as ETag", async () => {
    const Bucket = await test.newBucket();
    const put = await test.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "a",
        Body: "hello",
        ContentType: "text/csv",
        CacheControl: "max-age=60",
        ContentDisposition: 'attachment; filename="a.csv"',
        ContentEncoding: "identity",
        ContentLanguage: "de",
        Metadata: { Origin: "test", "b-c": "  spaced  " },
      }),
    );
    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(put.ServerSideEncryption).toBe("AES256");
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
    expect(await got.Body?.transformToString()).toBe("hello");
    expect(got).toMatchObject({
      ContentType: "text/csv",
      CacheControl: "max-age=60",
      ContentDisposition: 'attachment; filename="a.csv"',
      ContentEncoding: "identity",
      ContentLanguage: "de",
      ContentLength: 5,
      ETag: put.ETag,
      Metadata: { origin: "test", "b-c": "spaced" },
    });
    expect(got.VersionId).toBeUndefined();
    const head = await test.s3.send(new HeadObjectCommand({ Bucket, Key: "a" }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: "text/csv", ETag: put.ETag });
  });

  it("stores a stream without keeping the aws-chunked encoding", async () => {
    const Bucket = await test.newBucket();
    const body = Buffer.alloc(700_001, "abc");
    await test.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "s",
        Body: Readable.from([body.subarray(0, 65_536), body.subarray(65_536)]),
        ContentLength: body.length,
      }),
    );
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key: "s" }));
    expect(got.ContentEncoding).toBeUndefined();
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
  });

  it("refuses a stream in small pieces, as S3 does", async () => {
    const Bucket = await test.newBucket();
    const Body = Readable.from([Buffer.from("nine byte"), Buffer.alloc(9000)]);
    const put = test.s3.send(new PutObjectCommand({ Bucket, Key: "s", Body, ContentLength: 9009 }));
    expect(await failure(put)).toMatchObject({ name: "InvalidChunkSizeError", status: 403 });
  });

  it("stores an empty object", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "empty", Body: "", ContentLength: 0 }));
    const head = await test.s3.send(new HeadObjectCommand({ Bucket, Key: "empty" }));
    expect(head).toMatchObject({ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' });
    expect(await text(Bucket, "empty")).toBe("");
  });

  it("overrides response headers when asked", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
    const got = await test.s3.send(
      new GetObjectCommand({
        Bucket,
        Key: "a",
        ResponseContentType: "text/plain",
        ResponseContentDisposition: "inline",
      }),
    );
    expect(got).toMatchObject({ ContentType: "text/plain", ContentDisposition: "inline" });
  });

  it("keeps reading an object that is overwritten meanwhile", async () => {
    const Bucket = await test.newBucket();
    const first = Buffer.alloc(3_000_000, 1);
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: first }));
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
    await test.s3.send(
      new PutObjectCommand({ Bucket, Key: "a", Body: Buffer.alloc(3_000_000, 2) }),
    );
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(first)).toBe(true);
  });

  it("names what is missing", async () => {
    const Bucket = await test.newBucket();
    expect(await failure(test.s3.send(new GetObjectCommand({ Bucket, Key: "no" })))).toMatchObject({
      name: "NoSuchKey",
      status: 404,
    });
    expect(await failure(test.s3.send(new HeadObjectCommand({ Bucket, Key: "no" })))).toMatchObject(
      { name: "NotFound", status: 404 },
    );
    expect(
      await failure(test.s3.send(new GetObjectCommand({ Bucket: "no-such-bucket", Key: "no" }))),
    ).toMatchObject({ name: "NoSuchBucket", status: 404 });
    expect(
      await failure(
        test.s3.send(new PutObjectCommand({ Bucket: "no-such-bucket", Key: "no", Body: "x" })),
      ),
    ).toMatchObject({ name: "NoSuchBucket" });
  });

  it("refuses metadata over 2 KB, counted in names and values", async () => {
    const Bucket = await test.newBucket();
    const put = (value: string) =>
      test.s3.send(
        new PutObjectCommand({ Bucket, Key: "m", Body: "x", Metadata: { abcd: value } }),
      );
    await put("v".repeat(2044));
    expect(await failure(put("v".repeat(2045)))).toMatchObject({
      name: "MetadataTooLarge",
      status: 400,
    });
  });
});

describe("ranges", () => {
  it.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
  ])("%s", async (Range, expected, contentRange) => {
    const Bucket = await test.newBucket();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "r", Body: "0123456789" }));
    const got = await test.s3.send(new GetObjectCommand({ Bucket, Key: "r", Range }));
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect(got.ContentRange).toBe(contentRange);
    expect(await got.Body?.transformToString()).toBe(expected);
    const head = await test.s3.send(new HeadObjectCommand({ Bucket, Key: "r", Range }));
    expect(head.ContentLength).toBe(expected.length);
  });

  it("answers 416 outside, 200 for what is not a range or is several", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "r", Body: "0123456789" }));
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "empty", Body: "", ContentLength: 0 }));
    const get = (Range: string, Key = "r") =>
      test.s3.send(new GetObjectCommand({ Bucket, Key, Range }));
    expect(await failure(get("bytes=10-"))).toMatchObject({ name: "InvalidRange", status: 416 });
    expect(await failure(get("bytes=-0"))).toMatchObject({ status: 416 });
    expect(await failure(get("bytes=0-0", "empty"))).toMatchObject({ status: 416 });
    expect((await get("bytes=0-1,4-5")).$metadata.httpStatusCode).toBe(200);
    expect((await get("bytes=5-2")).$metadata.httpStatusCode).toBe(200);
    expect((await get("lines=1-2")).$metadata.httpStatusCode).toBe(200);
  });
});

describe("conditional reads", () => {
  it("follows RFC 9110 on ETags and dates", async () => {
    const Bucket = await test.newBucket();
    const { ETag } = await test.s3.send(new PutObjectCommand({ Bucket, Key: "c", Body: "x" }));
    const { LastModified } = await test.s3.send(new HeadObjectCommand({ Bucket, Key: "c" }));
    const get = (more: object) => test.s3.send(new GetObjectCommand({ Bucket, Key: "c", ...more }));
    const earlier = new Date((LastModified?.getTime() ?? 0) - 60_000);
    expect(await failure(get({ IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
    expect(await failure(get({ IfModifiedSince: LastModified }))).toMatchObject({ status: 304 });
    const ahead = new Date(Date.now() + 86_400_000);
    expect((await get({ IfModifiedSince: ahead })).$metadata.httpStatusCode).toBe(200);
    expect(await failure(get({ IfMatch: '"other"' }))).toMatchObject({
      name: "PreconditionFailed",
      status: 412,
    });
    expect(await failure(get({ IfUnmodifiedSince: earlier }))).toMatchObject({ status: 412 });
    expect(
      (await get({ IfMatch: ETag, IfUnmodifiedSince: earlier })).$metadata.httpStatusCode,
    ).toBe(200);
    expect(
      (await get({ IfNoneMatch: '"other"', IfModifiedSince: LastModified })).$metadata
        .httpStatusCode,
    ).toBe(200);
    expect((await get({ IfMatch: "*" })).$metadata.httpStatusCode).toBe(200);
    expect(
      await failure(test.s3.send(new HeadObjectCommand({ Bucket, Key: "c", IfNoneMatch: ETag }))),
    ).toMatchObject({ status: 304 });
  });
});

describe("deleting", () => {
  it("deletes once and is content the second time", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "d", Body: "x" }));
    expect(
      (await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "d" }))).$metadata.httpStatusCode,
    ).toBe(204);
    expect(
      (await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "d" }))).$metadata.httpStatusCode,
    ).toBe(204);
    expect(await failure(test.s3.send(new HeadObjectCommand({ Bucket, Key: "d" })))).toMatchObject({
      status: 404,
    });
  });

  it("deletes many, each with its outcome, and only failures when quiet", async () => {
    const Bucket = await test.newBucket();
    const keys = ["a", "b & c", "ü/%20+", "line\nbreak"];
    for (const Key of keys) await test.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    const Objects = [...keys.map((Key) => ({ Key })), { Key: "missing" }];
    const loud = await test.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(loud.Deleted?.map(({ Key }) => Key)).toEqual([...keys, "missing"]);
    for (const Key of keys)
      expect(await failure(test.s3.send(new HeadObjectCommand({ Bucket, Key })))).toMatchObject({
        status: 404,
      });
    const quiet = await test.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    expect(quiet.Deleted).toBeUndefined();
    expect(quiet.Errors).toBeUndefined();
  });

  it("names a bucket that is missing, not its keys", async () => {
    const call = test.s3.send(
      new DeleteObjectsCommand({ Bucket: "no-such-bucket", Delete: { Objects: [{ Key: "a" }] } }),
    );
    expect(await failure(call)).toMatchObject({ name: "NoSuchBucket", status: 404 });
  });

  it("deletes on the condition of an ETag", async () => {
    const Bucket = await test.newBucket();
    const { ETag } = await test.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
    const many = await test.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a", ETag: '"other"' }] } }),
    );
    expect(many.Errors).toMatchObject([{ Key: "a", Code: "PreconditionFailed" }]);
    expect(
      await failure(
        test.s3.send(new DeleteObjectCommand({ Bucket, Key: "a", IfMatch: '"other"' })),
      ),
    ).toMatchObject({ status: 412 });
    await test.s3.send(new DeleteObjectCommand({ Bucket, Key: "a", IfMatch: ETag }));
    expect(
      await failure(test.s3.send(new DeleteObjectCommand({ Bucket, Key: "a", IfMatch: "*" }))),
    ).toMatchObject({ name: "NoSuchKey", status: 404 });
  });

  it("takes at most 1,000 keys", async () => {
    const Bucket = await test.newBucket();
    const Objects = Array.from({ length: 1001 }, (_, i) => ({ Key: `k${i}` }));
    expect(
      await failure(test.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))),
    ).toMatchObject({ name: "MalformedXML", status: 400 });
    const full = await test.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: Objects.slice(1) } }),
    );
    expect(full.Deleted).toHaveLength(1000);
  });
});

describe("tags and attributes", () => {
  it("keeps tags beside the bytes", async () => {
    const Bucket = await test.newBucket();
    const at = { Bucket, Key: "t" };
    await test.s3.send(new PutObjectCommand({ ...at, Body: "body", Tagging: "a=1&b+c=%C3%BC" }));
    expect((await test.s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b c", Value: "ü" },
    ]);
    const before = await test.s3.send(new HeadObjectCommand(at));
    await test.s3.send(
      new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: "x", Value: "a+b/@=" }] } }),
    );
    expect((await test.s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([
      { Key: "x", Value: "a+b/@=" },
    ]);
    expect(await text(Bucket, "t")).toBe("body");
    const after = await test.s3.send(new GetObjectCommand(at));
    expect(after).toMatchObject({
      ETag: before.ETag,
      LastModified: before.LastModified,
      TagCount: 1,
    });
    await test.s3.send(new DeleteObjectTaggingCommand(at));
    expect((await test.s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([]);
    expect(await text(Bucket, "t")).toBe("body");
  });

  it("refuses tags S3 would refuse", async () => {
    const Bucket = await test.newBucket();
    const put = (Tagging: string) =>
      failure(test.s3.send(new PutObjectCommand({ Bucket, Key: "t", Body: "x", Tagging })));
    const eleven = Array.from({ length: 11 }, (_, i) => `k${i}=v`).join("&");
    expect(await put(eleven)).toMatchObject({ name: "BadRequest", status: 400 });
    for (const header of ["a=1&a=2", "a=1,b=2", `${"k".repeat(129)}=v`, "aws:a=1", "a=%ff"]) {
      expect(await put(header), header).toMatchObject({ name: "InvalidArgument", status: 400 });
    }
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "t", Body: "x", Tagging: "&a&b=1" }));
    const tag = (Key: string) =>
      test.s3.send(
        new PutObjectTaggingCommand({
          Bucket,
          Key: "t",
          Tagging: { TagSet: [{ Key, Value: "v" }] },
        }),
      );
    expect(await failure(tag("a,b"))).toMatchObject({ name: "InvalidTag", status: 400 });
    expect(await failure(tag("aws:a"))).toMatchObject({
      message: "Your TagKey cannot be prefixed with aws:",
    });
    const { TagSet } = await test.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "t" }));
    expect(TagSet).toEqual([
      { Key: "a", Value: "" },
      { Key: "b", Value: "1" },
    ]);
  });

  it("says an object's size, ETag and checksum", async () => {
    const Bucket = await test.newBucket();
    await test.s3.send(
      new PutObjectCommand({ Bucket, Key: "a", Body: "hello", ChecksumAlgorithm: "SHA256" }),
    );
    const got = await test.s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: "a",
        ObjectAttributes: ["ETag", "ObjectSize", "Checksum", "StorageClass"],
      }),
    );
    expect(got).toMatchObject({
      ETag: "5d41402abc4b2a76b9719d911017c592",
      ObjectSize: 5,
      StorageClass: "STANDARD",
      Checksum: {
        ChecksumSHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
        ChecksumType: "FULL_OBJECT",
      },
    });
  });
});

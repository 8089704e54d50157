import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

async function at(): Promise<{ Bucket: string; Key: string }> {
  return { Bucket: await test.newBucket(), Key: "k" };
}

function put(where: { Bucket: string; Key: string }, more: object = {}) {
  return test.s3.send(new PutObjectCommand({ ...where, Body: "new", ...more }));
}

describe("conditional writes", () => {
  it("writes only where nothing is", async () => {
    const where = await at();
    await put(where, { IfNoneMatch: "*" });
    expect(await failure(put(where, { IfNoneMatch: "*", Body: "other" }))).toMatchObject({
      name: "PreconditionFailed",
      status: 412,
    });
    const got = await test.s3.send(new GetObjectCommand(where));
    expect(await got.Body?.transformToString()).toBe("new");
    expect(await failure(put(where, { IfNoneMatch: '"etag"' }))).toMatchObject({
      name: "NotImplemented",
      status: 501,
    });
  });

  it("writes only over what it knows", async () => {
    const where = await at();
    expect(await failure(put(where, { IfMatch: '"any"' }))).toMatchObject({
      name: "NoSuchKey",
      status: 404,
    });
    const { ETag } = await put(where);
    expect(await failure(put(where, { IfMatch: '"other"' }))).toMatchObject({
      name: "PreconditionFailed",
      status: 412,
    });
    const next = await put(where, { IfMatch: ETag, Body: "next" });
    expect(await failure(put(where, { IfMatch: ETag }))).toMatchObject({ status: 412 });
    await test.s3.send(new DeleteObjectCommand({ ...where, IfMatch: next.ETag }));
    await put(where, { IfNoneMatch: "*" });
  });

  it.each([
    ["If-None-Match: *", () => ({ IfNoneMatch: "*" })],
    ["If-Match", (etag: string | undefined) => ({ IfMatch: etag })],
  ])("has one winner of 16 at a time: %s", async (_name, condition) => {
    for (let round = 0; round < 5; round++) {
      const where = await at();
      const etag = round >= 0 && _name === "If-Match" ? (await put(where)).ETag : undefined;
      const racers = Array.from({ length: 16 }, (_, i) =>
        put(where, { ...condition(etag), Body: `racer ${i} ${"x".repeat(i * 1000)}` }),
      );
      const outcomes = await Promise.allSettled(racers);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const winner = outcomes.findIndex(({ status }) => status === "fulfilled");
      const got = await test.s3.send(new GetObjectCommand(where));
      expect(await got.Body?.transformToString()).toMatch(new RegExp(`^racer ${winner} `));
    }
  });

  it("applies to CompleteMultipartUpload, which can be tried again", async () => {
    const where = await at();
    const { ETag } = await put(where);
    const { UploadId } = await test.s3.send(new CreateMultipartUploadCommand(where));
    const part = await test.s3.send(
      new UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: "mp" }),
    );
    const complete = (more: object) =>
      test.s3.send(
        new CompleteMultipartUploadCommand({
          ...where,
          UploadId,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] },
          ...more,
        }),
      );
    expect(await failure(complete({ IfNoneMatch: "*" }))).toMatchObject({
      name: "PreconditionFailed",
      status: 412,
    });
    expect(await failure(complete({ IfMatch: '"other"' }))).toMatchObject({ status: 412 });
    await complete({ IfMatch: ETag });
    const got = await test.s3.send(new GetObjectCommand(where));
    expect(await got.Body?.transformToString()).toBe("mp");
  });

  it("meets a conflict when the key changed since a multipart upload began", async () => {
    const where = await at();
    const begin = async () => {
      const { UploadId } = await test.s3.send(new CreateMultipartUploadCommand(where));
      const { ETag } = await test.s3.send(
        new UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: "mp" }),
      );
      return (more: object) =>
        test.s3.send(
          new CompleteMultipartUploadCommand({
            ...where,
            UploadId,
            MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
            ...more,
          }),
        );
    };
    const conflict = { name: "ConditionalRequestConflict", status: 409 };
    await put(where);
    const first = await begin();
    expect(await failure(first({ IfNoneMatch: "*" }))).toMatchObject({ status: 412 });
    await test.s3.send(new DeleteObjectCommand(where));
    expect(await failure(first({ IfNoneMatch: "*" }))).toMatchObject(conflict);
    const second = await begin();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { ETag } = await put(where);
    expect(await failure(second({ IfMatch: ETag }))).toMatchObject(conflict);
    await (await begin())({ IfMatch: ETag });
  });

  it("has forms that S3 does not implement either", async () => {
    const where = await at();
    const refused = { name: "NotImplemented", status: 501 };
    expect(await failure(put(where, { IfMatch: "*" }))).toMatchObject(refused);
    expect(await failure(put(where, { IfMatch: '"a"', IfNoneMatch: "*" }))).toMatchObject(refused);
  });

  it("applies to the destination of CopyObject", async () => {
    const where = await at();
    await put(where);
    await put({ ...where, Key: "src" }, { Body: "source" });
    const copy = (more: object) =>
      test.s3.send(new CopyObjectCommand({ ...where, CopySource: `${where.Bucket}/src`, ...more }));
    expect(await failure(copy({ IfNoneMatch: "*" }))).toMatchObject({ status: 412 });
    expect(await failure(copy({ IfMatch: '"other"' }))).toMatchObject({ status: 412 });
    await copy({ Key: "fresh", IfNoneMatch: "*" });
  });
});

describe("checksums", () => {
  const sums = {
    CRC32: "NhCmhg==",
    CRC32C: "mnG7TA==",
    CRC64NVME: "M3eFcAZSQlc=",
    SHA1: "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
    SHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
  } as const;

  it.each(Object.entries(sums) as [keyof typeof sums, string][])(
    "%s is checked, stored and given back",
    async (ChecksumAlgorithm, right) => {
      const where = await at();
      const field = `Checksum${ChecksumAlgorithm}` as const;
      const done = await put(where, { Body: "hello", [field]: right });
      expect(done).toMatchObject({ [field]: right, ChecksumType: "FULL_OBJECT" });
      const head = await test.s3.send(new HeadObjectCommand({ ...where, ChecksumMode: "ENABLED" }));
      expect(head).toMatchObject({ [field]: right, ChecksumType: "FULL_OBJECT" });
      expect((await test.s3.send(new HeadObjectCommand(where)))[field]).toBeUndefined();
      const got = await test.s3.send(new GetObjectCommand({ ...where, ChecksumMode: "ENABLED" }));
      expect(await got.Body?.transformToString()).toBe("hello");
      const computed = await put(
        { ...where, Key: "computed" },
        { Body: "hello", ChecksumAlgorithm },
      );
      expect(computed[field]).toBe(right);
    },
  );

  it.each(Object.entries(sums) as [keyof typeof sums, string][])(
    "a wrong %s stores nothing",
    async (ChecksumAlgorithm, right) => {
      const where = await at();
      const field = `Checksum${ChecksumAlgorithm}` as const;
      expect(await failure(put(where, { Body: "hullo", [field]: right }))).toMatchObject({
        name: "BadDigest",
        status: 400,
      });
      expect(await failure(put(where, { Body: "hello", [field]: "AAAA" }))).toMatchObject({
        name: "InvalidRequest",
        status: 400,
      });
      expect(await failure(test.s3.send(new HeadObjectCommand(where)))).toMatchObject({
        status: 404,
      });
    },
  );

  it("checks Content-MD5", async () => {
    const where = await at();
    await put(where, { Body: "hello", ContentMD5: "XUFAKrxLKna5cZ2REBfFkg==" });
    expect(
      await failure(put(where, { Body: "hullo", ContentMD5: "XUFAKrxLKna5cZ2REBfFkg==" })),
    ).toMatchObject({ name: "BadDigest", status: 400 });
    expect(await failure(put(where, { Body: "hello", ContentMD5: "nonsense" }))).toMatchObject({
      name: "InvalidDigest",
      status: 400,
    });
  });
});

describe("CopyObject", () => {
  it("copies bytes, headers, metadata and tags, or replaces them", async () => {
    const where = await at();
    const source = { ...where, Key: "src/ü + %.csv" };
    await put(source, {
      Body: "body",
      ContentType: "text/csv",
      Metadata: { a: "1" },
      Tagging: "t=1",
    });
    const CopySource = encodeURI(`/${source.Bucket}/`) + encodeURIComponent(source.Key);
    const copied = await test.s3.send(new CopyObjectCommand({ ...where, CopySource }));
    expect(copied.CopyObjectResult?.ETag).toBe('"841a2d689ad86bd1611447453c22c6fc"');
    expect(await test.s3.send(new HeadObjectCommand(where))).toMatchObject({
      ContentType: "text/csv",
      Metadata: { a: "1" },
      ContentLength: 4,
      TagCount: 1,
    });
    await test.s3.send(
      new CopyObjectCommand({
        ...where,
        CopySource,
        MetadataDirective: "REPLACE",
        Metadata: { b: "2" },
        ContentType: "text/plain",
        TaggingDirective: "REPLACE",
        Tagging: "",
      }),
    );
    const head = await test.s3.send(new HeadObjectCommand(where));
    expect(head).toMatchObject({ ContentType: "text/plain", Metadata: { b: "2" } });
    expect(head.TagCount).toBeUndefined();
    await test.s3.send(new DeleteObjectCommand(source));
    expect(await (await test.s3.send(new GetObjectCommand(where))).Body?.transformToString()).toBe(
      "body",
    );
  });

  it("refuses to copy onto itself without a change", async () => {
    const where = await at();
    await put(where);
    const CopySource = `${where.Bucket}/${where.Key}`;
    expect(
      await failure(test.s3.send(new CopyObjectCommand({ ...where, CopySource }))),
    ).toMatchObject({ name: "InvalidRequest", status: 400 });
    await test.s3.send(
      new CopyObjectCommand({
        ...where,
        CopySource,
        MetadataDirective: "REPLACE",
        Metadata: { x: "y" },
      }),
    );
    expect(await (await test.s3.send(new GetObjectCommand(where))).Body?.transformToString()).toBe(
      "new",
    );
  });

  it("checks the conditions on its source", async () => {
    const where = await at();
    const { ETag } = await put({ ...where, Key: "src" });
    const copy = (more: object) =>
      test.s3.send(new CopyObjectCommand({ ...where, CopySource: `${where.Bucket}/src`, ...more }));
    expect(await failure(copy({ CopySourceIfMatch: '"other"' }))).toMatchObject({ status: 412 });
    expect(await failure(copy({ CopySourceIfNoneMatch: ETag }))).toMatchObject({ status: 412 });
    await copy({ CopySourceIfMatch: ETag });
    expect(await failure(copy({ CopySource: `${where.Bucket}/nothing` }))).toMatchObject({
      name: "NoSuchKey",
      status: 404,
    });
    expect(await failure(copy({ CopySource: "no-such-bucket/src" }))).toMatchObject({
      name: "NoSuchBucket",
      status: 404,
    });
    expect(await failure(copy({ CopySource: "nonsense" }))).toMatchObject({
      name: "InvalidArgument",
      status: 400,
    });
  });
});

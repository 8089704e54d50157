import { createHash, randomBytes } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketEncryptionCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { sendRaw } from "./sign-request.ts";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();

interface Key {
  readonly raw: Buffer;
  readonly md5: string;
  /** For a request about the object itself. */
  readonly own: { SSECustomerAlgorithm: string; SSECustomerKey: string; SSECustomerKeyMD5: string };
  /** For the source of a copy. */
  readonly source: {
    CopySourceSSECustomerAlgorithm: string;
    CopySourceSSECustomerKey: string;
    CopySourceSSECustomerKeyMD5: string;
  };
}

function newKey(): Key {
  const raw = randomBytes(32);
  const md5 = createHash("md5").update(raw).digest("base64");
  const text = raw.toString("base64");
  return {
    raw,
    md5,
    own: { SSECustomerAlgorithm: "AES256", SSECustomerKey: text, SSECustomerKeyMD5: md5 },
    source: {
      CopySourceSSECustomerAlgorithm: "AES256",
      CopySourceSSECustomerKey: text,
      CopySourceSSECustomerKeyMD5: md5,
    },
  };
}

async function text(where: { Bucket: string; Key: string }, more: object = {}) {
  const { Body } = await test.s3.send(new GetObjectCommand({ ...where, ...more }));
  return Body?.transformToString();
}

describe("a customer's key", () => {
  it("is needed to read what was written with it, and told by its MD5", async () => {
    const where = { Bucket: await test.newBucket(), Key: "k" };
    const key = newKey();
    const put = await test.s3.send(new PutObjectCommand({ ...where, Body: "body", ...key.own }));
    expect(put).toMatchObject({ SSECustomerAlgorithm: "AES256", SSECustomerKeyMD5: key.md5 });
    expect(put.ServerSideEncryption).toBeUndefined();
    expect(put.ETag).not.toContain(createHash("md5").update("body").digest("hex"));
    expect(await text(where, key.own)).toBe("body");
    const head = await test.s3.send(new HeadObjectCommand({ ...where, ...key.own }));
    expect(head).toMatchObject({ SSECustomerKeyMD5: key.md5, ContentLength: 4, ETag: put.ETag });
    expect(await failure(text(where))).toMatchObject({ name: "InvalidRequest", status: 400 });
    expect(await failure(text(where, newKey().own))).toMatchObject({
      name: "AccessDenied",
      status: 403,
    });
    expect(await failure(test.s3.send(new HeadObjectCommand(where)))).toMatchObject({
      status: 400,
    });
    const attributes = new GetObjectAttributesCommand({
      ...where,
      ObjectAttributes: ["ObjectSize"],
    });
    expect(await failure(test.s3.send(attributes))).toMatchObject({ status: 400 });
  });

  it("is refused for an object without one, and beside another encryption", async () => {
    const where = { Bucket: await test.newBucket(), Key: "k" };
    await test.s3.send(new PutObjectCommand({ ...where, Body: "body" }));
    expect(await failure(text(where, newKey().own))).toMatchObject({
      name: "InvalidRequest",
      status: 400,
    });
    const both = new PutObjectCommand({
      ...where,
      Body: "x",
      ServerSideEncryption: "AES256",
      ...newKey().own,
    });
    expect(await failure(test.s3.send(both))).toMatchObject({ name: "InvalidArgument" });
  });

  const { raw, md5 } = newKey();
  const prefix = "x-amz-server-side-encryption-customer-";
  it.each([
    ["no algorithm", { key: raw.toString("base64"), "key-md5": md5 }, "InvalidArgument"],
    [
      "another algorithm",
      { algorithm: "aws:kms", key: raw.toString("base64"), "key-md5": md5 },
      "InvalidEncryptionAlgorithmError",
    ],
    ["no key", { algorithm: "AES256", "key-md5": md5 }, "InvalidArgument"],
    ["no MD5", { algorithm: "AES256", key: raw.toString("base64") }, "InvalidArgument"],
    [
      "a short key",
      { algorithm: "AES256", key: raw.subarray(1).toString("base64"), "key-md5": md5 },
      "InvalidArgument",
    ],
    [
      "the MD5 of another key",
      { algorithm: "AES256", key: raw.toString("base64"), "key-md5": newKey().md5 },
      "InvalidArgument",
    ],
  ])("%s is refused", async (_name, parts, code) => {
    const Bucket = await test.newBucket();
    const headers = Object.fromEntries(
      Object.entries(parts).map(([name, value]) => [`${prefix}${name}`, value]),
    );
    expect(
      await sendRaw(test.cloud, { method: "PUT", target: `/${Bucket}/k`, headers, body: "x" }),
    ).toMatchObject({ status: 400, code });
  });

  it("goes with every part of an upload", async () => {
    const where = { Bucket: await test.newBucket(), Key: "mp" };
    const key = newKey();
    const begun = await test.s3.send(new CreateMultipartUploadCommand({ ...where, ...key.own }));
    expect(begun.SSECustomerKeyMD5).toBe(key.md5);
    const at = { ...where, UploadId: begun.UploadId };
    const upload = (more: object) =>
      test.s3.send(new UploadPartCommand({ ...at, PartNumber: 1, Body: "part", ...more }));
    expect(await failure(upload({}))).toMatchObject({ name: "InvalidRequest", status: 400 });
    expect(await failure(upload(newKey().own))).toMatchObject({ name: "InvalidRequest" });
    const part = await upload(key.own);
    expect(part.SSECustomerKeyMD5).toBe(key.md5);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
    await test.s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload }));
    expect(await text(where, key.own)).toBe("part");
    expect(await text(where, { ...key.own, PartNumber: 1 })).toBe("part");
    expect(await failure(text(where))).toMatchObject({ status: 400 });

    const plain = await test.s3.send(new CreateMultipartUploadCommand(where));
    const wrong = new UploadPartCommand({
      ...where,
      UploadId: plain.UploadId,
      PartNumber: 1,
      Body: "x",
      ...key.own,
    });
    expect(await failure(test.s3.send(wrong))).toMatchObject({ name: "InvalidRequest" });
  });

  it("opens the source of a copy, and another may close the copy", async () => {
    const Bucket = await test.newBucket();
    const [one, two] = [newKey(), newKey()];
    await test.s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "body", ...one.own }));
    const copy = (Key: string, more: object) =>
      test.s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source`, ...more }));
    expect(await failure(copy("a", {}))).toMatchObject({ name: "InvalidRequest", status: 400 });
    expect(await failure(copy("a", two.source))).toMatchObject({ name: "AccessDenied" });
    const plain = await copy("plain", one.source);
    expect(plain.CopyObjectResult?.ETag).toBe(
      `"${createHash("md5").update("body").digest("hex")}"`,
    );
    expect(await text({ Bucket, Key: "plain" })).toBe("body");
    const again = await copy("again", { ...one.source, ...two.own });
    expect(again.SSECustomerKeyMD5).toBe(two.md5);
    expect(await text({ Bucket, Key: "again" }, two.own)).toBe("body");
    // Its encryption is a change, so an object may be copied onto itself for it.
    await copy("source", { ...one.source, ...two.own });
    expect(await text({ Bucket, Key: "source" }, two.own)).toBe("body");

    const { UploadId } = await test.s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key: "mp", ...one.own }),
    );
    const at = { Bucket, Key: "mp", UploadId };
    const CopySource = `${Bucket}/again`;
    const part = await test.s3.send(
      new UploadPartCopyCommand({ ...at, PartNumber: 1, CopySource, ...two.source, ...one.own }),
    );
    expect(part.SSECustomerKeyMD5).toBe(one.md5);
    const Parts = [{ PartNumber: 1, ETag: part.CopyPartResult?.ETag }];
    await test.s3.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));
    expect(await text({ Bucket, Key: "mp" }, one.own)).toBe("body");
  });

  it("is refused by a bucket that is told to, until it is told otherwise", async () => {
    const Bucket = await test.newBucket();
    const key = newKey();
    const block = async (EncryptionType: "SSE-C" | "NONE") => {
      const Rules = [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const },
          BucketKeyEnabled: false,
          BlockedEncryptionTypes: { EncryptionType: [EncryptionType] },
        },
      ];
      const ServerSideEncryptionConfiguration = { Rules };
      await test.s3.send(
        new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }),
      );
      const kept = await test.s3.send(new GetBucketEncryptionCommand({ Bucket }));
      expect(kept.ServerSideEncryptionConfiguration?.Rules).toEqual(Rules);
    };
    const put = (more: object) =>
      test.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", ...more }));
    const begin = () =>
      test.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "k", ...key.own }));
    await put(key.own);
    await block("SSE-C");
    for (const call of [() => put(key.own), begin])
      expect(await failure(call())).toMatchObject({ name: "AccessDenied", status: 403 });
    expect(await text({ Bucket, Key: "k" }, key.own)).toBe("x");
    await put({});
    await block("NONE");
    await put(key.own);
  });
});

import { appendFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { type FakeCall, fakeS3, serverError, untilAborted } from "../../test/fake-s3.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { crcToBase64 } from "../checksum/crc.ts";
import { uploadFile } from "./upload-file.ts";

const MIB = 1024 ** 2;
const PART = 5 * MIB;

/** Zeros with a mark in every MiB, so that no two parts are alike; as a file they take hardly any place. */
function contentOf(sizeBytes: number): Buffer {
  const content = Buffer.alloc(sizeBytes);
  for (const [mark, position] of marksOf(sizeBytes)) content.write(mark, position);
  return content;
}

function marksOf(sizeBytes: number): [mark: string, position: number][] {
  const count = Math.ceil(sizeBytes / MIB);
  return Array.from({ length: count }, (_, i) => [String(i % 10), i * MIB]);
}

async function fileOf(sizeBytes: number): Promise<string> {
  const path = join(await temporaryFolder(), "data.csv");
  const file = await open(path, "w");
  await file.truncate(sizeBytes);
  for (const [mark, position] of marksOf(sizeBytes)) await file.write(mark, position);
  await file.close();
  return path;
}

function crcOf(sizeBytes: number): string {
  return crcToBase64("CRC32", BigInt(crc32(contentOf(sizeBytes))));
}

const multipart = {
  CreateMultipartUpload: () => ({ UploadId: "u1" }),
  UploadPart: ({ input }: FakeCall) => ({ ETag: `"${Number(input["PartNumber"])}"` }),
  CompleteMultipartUpload: () => ({ ETag: '"whole-3"', VersionId: "v1" }),
  AbortMultipartUpload: () => ({}),
  ListParts: () => {
    throw serverError("NoSuchUpload", 404);
  },
};

function input(path: string, more: object = {}) {
  return { path, bucket: "b", key: "k", partSizeBytes: PART, ...more };
}

test("a small file goes in one request with its checksum", async () => {
  const path = await fileOf(10);
  const { s3, calls } = fakeS3({ PutObject: () => ({ ETag: '"e"' }) });
  const progress: number[] = [];
  const uploaded = await uploadFile(s3, input(path), {
    onProgress: ({ transferredBytes }) => progress.push(transferredBytes),
  });
  expect(uploaded).toEqual({
    bucket: "b",
    key: "k",
    sizeBytes: 10,
    etag: '"e"',
    checksum: { algorithm: "CRC32", value: crcOf(10) },
    contentType: "text/csv",
    versionId: undefined,
  });
  expect(calls[0]?.input).toMatchObject({ ChecksumCRC32: crcOf(10), ContentType: "text/csv" });
  expect(progress).toEqual([0, 10]);
});

test("a large file goes in parts whose list the server gets in order, with each one's checksum", async () => {
  const path = await fileOf(2 * PART + 1);
  const { s3, of } = fakeS3({
    ...multipart,
    async UploadPart({ input }: FakeCall) {
      await sleep(input["PartNumber"] === 1 ? 20 : 0);
      return { ETag: `"${Number(input["PartNumber"])}"` };
    },
  });
  const progress: number[] = [];
  const uploaded = await uploadFile(s3, input(path), {
    onProgress: ({ transferredBytes, totalBytes }) => progress.push(transferredBytes / totalBytes),
  });
  const complete = of("CompleteMultipartUpload")[0]?.input as {
    MultipartUpload: { Parts: { PartNumber: number; ETag: string; ChecksumCRC32: string }[] };
    MpuObjectSize: number;
  };
  expect(complete.MpuObjectSize).toBe(2 * PART + 1);
  expect(complete.MultipartUpload.Parts.map(({ PartNumber, ETag }) => [PartNumber, ETag])).toEqual([
    [1, '"1"'],
    [2, '"2"'],
    [3, '"3"'],
  ]);
  expect(complete.MultipartUpload.Parts[0]?.ChecksumCRC32).toBe(crcOf(PART));
  expect(uploaded.checksum.value).toBe(crcOf(2 * PART + 1));
  expect(uploaded.versionId).toBe("v1");
  expect(progress.at(0)).toBe(0);
  expect(progress.at(-1)).toBe(1);
});

test("no more than `concurrency` parts are in memory, in as many buffers", async () => {
  const path = await fileOf(6 * PART);
  let inFlight = 0;
  let most = 0;
  const buffers = new Set<ArrayBufferLike>();
  const second = Promise.withResolvers<void>();
  const { s3, of } = fakeS3({
    ...multipart,
    async UploadPart({ input }: FakeCall) {
      buffers.add((input["Body"] as Buffer).buffer);
      most = Math.max(most, ++inFlight);
      if (inFlight === 2) second.resolve();
      await second.promise;
      await sleep(5);
      inFlight--;
      return { ETag: '"e"' };
    },
  });
  await uploadFile(s3, input(path), { concurrency: 2 });
  expect(of("UploadPart")).toHaveLength(6);
  expect(most).toBe(2);
  expect(buffers.size).toBe(2);
  expect([...buffers].every((buffer) => buffer.byteLength === PART)).toBe(true);
});

test("a part that fails aborts the upload, after every other part has come to rest", async () => {
  const path = await fileOf(4 * PART);
  let resting = true;
  const { s3, operations, of } = fakeS3({
    ...multipart,
    async UploadPart({ input, signal }: FakeCall) {
      if (input["PartNumber"] === 2) {
        await sleep(10);
        throw serverError("AccessDenied", 403);
      }
      resting = false;
      await untilAborted(signal).catch(async (error) => {
        await sleep(10);
        resting = true;
        throw error;
      });
    },
    AbortMultipartUpload: () => expect(resting).toBe(true),
  });
  await expect(uploadFile(s3, input(path), { concurrency: 2 })).rejects.toMatchObject({
    code: "ACCESS_DENIED",
    bucket: "b",
    key: "k",
    operation: "UploadPart",
    uploadId: "u1",
    partNumber: 2,
    message: /s3:PutObject on arn:aws:s3:::b\/k/,
  });
  expect(of("AbortMultipartUpload")[0]?.input).toMatchObject({ UploadId: "u1" });
  expect(operations()).not.toContain("CompleteMultipartUpload");
});

test("an abort rejects with the signal's reason, once the parts are removed", async () => {
  const path = await fileOf(4 * PART);
  const controller = new AbortController();
  const reason = new Error("the user pressed stop");
  const { s3, of, operations } = fakeS3({
    ...multipart,
    UploadPart({ input, signal }: FakeCall) {
      if (input["PartNumber"] === 2) controller.abort(reason);
      return untilAborted(signal);
    },
  });
  const upload = uploadFile(s3, input(path), { signal: controller.signal });
  await expect(upload).rejects.toBe(reason);
  expect(of("AbortMultipartUpload")).toHaveLength(1);
  expect(of("AbortMultipartUpload")[0]?.signal?.aborted).toBe(false);
  expect(operations()).not.toContain("CompleteMultipartUpload");
});

test("an upload that was being created at the abort is waited for, and removed", async () => {
  const path = await fileOf(2 * PART);
  const controller = new AbortController();
  const reason = new Error("the user pressed stop");
  const { s3, operations } = fakeS3({
    ...multipart,
    async CreateMultipartUpload({ signal }: FakeCall) {
      controller.abort(reason);
      await sleep(5);
      signal?.throwIfAborted();
      return { UploadId: "u1" };
    },
  });
  const upload = uploadFile(s3, input(path), { signal: controller.signal });
  await expect(upload).rejects.toBe(reason);
  expect(operations()).toEqual(["CreateMultipartUpload", "AbortMultipartUpload", "ListParts"]);
});

test("a signal that is aborted already sends nothing", async () => {
  const { s3, calls } = fakeS3({});
  const signal = AbortSignal.abort(new Error("too late"));
  await expect(uploadFile(s3, input(await fileOf(1)), { signal })).rejects.toThrow("too late");
  expect(calls).toEqual([]);
});

test("a part that lands after the abort is aborted again", async () => {
  const waits = skipWaits();
  const path = await fileOf(2 * PART);
  let listed = 0;
  const { s3, of } = fakeS3({
    ...multipart,
    UploadPart: () => {
      throw serverError("InternalError", 500);
    },
    ListParts: () => (++listed === 1 ? { Parts: [{ PartNumber: 1 }] } : { Parts: [] }),
  });
  await expect(uploadFile(s3, input(path))).rejects.toMatchObject({ code: "S3_REQUEST_FAILED" });
  expect(of("AbortMultipartUpload")).toHaveLength(2);
  expect(waits).toEqual([200]);
});

test("parts that could not be removed are named in the error, which keeps its code", async () => {
  skipWaits();
  const path = await fileOf(2 * PART);
  const { s3 } = fakeS3({
    ...multipart,
    UploadPart: () => {
      throw serverError("SlowDown", 503);
    },
    AbortMultipartUpload: () => {
      throw serverError("AccessDenied", 403);
    },
  });
  await expect(uploadFile(s3, input(path))).rejects.toMatchObject({
    code: "THROTTLED",
    uploadId: "u1",
    message: /could not be removed.*upload u1.*s3:AbortMultipartUpload/s,
  });
});

test("a callback that throws fails the upload and the parts are removed", async () => {
  const path = await fileOf(2 * PART);
  const { s3, of } = fakeS3(multipart);
  const onProgress = ({ transferredBytes }: { transferredBytes: number }) => {
    if (transferredBytes > 0) throw new Error("callback");
  };
  await expect(uploadFile(s3, input(path), { onProgress })).rejects.toThrow("callback");
  expect(of("AbortMultipartUpload")).toHaveLength(1);
});

test("a file that changes while it is read stores nothing", async () => {
  const path = await fileOf(PART);
  const { s3, calls } = fakeS3({});
  const onProgress = () => appendFileSync(path, "more");
  await expect(uploadFile(s3, input(path), { onProgress })).rejects.toMatchObject({
    code: "FILE_CHANGED",
    path,
    message: /went from 5242880 to 5242884 bytes while it was being uploaded/,
  });
  expect(calls).toEqual([]);
});

test("a file that changes while its parts are sent stores nothing", async () => {
  const path = await fileOf(3 * PART);
  const { s3, operations } = fakeS3({
    ...multipart,
    UploadPart({ input }: FakeCall) {
      if (input["PartNumber"] === 3) appendFileSync(path, "more");
      return { ETag: '"e"' };
    },
  });
  await expect(uploadFile(s3, input(path))).rejects.toMatchObject({ code: "FILE_CHANGED", path });
  expect(operations()).toContain("AbortMultipartUpload");
  expect(operations()).not.toContain("CompleteMultipartUpload");
});

test("a server that stored something else is found out", async () => {
  const path = await fileOf(10);
  const { s3 } = fakeS3({ PutObject: () => ({ ETag: '"e"', ChecksumCRC32: "AAAAAA==" }) });
  await expect(uploadFile(s3, input(path))).rejects.toMatchObject({
    code: "CHECKSUM_MISMATCH",
    message: /stored CRC32 AAAAAA==/,
  });
});

test("a server that ignores the encryption and storage class asked for is seen in the result", async () => {
  const path = await fileOf(10);
  const { s3 } = fakeS3({
    PutObject: () => ({ ETag: '"e"', ServerSideEncryption: "AES256" }),
    HeadObject: () => ({ ETag: '"e"' }),
  });
  const given = { encryption: { kmsKeyId: "key-1" }, storageClass: "GLACIER_IR" as const };
  expect(await uploadFile(s3, input(path, given))).toMatchObject({
    encryption: { algorithm: "AES256", kmsKeyId: undefined },
    storageClass: "STANDARD",
  });
});

test("a composite checksum in the answer is not held against the whole's", async () => {
  const path = await fileOf(2 * PART);
  const answer = { ETag: '"e"', ChecksumCRC32: "AAAAAA==-2", ChecksumType: "FULL_OBJECT" };
  const { s3 } = fakeS3({ ...multipart, CompleteMultipartUpload: () => answer });
  expect((await uploadFile(s3, input(path))).checksum.value).toBe(crcOf(2 * PART));
});

test("a write whose answer was lost, then refused when repeated, is recognised by its bytes", async () => {
  const path = await fileOf(10);
  const repeated = () => {
    throw serverError("PreconditionFailed", 412, { attempts: 2 });
  };
  const head = { ContentLength: 10, ETag: '"ours"', ChecksumCRC32: crcOf(10) };
  const ours = fakeS3({ PutObject: repeated, HeadObject: () => head });
  const uploaded = await uploadFile(ours.s3, input(path, { ifNoneMatch: "*" }));
  expect(uploaded.etag).toBe('"ours"');

  const others = fakeS3({
    PutObject: repeated,
    HeadObject: () => ({ ...head, ChecksumCRC32: "AAAAAA==" }),
  });
  await expect(uploadFile(others.s3, input(path, { ifNoneMatch: "*" }))).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
  });
});

test("a refused condition on the first try asks no further", async () => {
  const path = await fileOf(10);
  const { s3, operations } = fakeS3({
    PutObject: () => {
      throw serverError("PreconditionFailed", 412);
    },
  });
  await expect(uploadFile(s3, input(path, { ifNoneMatch: "*" }))).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
    message: /exists already.*Nothing was written/,
  });
  expect(operations()).toEqual(["PutObject"]);
});

test("an upload that was completed by a lost request is found again", async () => {
  const path = await fileOf(2 * PART);
  const { s3 } = fakeS3({
    ...multipart,
    CompleteMultipartUpload: () => {
      throw serverError("NoSuchUpload", 404, { attempts: 2 });
    },
    HeadObject: () => ({
      ContentLength: 2 * PART,
      ETag: '"ours-2"',
      ChecksumCRC32: crcOf(2 * PART),
      ChecksumType: "FULL_OBJECT",
    }),
  });
  expect((await uploadFile(s3, input(path))).etag).toBe('"ours-2"');
});

test("a server that hangs up in the middle of the body is asked whether the bucket is there", async () => {
  const path = await fileOf(10);
  const hangUp = () => {
    throw Object.assign(new Error("write EPIPE"), { name: "TimeoutError", code: "EPIPE" });
  };
  const missing = fakeS3({
    PutObject: hangUp,
    HeadBucket: () => {
      throw serverError("NotFound", 404);
    },
  });
  await expect(uploadFile(missing.s3, input(path))).rejects.toMatchObject({
    code: "NO_SUCH_BUCKET",
    operation: "PutObject",
  });
  const there = fakeS3({ PutObject: hangUp, HeadBucket: () => ({}) });
  await expect(uploadFile(there.s3, input(path))).rejects.toMatchObject({ code: "S3_UNREACHABLE" });
});

test("conditions, metadata and encryption reach the server in both ways of uploading", async () => {
  const properties = {
    ifMatch: "abc",
    metadata: { owner: "me" },
    cacheControl: "no-store",
    storageClass: "STANDARD_IA" as const,
    encryption: { kmsKeyId: "key-1" },
  };
  const stored = {
    Metadata: { owner: "me" },
    CacheControl: "no-store",
    StorageClass: "STANDARD_IA",
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: "key-1",
  };
  const small = fakeS3({ PutObject: () => ({ ETag: '"e"' }) });
  await uploadFile(small.s3, input(await fileOf(1), properties));
  expect(small.calls[0]?.input).toMatchObject({ ...stored, IfMatch: '"abc"' });
  const large = fakeS3(multipart);
  await uploadFile(
    large.s3,
    input(await fileOf(PART + 1), { ...properties, encryption: "AES256" }),
  );
  expect(large.of("CreateMultipartUpload")[0]?.input).toMatchObject({
    Metadata: { owner: "me" },
    ServerSideEncryption: "AES256",
  });
  expect(large.of("CompleteMultipartUpload")[0]?.input).toMatchObject({ IfMatch: '"abc"' });
});

test.each([
  [{ key: "" }, /key must be a string that is not empty/],
  [{ key: "k".repeat(1025) }, /at most 1024 bytes/],
  [{ key: "\ud800" }, /half of a surrogate pair/],
  [{ bucket: "s3://b" }, /the bucket's name alone, not "s3:\/\/b"/],
  [{ bucket: 7 }, /bucket must be a string that is not empty, not number/],
  [{ path: undefined }, /path must be a string/],
  [{ path: "a\0b" }, /NUL/],
  [{ contentTyp: "text/csv" }, /unknown option "contentTyp". Did you mean "contentType"/],
  [{ contentType: "text/csv\r\nx-amz-acl: public-read" }, /printable ASCII/],
  [{ metadata: { note: "x".repeat(2049) } }, /metadata must be at most 2048 bytes/],
  [{ metadata: { note: "señal" } }, /metadata.note must be printable ASCII/],
  [{ metadata: { "a b": "1" } }, /the metadata name "a b"/],
  [{ metadata: { A: "1", a: "2" } }, /metadata has "a" twice/],
  [{ metadata: [] }, /metadata must be an object/],
  [{ storageClass: "COLD" }, /storageClass must be one of/],
  [{ encryption: "aws:kms" }, /encryption must be "AES256" or { kmsKeyId }/],
  [{ ifNoneMatch: "abc" }, /ifNoneMatch must be "\*"/],
  [{ ifNoneMatch: "*", ifMatch: "abc" }, /contradict/],
  [{ partSizeBytes: 5 * MIB - 1 }, /partSizeBytes must be a whole number from 5242880/],
])("the argument %o is refused before anything is sent", async (wrong, message) => {
  const { s3, calls } = fakeS3({});
  const given = { path: "/nowhere", bucket: "b", key: "k", ...wrong };
  await expect(uploadFile(s3, given as never)).rejects.toThrow(message);
  expect(calls).toEqual([]);
});

test.each([
  [{ concurency: 4 }, /Did you mean "concurrency"/],
  [{ concurrency: 0 }, /concurrency must be a whole number from 1 to 256/],
  [{ signal: "stop" }, /signal must be an AbortSignal/],
  [{ onProgress: 1 }, /onProgress must be a function/],
])("the option %o is refused", async (wrong, message) => {
  const given = { path: "/nowhere", bucket: "b", key: "k" };
  await expect(uploadFile(fakeS3({}).s3, given, wrong as never)).rejects.toThrow(message);
});

import { setTimeout as sleep } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { createSlots } from "@cloudapi/core/internal";
import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { type FakeCall, fakeS3, serverError, untilAborted } from "../../test/fake-s3.ts";
import { startUpload } from "./engine/start-upload.ts";
import type { UploadTarget } from "./engine/upload-target.ts";
import { openUpload } from "./open-upload.ts";

const MIB = 1024 ** 2;
const PART = 5 * MIB;
const target = { bucket: "b", key: "k.ndjson" };

function crcOf(bytes: Uint8Array): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString("base64");
}

/** A server that keeps what it is sent. */
function keepingS3(more: Readonly<Record<string, (call: FakeCall) => unknown>> = {}) {
  const parts = new Map<number, Buffer>();
  const kept = { object: undefined as Buffer | undefined, parts, openUploads: 0 };
  const fake = fakeS3({
    PutObject({ input }) {
      kept.object = Buffer.from(input["Body"] as Buffer);
      return { ETag: '"whole"', ChecksumCRC32: crcOf(kept.object) };
    },
    CreateMultipartUpload() {
      kept.openUploads++;
      return { UploadId: "u1" };
    },
    UploadPart({ input }) {
      const body = Buffer.from(input["Body"] as Buffer);
      expect(input["ChecksumCRC32"]).toBe(crcOf(body));
      parts.set(input["PartNumber"] as number, body);
      return { ETag: `"${String(input["PartNumber"])}"` };
    },
    CompleteMultipartUpload({ input }) {
      const { Parts } = input["MultipartUpload"] as { Parts: { PartNumber: number }[] };
      expect(Parts.map(({ PartNumber }) => PartNumber)).toEqual(Parts.map((_, i) => i + 1));
      kept.object = Buffer.concat(Parts.map(({ PartNumber }) => parts.get(PartNumber) as Buffer));
      kept.openUploads--;
      return { ETag: '"parts"', ChecksumCRC32: crcOf(kept.object), ServerSideEncryption: "AES256" };
    },
    AbortMultipartUpload() {
      kept.openUploads--;
      parts.clear();
    },
    ListParts: () => {
      throw serverError("NoSuchUpload", 404);
    },
    ...more,
  });
  return { ...fake, kept };
}

function engineTarget(s3: ReturnType<typeof keepingS3>["s3"]): UploadTarget {
  return {
    s3,
    ...target,
    properties: {} as UploadTarget["properties"],
    conditions: {},
    signal: undefined,
    toError: (error) => error,
  };
}

test("what fits into a part goes in one request, with its properties and conditions", async () => {
  const { s3, calls, kept } = keepingS3();
  const upload = openUpload(s3, {
    ...target,
    metadata: { owner: "me" },
    encryption: { kmsKeyId: "key-1" },
    ifNoneMatch: "*",
  });
  await upload.write(Buffer.from("hello "));
  await upload.write(Buffer.from("world"));
  expect(calls).toEqual([]);
  const stored = await upload.complete();
  expect(stored).toMatchObject({
    ...target,
    sizeBytes: 11,
    etag: '"whole"',
    checksum: { algorithm: "CRC32", value: crcOf(Buffer.from("hello world")) },
    contentType: "application/x-ndjson",
  });
  expect(calls.map(({ operation }) => operation)).toEqual(["PutObject"]);
  expect(calls[0]?.input).toMatchObject({
    IfNoneMatch: "*",
    Metadata: { owner: "me" },
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: "key-1",
  });
  expect(kept.object?.toString()).toBe("hello world");
});

test("nothing written is an empty object", async () => {
  const { s3, kept } = keepingS3();
  expect((await openUpload(s3, target).complete()).sizeBytes).toBe(0);
  expect(kept.object).toHaveLength(0);
});

test("more goes in parts while it is written; the result says what the server stored", async () => {
  const { s3, of, operations, kept } = keepingS3();
  const upload = openUpload(s3, { ...target, partSizeBytes: PART });
  const chunk = Buffer.alloc(3 * MIB);
  for (let i = 0; i < 4; i++) await upload.write(chunk.fill(i));
  await sleep(10);
  expect(of("UploadPart")).toHaveLength(2);
  const stored = await upload.complete();
  expect(stored).toMatchObject({
    sizeBytes: 12 * MIB,
    etag: '"parts"',
    encryption: { algorithm: "AES256", kmsKeyId: undefined },
  });
  const content = Buffer.concat([0, 1, 2, 3].map((i) => Buffer.alloc(3 * MIB, i)));
  expect(kept.object?.equals(content)).toBe(true);
  expect(stored.checksum.value).toBe(crcOf(content));
  expect(of("CompleteMultipartUpload")[0]?.input["MpuObjectSize"]).toBe(12 * MIB);
  await upload.abort();
  expect(operations()).not.toContain("AbortMultipartUpload");
});

test("the storage class is asked for when one was wanted, as answers to writes don't name it", async () => {
  const given = { ...target, storageClass: "STANDARD_IA" } as const;
  const ignoring = keepingS3({ HeadObject: () => ({ ETag: '"whole"' }) });
  expect((await openUpload(ignoring.s3, given).complete()).storageClass).toBe("STANDARD");
  const keeping = keepingS3({
    HeadObject: () => ({ ETag: '"whole"', StorageClass: "STANDARD_IA" }),
  });
  expect((await openUpload(keeping.s3, given).complete()).storageClass).toBe("STANDARD_IA");
  const silent = keepingS3({
    HeadObject: () => {
      throw serverError("Forbidden", 403);
    },
  });
  expect((await openUpload(silent.s3, given).complete()).storageClass).toBeUndefined();
  const unasked = keepingS3();
  await openUpload(unasked.s3, target).complete();
  expect(unasked.operations()).toEqual(["PutObject"]);
});

test("however it is cut, waited for or not, the object is what was written, in parts of the size", async () => {
  const partSizeBytes = 1_000;
  const chunks = fc.array(fc.uint8Array({ maxLength: 2_600 }), { maxLength: 12 });
  const concurrency = fc.integer({ min: 1, max: 3 });
  await fc.assert(
    fc.asyncProperty(chunks, concurrency, fc.boolean(), async (pieces, inFlight, isWaitedFor) => {
      const { s3, kept } = keepingS3({});
      const slots = createSlots(2);
      const options = { partSizeBytes, concurrency: inFlight, slots };
      const upload = startUpload(engineTarget(s3), options);
      const writes: Promise<void>[] = [];
      for (const piece of pieces) {
        const given = Buffer.from(piece);
        const write = upload.write(given);
        writes.push(write);
        if (!isWaitedFor) continue;
        await write;
        given.fill(0xff);
      }
      const stored = await upload.complete();
      await Promise.all(writes);
      const content = Buffer.concat(pieces);
      expect(kept.object?.equals(content)).toBe(true);
      expect(stored).toMatchObject({ sizeBytes: content.length });
      expect(stored.checksum.value).toBe(crcOf(content));
      const sizes = [...kept.parts.values()].map(({ length }) => length);
      expect(sizes.slice(0, -1).every((size) => size === partSizeBytes)).toBe(true);
      expect((sizes.at(-1) ?? 0) <= partSizeBytes).toBe(true);
    }),
    { numRuns: propertyRuns(100) },
  );
});

test("no more than `concurrency` parts are in flight, and writing waits for them", async () => {
  let inFlight = 0;
  let most = 0;
  const gate = Promise.withResolvers<void>();
  const { s3 } = keepingS3({
    async UploadPart() {
      most = Math.max(most, ++inFlight);
      await gate.promise;
      inFlight--;
      return { ETag: '"e"' };
    },
  });
  const upload = openUpload(s3, { ...target, partSizeBytes: PART }, { concurrency: 2 });
  await upload.write(Buffer.alloc(2 * PART));
  let isWritten = false;
  const third = upload.write(Buffer.alloc(PART)).then(() => {
    isWritten = true;
  });
  await sleep(20);
  expect(isWritten).toBe(false);
  gate.resolve();
  await third;
  await upload.complete().catch(() => {});
  expect(most).toBe(2);
});

test("slots bound what several uploads have in flight together", async () => {
  let inFlight = 0;
  let most = 0;
  const { s3 } = keepingS3({
    async UploadPart() {
      most = Math.max(most, ++inFlight);
      await sleep(2);
      inFlight--;
      return { ETag: '"e"' };
    },
    CompleteMultipartUpload: () => ({ ETag: '"e"' }),
  });
  const slots = createSlots(2);
  const uploads = Array.from({ length: 5 }, () =>
    startUpload(engineTarget(s3), { partSizeBytes: 10, slots }),
  );
  await Promise.all(
    uploads.map(async (upload) => {
      await upload.write(Buffer.alloc(45));
      await upload.complete();
    }),
  );
  expect(most).toBe(2);
});

test("parts grow, so that 10,000 of them hold the largest object", async () => {
  const { s3, of } = keepingS3({ UploadPart: () => ({ ETag: '"e"' }) });
  const upload = startUpload(engineTarget(s3), { partSizeBytes: 1, concurrency: 256 });
  await upload.write(Buffer.alloc(8_000));
  await upload.abort();
  const sizes = of("UploadPart").map(({ input }) => (input["Body"] as Buffer).length);
  expect([sizes[0], sizes[4_999], sizes[5_000], sizes[5_500]]).toEqual([1, 1, 2, 4]);
});

test("a part that fails stops the others, removes what was sent, and is what every later call throws", async () => {
  const { s3, of, operations } = keepingS3({
    async UploadPart({ input, signal }) {
      if (input["PartNumber"] !== 2) return untilAborted(signal);
      await sleep(5);
      throw serverError("AccessDenied", 403);
    },
  });
  const upload = openUpload(s3, { ...target, partSizeBytes: PART });
  await upload.write(Buffer.alloc(2 * PART));
  await sleep(20);
  expect(of("AbortMultipartUpload")[0]?.input["UploadId"]).toBe("u1");
  const failure = {
    code: "ACCESS_DENIED",
    operation: "UploadPart",
    uploadId: "u1",
    partNumber: 2,
    bucket: "b",
  };
  await expect(upload.write(Buffer.alloc(1))).rejects.toMatchObject(failure);
  await expect(upload.complete()).rejects.toMatchObject(failure);
  await upload.abort();
  expect(of("AbortMultipartUpload")).toHaveLength(1);
  expect(operations()).not.toContain("CompleteMultipartUpload");
});

test("the signal stops it at any time, also while nobody is waiting, and its reason is what is thrown", async () => {
  const controller = new AbortController();
  const reason = new Error("the user pressed stop");
  const { s3, kept } = keepingS3({ UploadPart: ({ signal }) => untilAborted(signal) });
  const options = { signal: controller.signal };
  const upload = openUpload(s3, { ...target, partSizeBytes: PART }, options);
  await upload.write(Buffer.alloc(PART));
  await sleep(5);
  controller.abort(reason);
  await sleep(20);
  expect(kept.openUploads).toBe(0);
  await expect(upload.write(Buffer.alloc(1))).rejects.toBe(reason);
  await expect(upload.complete()).rejects.toBe(reason);

  const late = openUpload(s3, target, options);
  await expect(late.complete()).rejects.toBe(reason);
});

test("abort removes the parts; completing then says so", async () => {
  const { s3, kept, operations } = keepingS3();
  const upload = openUpload(s3, { ...target, partSizeBytes: PART });
  await upload.write(Buffer.alloc(PART + 1));
  await upload.abort();
  await upload.abort();
  expect(kept.openUploads).toBe(0);
  await expect(upload.complete()).rejects.toThrow("aborted");
  expect(operations().filter((name) => name === "AbortMultipartUpload")).toHaveLength(1);
});

test("parts that abort could not remove are an error that names the upload", async () => {
  const { s3 } = keepingS3({
    AbortMultipartUpload: () => {
      throw serverError("AccessDenied", 403);
    },
  });
  const upload = openUpload(s3, { ...target, partSizeBytes: PART });
  await upload.write(Buffer.alloc(PART));
  await expect(upload.abort()).rejects.toMatchObject({
    code: "ACCESS_DENIED",
    operation: "AbortMultipartUpload",
    uploadId: "u1",
    message: /s3:AbortMultipartUpload on arn:aws:s3:::b\/k.ndjson/,
  });
});

test("a write whose answer was lost is recognised by its bytes, in parts too", async () => {
  const content = Buffer.alloc(PART + 1, 7);
  const head = { ContentLength: content.length, ETag: '"ours"', ChecksumCRC32: crcOf(content) };
  const { s3, operations } = keepingS3({
    CompleteMultipartUpload: () => {
      throw serverError("NoSuchUpload", 404);
    },
    HeadObject: () => head,
  });
  const upload = openUpload(s3, { ...target, partSizeBytes: PART });
  await upload.write(content);
  expect((await upload.complete()).etag).toBe('"ours"');
  expect(operations()).not.toContain("AbortMultipartUpload");
});

test("a condition that fails at the end removes the parts", async () => {
  const { s3, kept } = keepingS3({
    CompleteMultipartUpload: () => {
      throw serverError("PreconditionFailed", 412);
    },
  });
  const upload = openUpload(s3, { ...target, partSizeBytes: PART, ifNoneMatch: "*" });
  await upload.write(Buffer.alloc(PART + 1));
  await expect(upload.complete()).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  expect(kept.openUploads).toBe(0);
});

test("a server that asks for patience gets it, beyond the SDK's own attempts", async () => {
  const waits = skipWaits();
  let refusals = 3;
  const { s3, kept } = keepingS3({
    UploadPart({ input }) {
      if (refusals-- > 0) throw serverError("SlowDown", 503, { attempts: 3 });
      kept.parts.set(input["PartNumber"] as number, Buffer.from(input["Body"] as Buffer));
      return { ETag: '"e"' };
    },
  });
  const upload = openUpload(s3, { ...target, partSizeBytes: PART });
  await upload.write(Buffer.alloc(PART));
  expect((await upload.complete()).sizeBytes).toBe(PART);
  expect(waits.map((ms) => ms >= 500 && ms <= 4_000)).toEqual([true, true, true]);
});

test("after the end there is no more to write", async () => {
  const { s3 } = keepingS3();
  const upload = openUpload(s3, target);
  const stored = await upload.complete();
  expect(await upload.complete()).toBe(stored);
  await expect(upload.write(Buffer.alloc(1))).rejects.toThrow("already been completed");
});

test.each([
  [{ key: "" }, {}, /key must be a string that is not empty/],
  [{ bucket: "b/c" }, {}, /the bucket's name alone/],
  [{ metadata: { "a b": "1" } }, {}, /the metadata name "a b"/],
  [{ partSizeBytes: 1 }, {}, /partSizeBytes must be a whole number from 5242880/],
  [{ ifMatch: "a", ifNoneMatch: "*" }, {}, /contradict/],
  [{ pathh: "x" }, {}, /unknown option "pathh"/],
  [{}, { concurrency: 0 }, /concurrency must be a whole number/],
  [{}, { onProgress: () => {} }, /unknown option "onProgress"/],
])("the argument %o with options %o is refused", (wrong, options, message) => {
  const given = { ...target, ...wrong };
  expect(() => openUpload(fakeS3({}).s3, given as never, options as never)).toThrow(message);
});

test("text is refused: its encoding is the caller's to choose", async () => {
  const upload = openUpload(fakeS3({}).s3, target);
  await expect(upload.write("text" as never)).rejects.toThrow(/Buffer.from\(text\)/);
});

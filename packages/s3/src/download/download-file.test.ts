import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { type FakeCall, fakeS3, serverError } from "../../test/fake-s3.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { crcToBase64, startCrc } from "../checksum/crc.ts";
import type { ChecksumAlgorithm } from "../checksum/object-checksum.ts";
import { downloadFile } from "./download-file.ts";

const PART = 64 * 1024;
const content = Buffer.from(
  Array.from({ length: 3 * PART + 100 }, (_, i) => (i * 7 + (i >> 8)) % 251),
);

/** GetObject of one object, as a server answers it; `break` cuts a body short, `tamper` changes an answer. */
function objectServer(
  bytes: Buffer,
  more: object = {},
  tamper: (answer: Answer, call: FakeCall) => Answer = (a) => a,
) {
  return fakeS3({
    GetObject: (call: FakeCall) => {
      const range = /^bytes=(\d+)-(\d+)$/.exec((call.input["Range"] as string | undefined) ?? "");
      const [start, end] = range ? [Number(range[1]), Number(range[2]) + 1] : [0, bytes.length];
      const part = bytes.subarray(start, end);
      const headers = range ? { ContentRange: `bytes ${start}-${end - 1}/${bytes.length}` } : more;
      return tamper(
        {
          Body: Readable.from(chunked(part)),
          ContentLength: part.length,
          ETag: '"v1"',
          ...headers,
        },
        call,
      );
    },
  });
}

interface Answer {
  Body: Readable;
  ContentLength?: number;
  ETag?: string;
  ContentRange?: string;
}

function* chunked(bytes: Buffer): Generator<Buffer> {
  for (let i = 0; i < bytes.length; i += 10_000) yield bytes.subarray(i, i + 10_000);
}

/** The bytes up to a place, then the connection is lost. */
function* cutAt(bytes: Buffer, place: number): Generator<Buffer> {
  yield* chunked(bytes.subarray(0, place));
  throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
}

async function target(name = "file.bin") {
  const folder = await temporaryFolder();
  return { folder, path: join(folder, name) };
}

function input(path: string, more: object = {}) {
  return { bucket: "b", key: "k", path, partSizeBytes: PART, ...more };
}

test("ranges come back as one file; the first request brings the first range and the facts", async () => {
  const { folder, path } = await target();
  const { s3, calls } = objectServer(content, {
    VersionId: "v7",
    ContentType: "text/csv",
    Metadata: { a: "1" },
  });
  const progress: number[] = [];
  const options = {
    onProgress: (p: { transferredBytes: number }) => progress.push(p.transferredBytes),
  };
  const downloaded = await downloadFile(s3, input(path), options);
  expect(downloaded).toMatchObject({
    path,
    sizeBytes: content.length,
    etag: '"v1"',
    versionId: "v7",
    contentType: "text/csv",
    metadata: { a: "1" },
    checksum: undefined,
  });
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(calls.map(({ input }) => input["Range"])).toEqual([
    undefined,
    "bytes=65536-131071",
    "bytes=131072-196607",
    "bytes=196608-196707",
  ]);
  expect(calls.slice(1).every(({ input }) => input["IfMatch"] === '"v1"')).toBe(true);
  expect(progress.at(0)).toBe(0);
  expect(progress.at(-1)).toBe(content.length);
  expect(await readdir(folder)).toEqual(["file.bin"]);
});

test("an empty object is an empty file", async () => {
  const { path } = await target();
  await downloadFile(objectServer(Buffer.alloc(0), { ChecksumCRC32: "AAAAAA==" }).s3, input(path));
  expect(await readFile(path)).toHaveLength(0);
});

test("a named version and ETag are asked for in every request", async () => {
  const { path } = await target();
  const { s3, calls } = objectServer(content);
  await downloadFile(s3, input(path, { versionId: "v7", ifMatch: "v1" }));
  expect(calls[0]?.input).toMatchObject({ VersionId: "v7", IfMatch: '"v1"' });
  expect(calls.every(({ input }) => input["VersionId"] === "v7")).toBe(true);
});

async function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): Promise<string> {
  if (algorithm === "CRC32" || algorithm === "CRC32C" || algorithm === "CRC64NVME") {
    const crc = startCrc(algorithm);
    crc.update(bytes);
    return crcToBase64(algorithm, await crc.value());
  }
  return createHash(algorithm).update(bytes).digest("base64");
}

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5"] as const)(
  "%s of the whole object is verified over its ranges",
  async (algorithm) => {
    const { folder, path } = await target();
    const value = await checksumOf(algorithm, content);
    const right = objectServer(content, { [`Checksum${algorithm}`]: value });
    expect((await downloadFile(right.s3, input(path))).checksum).toEqual({ algorithm, value });

    const damaged = Buffer.from(content);
    damaged[2 * PART] = (damaged[2 * PART] ?? 0) ^ 1;
    const wrong = objectServer(damaged, { [`Checksum${algorithm}`]: value });
    await expect(downloadFile(wrong.s3, input(path))).rejects.toMatchObject({
      code: "CHECKSUM_MISMATCH",
      message: /The file was not written/,
    });
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(await readdir(folder)).toEqual(["file.bin"]);
  },
);

test("damage that the SDK finds by itself is the same error, and is not read again", async () => {
  const { path } = await target();
  const { s3, calls } = objectServer(content, {}, (answer) => {
    const Body = new Readable({ read() {} });
    setImmediate(() => Body.destroy(new Error('Checksum mismatch: expected "a" but received "b"')));
    return { ...answer, Body };
  });
  const download = downloadFile(s3, input(path), { concurrency: 1 });
  await expect(download).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
  expect(calls).toHaveLength(1);
});

test("a composite checksum, which is not of the content, is not taken for one", async () => {
  const { path } = await target();
  const composite = objectServer(content, { ChecksumCRC32: "AAAAAA==-3" });
  expect((await downloadFile(composite.s3, input(path))).checksum).toBeUndefined();
  const typed = objectServer(content, { ChecksumSHA256: "AAAA", ChecksumType: "COMPOSITE" });
  expect((await downloadFile(typed.s3, input(path))).checksum).toBeUndefined();
});

test("a connection that is lost in a body is taken up where it broke", async () => {
  const waits = skipWaits();
  const { path } = await target();
  let broken = 0;
  const value = await checksumOf("CRC32", content);
  const { s3, calls } = objectServer(content, { ChecksumCRC32: value }, (answer, { input }) => {
    if (broken++ >= 2) return answer;
    const start = Number(/=(\d+)/.exec((input["Range"] as string | undefined) ?? "=0")?.[1]);
    return { ...answer, Body: Readable.from(cutAt(content.subarray(start), 20_000)) };
  });
  await downloadFile(s3, input(path), { concurrency: 1 });
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(calls.slice(0, 3).map(({ input }) => input["Range"])).toEqual([
    undefined,
    "bytes=20000-65535",
    "bytes=40000-65535",
  ]);
  expect(waits).toEqual([100, 200]);
});

test("a body that ends early without an error is taken up too; one that always does is given up", async () => {
  const waits = skipWaits();
  const { folder, path } = await target();
  const { s3, calls } = objectServer(content, {}, (answer) => ({
    ...answer,
    Body: Readable.from([]),
  }));
  await expect(downloadFile(s3, input(path), { concurrency: 1 })).rejects.toMatchObject({
    code: "S3_UNREACHABLE",
    message: /ended before its last byte/,
  });
  expect(calls).toHaveLength(5);
  expect(waits).toEqual([100, 200, 400, 800]);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["replaced", () => serverError("PreconditionFailed", 412)],
  ["deleted", () => serverError("NoSuchKey", 404)],
  ["made shorter", () => serverError("InvalidRange", 416)],
])("an object that is %s meanwhile is OBJECT_CHANGED, and nothing is left", async (_how, error) => {
  const { folder, path } = await target();
  const { s3 } = objectServer(content, {}, (answer, { input }) => {
    if (input["Range"] !== undefined) throw error();
    return answer;
  });
  await expect(downloadFile(s3, input(path))).rejects.toMatchObject({
    code: "OBJECT_CHANGED",
    key: "k",
    message: /replaced or deleted while it was being read/,
  });
  expect(await readdir(folder)).toEqual([]);
});

test("a server that does not know If-Match gives itself away by the ETag", async () => {
  const { path } = await target();
  const { s3 } = objectServer(content, {}, (answer, { input }) =>
    input["Range"] === undefined ? answer : { ...answer, ETag: '"v2"' },
  );
  await expect(downloadFile(s3, input(path))).rejects.toMatchObject({ code: "OBJECT_CHANGED" });
});

test("a server that does not know Range gives itself away by the answer", async () => {
  const { path } = await target();
  const { s3 } = objectServer(content, {}, ({ ContentRange: _range, ...answer }) => answer);
  await expect(downloadFile(s3, input(path))).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: /Content-Range: none, where bytes 65536-131071/,
  });
});

test("a condition that does not hold at the start is PRECONDITION_FAILED", async () => {
  const { path } = await target();
  const { s3 } = objectServer(content, {}, () => {
    throw serverError("PreconditionFailed", 412);
  });
  await expect(downloadFile(s3, input(path, { ifMatch: "x" }))).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
  });
});

test("an abort in the middle rejects with the reason and leaves what was there", async () => {
  const { folder, path } = await target();
  await writeFile(path, "before");
  const controller = new AbortController();
  const stuck = new Readable({ read() {} });
  const { s3 } = objectServer(content, {}, (answer, { input }) => {
    if (input["Range"] === undefined) return answer;
    setTimeout(() => controller.abort(new Error("stop")), 10);
    return { ...answer, Body: stuck };
  });
  const download = downloadFile(s3, input(path), { signal: controller.signal });
  await expect(download).rejects.toThrow("stop");
  expect(stuck.destroyed).toBe(true);
  expect(await readFile(path, "utf8")).toBe("before");
  expect(await readdir(folder)).toEqual(["file.bin"]);
});

test("a callback that throws fails the download and leaves nothing", async () => {
  const { folder, path } = await target();
  const { s3 } = objectServer(content);
  const onProgress = ({ transferredBytes }: { transferredBytes: number }) => {
    if (transferredBytes > 0) throw new Error("callback");
  };
  await expect(downloadFile(s3, input(path), { onProgress })).rejects.toThrow("callback");
  expect(await readdir(folder)).toEqual([]);
});

test("a target that cannot be a file is refused before anything is asked", async () => {
  const { folder } = await target();
  await mkdir(join(folder, "sub"));
  const { s3, calls } = fakeS3({});
  await expect(downloadFile(s3, input(join(folder, "sub")))).rejects.toMatchObject({
    code: "NOT_A_FILE",
    message: /it is a folder; give the file's own name too/,
  });
  await expect(downloadFile(s3, input(join(folder, "none", "f")))).rejects.toMatchObject({
    code: "FILE_NOT_FOUND",
  });
  expect(calls).toEqual([]);
});

test("a pipe or a device at the target is refused, not replaced", async () => {
  const { folder } = await target();
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const device = join(folder, "device");
  await symlink("/dev/null", device);
  const { s3, calls } = objectServer(content);
  for (const path of [pipe, device]) {
    await expect(downloadFile(s3, input(path))).rejects.toMatchObject({
      code: "NOT_A_FILE",
      message: /it is a pipe, socket or device/,
    });
  }
  expect(calls).toEqual([]);
  expect((await lstat(pipe)).isFIFO()).toBe(true);
  expect((await lstat(device)).isSymbolicLink()).toBe(true);
});

test("a symbolic link at the target is replaced, not followed", async () => {
  const { folder, path } = await target();
  const outside = join(folder, "outside");
  await writeFile(outside, "untouched");
  await symlink(outside, path);
  await downloadFile(objectServer(content).s3, input(path));
  expect(await readFile(outside, "utf8")).toBe("untouched");
  expect((await readFile(path)).equals(content)).toBe(true);
});

test.each([
  [{ path: "" }, /path must be a string that is not empty/],
  [{ partSizeBytes: 10 }, /partSizeBytes must be a whole number from 65536/],
  [{ versionId: "" }, /versionId must be a string/],
  [{ version: "1" }, /unknown option "version"/],
])("the argument %o is refused", async (wrong, message) => {
  await expect(downloadFile(fakeS3({}).s3, { ...input("f"), ...wrong } as never)).rejects.toThrow(
    message,
  );
});

import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { ListMultipartUploadsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  deleteObjects,
  downloadFile,
  downloadPrefix,
  ensureBucket,
  headObject,
  type ListedObject,
  type ListObjectsInput,
  listObjects,
  presignDownload,
  presignUpload,
  uploadFile,
} from "../src/index.ts";
import type { RunningServer, ServerUnderTest, Weakness } from "./server-under-test.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const MIB = 1024 ** 2;
const PART = 5 * MIB;

/** What every S3 server must do for this package, over the wire. */
export function testConformance(server: ServerUnderTest): void {
  const has = (weakness: Weakness) => server.weaknesses.has(weakness);
  const bucket = `conformance-${randomBytes(6).toString("hex")}`;
  let running: RunningServer;
  let s3: S3Client;

  function connect(options: object = {}): S3Client {
    const { endpoint, region, credentials } = running;
    return new S3Client({ endpoint, region, credentials, forcePathStyle: true, ...options });
  }

  beforeAll(async () => {
    running = await server.start();
    s3 = connect();
    await ensureBucket(s3, bare(bucket));
  });

  afterAll(async () => {
    s3.destroy();
    await running.close();
  });

  async function put(key: string, body: string | Buffer = key): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  async function fileOf(content: Buffer | string): Promise<string> {
    const path = join(await temporaryFolder(), "data.csv");
    await writeFile(path, content);
    return path;
  }

  async function keysOf(input: Omit<ListObjectsInput, "bucket">): Promise<string[]> {
    const keys: string[] = [];
    for await (const entry of listObjects(s3, { bucket, ...input })) {
      keys.push(entry.kind === "prefix" ? `${entry.prefix} (prefix)` : entry.key);
    }
    return keys;
  }

  async function unfinishedUploads(): Promise<number> {
    const output = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    return output.Uploads?.length ?? 0;
  }

  /** Whether a download, or the checksum that the server computed itself, shows that the content is another. */
  async function isFoundOut(key: string, checksum: string): Promise<boolean> {
    const path = join(await temporaryFolder(), "f");
    try {
      return (await downloadFile(s3, { bucket, key, path })).checksum?.value !== checksum;
    } catch (error) {
      return isCloudApiError(error, "CHECKSUM_MISMATCH");
    }
  }

  describe("upload and download", () => {
    test.each([0, 1, PART, PART + 1, 2 * PART + 12_345])(
      "%i bytes go there and back unchanged",
      async (size) => {
        const content = randomBytes(size);
        const path = await fileOf(content);
        const key = `there-and-back/${size}.csv`;
        const uploaded = await uploadFile(s3, {
          path,
          bucket,
          key,
          partSizeBytes: PART,
          metadata: { owner: "me" },
        });
        expect(uploaded).toMatchObject({ sizeBytes: size, contentType: "text/csv" });
        expect(uploaded.checksum.value).toBe(crcOf(content));

        const facts = await headObject(s3, { bucket, key });
        expect(facts).toMatchObject({
          sizeBytes: size,
          etag: uploaded.etag,
          contentType: "text/csv",
        });
        expect(facts.metadata).toEqual({ owner: "me" });
        if (size <= PART || !has("composite checksums only"))
          expect(facts.checksum).toEqual(uploaded.checksum);

        const back = `${path}.back`;
        const downloaded = await downloadFile(s3, { bucket, key, path: back, partSizeBytes: MIB });
        expect(downloaded).toMatchObject({
          sizeBytes: size,
          etag: uploaded.etag,
          checksum: facts.checksum,
        });
        expect((await readFile(back)).equals(content)).toBe(true);
      },
    );

    test.each([100, PART + 100])("%i bytes that change on the way are found out", async (size) => {
      const damaging = connect({ maxAttempts: 1 });
      damageBodies(damaging);
      const path = await fileOf(randomBytes(size));
      const key = `damaged/${size}`;
      const upload = uploadFile(damaging, { path, bucket, key, partSizeBytes: PART });
      if (has("stores wrong checksums")) {
        const { checksum } = await upload;
        expect(await isFoundOut(key, checksum.value)).toBe(true);
        return;
      }
      await expect(upload).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH", bucket, key });
      expect(await keysOf({ prefix: key })).toEqual([]);
      expect(await unfinishedUploads()).toBe(0);
    });

    test("an abort in the middle leaves neither parts nor object", async () => {
      const path = await fileOf(randomBytes(3 * PART));
      const controller = new AbortController();
      const upload = uploadFile(
        s3,
        { path, bucket, key: "aborted", partSizeBytes: PART },
        {
          signal: controller.signal,
          concurrency: 1,
          onProgress: ({ transferredBytes }) =>
            transferredBytes > 0 && controller.abort(new Error("stop")),
        },
      );
      await expect(upload).rejects.toThrow("stop");
      expect(await unfinishedUploads()).toBe(0);
      expect(await keysOf({ prefix: "aborted" })).toEqual([]);
    });

    test("an object that is replaced while it is read is OBJECT_CHANGED, and no file appears", async () => {
      await put("replaced", randomBytes(MIB));
      const meddling = connect();
      let reads = 0;
      meddling.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            if (commandName === "GetObjectCommand" && ++reads === 2)
              await put("replaced", randomBytes(MIB));
            return next(args);
          },
        { step: "initialize" },
      );
      const folder = await temporaryFolder();
      const input = {
        bucket,
        key: "replaced",
        path: join(folder, "file"),
        partSizeBytes: 64 * 1024,
      };
      const download = downloadFile(meddling, input, { concurrency: 1 });
      await expect(download).rejects.toMatchObject({ code: "OBJECT_CHANGED" });
      expect(await readdir(folder)).toEqual([]);
    });

    test("a missing bucket and a missing key are told apart, in every operation", async () => {
      const path = await fileOf(randomBytes(PART + 1));
      const nowhere = { bucket: `${bucket}-none`, key: "k" };
      const inBucket = [
        () => uploadFile(s3, { path, ...nowhere }),
        () => uploadFile(s3, { path, ...nowhere, partSizeBytes: PART }),
        () => downloadFile(s3, { path: `${path}.back`, ...nowhere }),
        () => headObject(s3, nowhere),
        () => deleteObjects(s3, { bucket: nowhere.bucket, keys: ["k"] }),
        () => listObjects(s3, { bucket: nowhere.bucket }).next(),
        () => downloadPrefix(s3, { bucket: nowhere.bucket, prefix: "", folder: `${path}.d` }),
      ];
      for (const call of inBucket) {
        await expect(call()).rejects.toMatchObject({
          code: "NO_SUCH_BUCKET",
          bucket: nowhere.bucket,
        });
      }
      const missing = { bucket, key: "no/such/key" };
      for (const call of [
        () => headObject(s3, missing),
        () => downloadFile(s3, { path: `${path}.back`, ...missing }),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: "NO_SUCH_KEY", ...missing });
      }
    });
  });

  describe("conditions", () => {
    test.each([10, PART + 10])(
      "%i bytes with ifNoneMatch do not replace what is there",
      async (size) => {
        const key = `once/${size}`;
        const first = await fileOf(randomBytes(size));
        const second = await fileOf(randomBytes(size));
        const input = { bucket, key, ifNoneMatch: "*", partSizeBytes: PART } as const;
        const stored = await uploadFile(s3, { path: first, ...input });
        await expect(uploadFile(s3, { path: second, ...input })).rejects.toMatchObject({
          code: "PRECONDITION_FAILED",
          bucket,
          key,
        });
        expect((await headObject(s3, { bucket, key })).etag).toBe(stored.etag);
        expect(await unfinishedUploads()).toBe(0);
      },
    );

    test.each([10, PART + 10])("%i bytes with ifMatch replace only that object", async (size) => {
      const key = `match/${size}`;
      const path = await fileOf(randomBytes(size));
      const input = { path, bucket, key, partSizeBytes: PART };
      const first = await uploadFile(s3, input);
      const other = uploadFile(s3, { ...input, ifMatch: '"00000000000000000000000000000000"' });
      if (size > PART && has("ignores If-Match on complete")) await other;
      else await expect(other).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
      await uploadFile(s3, { ...input, ifMatch: first.etag.replaceAll('"', "") });
    });

    test("of many writers at once one wins", async () => {
      const path = await fileOf("a");
      const writers = Array.from({ length: 8 }, () =>
        uploadFile(s3, { path, bucket, key: "race", ifNoneMatch: "*" }).then(
          () => "won",
          (error: { code: string }) => error.code,
        ),
      );
      const outcomes = await Promise.all(writers);
      const won = outcomes.filter((outcome) => outcome === "won").length;
      if (has("races on conditions")) expect(won).toBeGreaterThanOrEqual(1);
      else expect(won).toBe(1);
      const lost = outcomes.filter((outcome) => outcome !== "won");
      expect(lost.every((code) => code === "PRECONDITION_FAILED" || code === "CONFLICT")).toBe(
        true,
      );
    });

    test("a download that asks for an ETag gets that or nothing", async () => {
      await put("etag");
      const { etag } = await headObject(s3, { bucket, key: "etag" });
      const path = join(await temporaryFolder(), "f");
      await downloadFile(s3, { bucket, key: "etag", path, ifMatch: etag });
      await put("etag", "another");
      const again = downloadFile(s3, { bucket, key: "etag", path, ifMatch: etag });
      await expect(again).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
      expect(await readFile(path, "utf8")).toBe("etag");
    });
  });

  describe("listing and deletion", () => {
    test("more than 1,000 objects are listed, in order, and deleted", async () => {
      const keys = Array.from({ length: 1005 }, (_, i) => `many/${String(i).padStart(5, "0")}`);
      await inBatches(keys, 32, (key) => put(key, "x"));
      expect(await keysOf({ prefix: "many/" })).toEqual(keys);
      expect(await keysOf({ prefix: "many/", startAfter: "many/00999", pageSize: 2 })).toEqual(
        keys.slice(1000),
      );
      const listed = listObjects(s3, { bucket, prefix: "many/" });
      expect(await deleteObjects(s3, { bucket, keys: listed })).toEqual({
        deleted: 1005,
        failed: 0,
        errors: [],
      });
      expect(await keysOf({ prefix: "many/" })).toEqual([]);
      expect(await deleteObjects(s3, { bucket, keys: ["many/none"] })).toMatchObject({
        deleted: 1,
        failed: 0,
      });
    });

    test("a delimiter rolls keys up, also across pages", async () => {
      for (const key of ["d/a", "d/b/1", "d/b/2", "d/c", "d/e/1/x"]) await put(key);
      const expected = ["d/a", "d/b/ (prefix)", "d/c", "d/e/ (prefix)"];
      expect(await keysOf({ prefix: "d/", delimiter: "/" })).toEqual(expected);
      expect(await keysOf({ prefix: "d/", delimiter: "/", pageSize: 1 })).toEqual(expected);
    });

    test("a listed object has its size, ETag and time", async () => {
      await put("listed/one", "12345");
      const { value } = await listObjects(s3, { bucket, prefix: "listed/" }).next();
      const object = value as ListedObject;
      const facts = await headObject(s3, { bucket, key: "listed/one" });
      expect(object).toMatchObject({
        kind: "object",
        key: "listed/one",
        sizeBytes: 5,
        etag: facts.etag,
      });
      expect(Math.abs(object.lastModified.getTime() - Date.now())).toBeLessThan(3_600_000);
    });

    test("keys of any characters come back as they were written, sorted by their bytes", async () => {
      const keys = [
        "a b",
        "a+b",
        "a%20b",
        "100%",
        "ünï",
        "日本",
        "z\uFF00",
        "\u{1F600}",
        "x&y<z>\"'",
        "q?#[]@!$()*,;=",
        "dt=2025-01-15",
        ...(has("no line breaks in keys") ? [] : ["line\nbreak"]),
        ...(has("no control characters in keys") ? [] : ["control\u0001", "cr\rx"]),
      ].map((key) => `odd/${key}`);
      for (const key of keys) await put(key);
      const sorted = keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keysOf({ prefix: "odd/" })).toEqual(sorted);
      const path = join(await temporaryFolder(), "f");
      for (const key of keys) {
        await downloadFile(s3, { bucket, key, path });
        expect(await readFile(path, "utf8")).toBe(key);
      }
      expect(await deleteObjects(s3, { bucket, keys })).toMatchObject({
        deleted: keys.length,
        failed: 0,
      });
      expect(await keysOf({ prefix: "odd/" })).toEqual([]);
    });
  });

  describe("a prefix into a folder", () => {
    test("what is safe is downloaded, what is not is refused, and nothing leaves the folder", async () => {
      const safe = ["a.csv", "day/15/b.csv", "day/16/c d+ü.csv"];
      const hostile = has("keys are paths")
        ? ["back\\slash"]
        : ["../evil", "x/../../evil", "a.csv/below", "back\\slash"];
      for (const key of [...safe, ...hostile]) await put(`tree/${key}`, key);
      const parent = await temporaryFolder();
      await mkdir(join(parent, "in"));
      const report = await downloadPrefix(s3, {
        bucket,
        prefix: "tree/",
        folder: join(parent, "in"),
      });
      expect(report.refusedKeys.map(({ key }) => key).sort()).toEqual(
        hostile.map((key) => `tree/${key}`).sort(),
      );
      expect(report).toMatchObject({ objects: safe.length + hostile.length, files: safe.length });
      const entries = await readdir(parent, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      expect(files.sort()).toEqual(safe.map((name) => join(parent, "in", name)).sort());
    });
  });

  describe("versions", () => {
    test("an earlier version can be read and deleted; a deleted object is missing", async () => {
      const name = `${bucket}-versioned`;
      await ensureBucket(s3, { ...bare(name), versioning: true });
      const target = { bucket: name, key: "v" };
      const first = await uploadFile(s3, { path: await fileOf("first"), ...target });
      const second = await uploadFile(s3, { path: await fileOf("second"), ...target });
      expect(first.versionId).toBeTypeOf("string");
      expect(first.versionId).not.toBe(second.versionId);

      const path = join(await temporaryFolder(), "f");
      const versionId = first.versionId;
      expect(await downloadFile(s3, { ...target, path, versionId })).toMatchObject({ versionId });
      expect(await readFile(path, "utf8")).toBe("first");

      await deleteObjects(s3, { bucket: name, keys: ["v"] });
      await expect(headObject(s3, target)).rejects.toMatchObject({ code: "NO_SUCH_KEY" });
      expect(await headObject(s3, { ...target, versionId })).toMatchObject({ sizeBytes: 5 });
      const gone = await deleteObjects(s3, { bucket: name, keys: [{ key: "v", versionId }] });
      expect(gone).toMatchObject({ deleted: 1, failed: 0 });
      await expect(downloadFile(s3, { ...target, path, versionId })).rejects.toMatchObject({
        code: "NO_SUCH_VERSION",
      });
    });
  });

  describe("presigned URLs", () => {
    test("one to upload takes what was signed and nothing else", async () => {
      const body = "hello";
      const input = {
        bucket,
        key: "presigned/ü a+b.txt",
        contentType: "text/plain",
        sizeBytes: 5,
      } as const;
      const checksum = { algorithm: "CRC32", value: crcOf(Buffer.from(body)) } as const;
      const { url, method, headers } = await presignUpload(s3, { ...input, checksum });
      async function send(content: string, more: Record<string, string> = {}): Promise<number> {
        const { "content-length": _, ...sent } = { ...headers, ...more };
        return (await fetch(url, { method, headers: sent, body: content })).status;
      }
      if (!has("ignores signatures")) {
        expect(await send(body, { "content-type": "text/html" })).toBe(403);
        expect(await send("hello!")).toBe(403);
        expect(await send("hellO")).toBe(400);
        expect((await fetch(url, { method, body })).status).toBe(403);
        expect((await fetch(url)).status).toBe(403);
      }
      expect(await send(body)).toBe(200);
      expect(await headObject(s3, { bucket, key: input.key })).toMatchObject({
        sizeBytes: 5,
        contentType: "text/plain",
      });
    });

    test("one to upload without a checksum takes any body", async () => {
      const { url, method } = await presignUpload(s3, { bucket, key: "presigned/any" });
      expect((await fetch(url, { method, body: "any body" })).status).toBe(200);
      expect((await headObject(s3, { bucket, key: "presigned/any" })).sizeBytes).toBe(8);
    });

    test("one to download gives that object, with the headers it was signed with", async () => {
      await put("presigned/d", "content");
      const { url } = await presignDownload(s3, {
        bucket,
        key: "presigned/d",
        contentType: "text/csv",
        contentDisposition: 'attachment; filename="d.csv"',
      });
      const response = await fetch(url);
      expect([response.status, await response.text()]).toEqual([200, "content"]);
      expect(response.headers.get("content-type")).toBe("text/csv");
      expect(response.headers.get("content-disposition")).toBe('attachment; filename="d.csv"');
      if (has("ignores signatures")) return;
      expect((await fetch(url.replace("presigned/d", "presigned/e"))).status).toBe(403);
      expect((await fetch(url.replace("X-Amz-Expires=900", "X-Amz-Expires=9000"))).status).toBe(
        403,
      );
      expect((await fetch(url, { method: "DELETE" })).status).toBe(403);
    });

    test("one that has expired is refused", async () => {
      await put("presigned/short");
      const { url, expiresAt } = await presignDownload(s3, {
        bucket,
        key: "presigned/short",
        expiresInSeconds: 1,
      });
      await new Promise((resolve) => setTimeout(resolve, expiresAt.getTime() - Date.now() + 1100));
      const { status } = await fetch(url);
      if (has("ignores signatures")) expect(status).toBe(200);
      else expect(status).toBe(403);
    });
  });

  describe("buckets", () => {
    test("a bucket is made with its settings once, and not changed again", async () => {
      const name = `${bucket}-ensured`;
      const input = {
        bucket: name,
        blockPublicAccess: !has("no public access block"),
        ownerEnforced: !has("no ownership controls"),
        ...(has("no bucket encryption") ? { encryption: false as const } : {}),
      };
      expect(await ensureBucket(s3, input)).toMatchObject({ bucket: name, created: true });
      expect(await ensureBucket(s3, input)).toEqual({ bucket: name, created: false, changed: [] });
    });

    test.runIf(has("no public access block"))(
      "a setting the server does not have is an error",
      async () => {
        const ensured = ensureBucket(s3, { ...bare(`${bucket}-public`), blockPublicAccess: true });
        await expect(ensured).rejects.toMatchObject({ operation: "GetPublicAccessBlock" });
      },
    );
  });

  test("wrong credentials are INVALID_CREDENTIALS, also where HEAD has no words for it", async () => {
    await put("secret");
    const credentials = { ...running.credentials, secretAccessKey: "wrong" };
    const stranger = connect({ credentials });
    const path = join(await temporaryFolder(), "f");
    if (has("ignores secrets")) {
      expect((await headObject(stranger, { bucket, key: "secret" })).sizeBytes).toBe(6);
      return;
    }
    for (const call of [
      () => headObject(stranger, { bucket, key: "secret" }),
      () => downloadFile(stranger, { bucket, key: "secret", path }),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
    }
    stranger.destroy();
  });
}

/** A bucket of this name, its settings as the server makes them. */
function bare(bucket: string) {
  return {
    bucket,
    versioning: false,
    encryption: false,
    blockPublicAccess: false,
    ownerEnforced: false,
  } as const;
}

function crcOf(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString("base64");
}

async function inBatches<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < items.length; i += size)
    await Promise.all(items.slice(i, i + size).map(work));
}

/** Make a client change a byte of every body once its checksum is known, but before it is signed. */
function damageBodies(s3: S3Client): void {
  s3.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body?: unknown };
      if (!(request.body instanceof Uint8Array) || request.body.length === 0) return next(args);
      const body = Buffer.from(request.body);
      body[0] = (body[0] ?? 0) ^ 1;
      return next({ ...args, request: Object.assign(request, { body }) });
    },
    { step: "build", priority: "low" },
  );
}

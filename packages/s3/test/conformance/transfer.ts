import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import {
  deleteObjects,
  downloadFile,
  downloadPrefix,
  headObject,
  listObjects,
  listUnfinishedUploads,
  openUpload,
  removeUnfinishedUploads,
  S3Error,
  type UploadedObject,
  uploadFile,
} from "../../src/index.ts";
import { collect } from "../collect.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { crcOf, fileOf, MIB, outcomeOf, PART, type World } from "./world.ts";

/** Files of these sizes, uploaded and downloaded. */
export function testFiles(world: World, sizes: readonly number[]): void {
  const { bucket, has } = world;

  test.each(sizes)("%i bytes go there and back unchanged", async (size) => {
    const content = randomBytes(size);
    const path = await fileOf(content);
    const target = { bucket, key: `there-and-back/${size}.csv` };
    const input = { path, ...target, partSizeBytes: PART, metadata: { owner: "me" } };
    const uploaded = await uploadFile(world.s3, input);
    expect(uploaded).toMatchObject({ sizeBytes: size, contentType: "text/csv" });
    expect(uploaded.checksum.value).toBe(crcOf(content));

    const facts = await headObject(world.s3, target);
    expect(facts).toMatchObject({
      sizeBytes: size,
      etag: uploaded.etag,
      contentType: "text/csv",
    });
    expect(facts.metadata).toEqual({ owner: "me" });
    const isComposite = size > PART && has("composite checksums only");
    expect(facts.checksum).toEqual(isComposite ? undefined : uploaded.checksum);

    const back = `${path}.back`;
    const down = await downloadFile(world.s3, { ...target, path: back, partSizeBytes: MIB });
    expect(down).toMatchObject({
      sizeBytes: size,
      etag: uploaded.etag,
      checksum: facts.checksum,
    });
    expect((await readFile(back)).equals(content)).toBe(true);
  });
}

/** Contents of these sizes, uploaded while they are written. */
export function testPieces(world: World, sizes: readonly number[]): void {
  const { bucket } = world;

  test.each(sizes)("%i bytes written piece by piece", async (size) => {
    const content = randomBytes(size);
    const target = { bucket, key: `streamed/${size}.csv` };
    const given = { ...target, partSizeBytes: PART, metadata: { owner: "me" } };
    const upload = openUpload(world.s3, given, { concurrency: 2 });
    for (let at = 0; at < size; at += 999_983)
      await upload.write(content.subarray(at, at + 999_983));
    const stored = await upload.complete();
    expect(stored.checksum.value).toBe(crcOf(content));
    const path = join(await temporaryFolder(), "f");
    const down = await downloadFile(world.s3, { ...target, path });
    expect(down).toMatchObject({ sizeBytes: size, etag: stored.etag, metadata: { owner: "me" } });
    expect((await readFile(path)).equals(content)).toBe(true);
  });
}

export function testTransfer(world: World): void {
  const { bucket, has } = world;
  testFiles(world, [0, 1, PART + 1]);
  testPieces(world, [0, 100, PART + 1]);

  test("uploads that nobody finished are listed, and removed when they are old enough", async () => {
    const given = { bucket, key: "left/ü a+b.csv", partSizeBytes: PART };
    const upload = openUpload(world.s3, given);
    await upload.write(randomBytes(PART + 1));
    await expect.poll(() => world.unfinishedUploads()).toBe(1);
    const prefix = { bucket, prefix: given.key };
    const [found] = await collect(listUnfinishedUploads(world.s3, prefix));
    expect(found?.key).toBe(given.key);
    const began = has("no dates of uploads") ? Number(found?.startedAt) : Date.now();
    expect(Math.abs(began - Number(found?.startedAt))).toBeLessThan(600_000);
    const hourAgo = new Date(began - 3_600_000);
    const hourOn = new Date(Date.now() + 3_600_000);
    const none = await removeUnfinishedUploads(world.s3, { ...prefix, startedBefore: hourAgo });
    expect(none).toEqual({ removed: 0, failed: 0, errors: [] });
    const all = await removeUnfinishedUploads(world.s3, { ...prefix, startedBefore: hourOn });
    expect(all).toEqual({ removed: 1, failed: 0, errors: [] });
    expect(await world.unfinishedUploads()).toBe(0);
    await expect(upload.complete()).rejects.toBeInstanceOf(S3Error);
  });

  test("what is aborted while it is written leaves neither parts nor object", async () => {
    const upload = openUpload(world.s3, { bucket, key: "streamed-off", partSizeBytes: PART });
    await upload.write(randomBytes(PART + 1));
    await upload.abort();
    expect(await world.unfinishedUploads()).toBe(0);
    expect(await world.keysOf({ prefix: "streamed-off" })).toEqual([]);
  });

  test.each([
    { size: 100, refusedBy: "PutObject", shownBy: "GetObject" },
    { size: PART + 100, refusedBy: "UploadPart", shownBy: "the checksum" },
  ])("$size bytes that change on the way are found out", async ({ size, refusedBy, shownBy }) => {
    const target = { bucket, key: `damaged/${size}` };
    const damaging = world.connect({ maxAttempts: 1 });
    damageBodies(damaging);
    const path = await fileOf(randomBytes(size));
    const upload = uploadFile(damaging, { path, ...target, partSizeBytes: PART });
    const isStored = has("stores wrong checksums");
    expect(await whereFoundOut(world.s3, target, upload)).toBe(isStored ? shownBy : refusedBy);
    expect(await world.keysOf({ prefix: target.key })).toEqual(isStored ? [target.key] : []);
    expect(await world.unfinishedUploads()).toBe(0);
  });

  test("an abort in the middle leaves neither parts nor object", async () => {
    const path = await fileOf(randomBytes(3 * PART));
    const controller = new AbortController();
    function onProgress({ transferredBytes }: { transferredBytes: number }): void {
      if (transferredBytes > 0) controller.abort(new Error("stop"));
    }
    const input = { path, bucket, key: "aborted", partSizeBytes: PART };
    const options = { signal: controller.signal, concurrency: 2, onProgress };
    await expect(uploadFile(world.s3, input, options)).rejects.toThrow("stop");
    expect(await world.unfinishedUploads()).toBe(0);
    expect(await world.keysOf({ prefix: "aborted" })).toEqual([]);
  });

  test("an object that is replaced while it is read is OBJECT_CHANGED, and no file appears", async () => {
    await world.put("replaced", randomBytes(MIB));
    const meddling = world.connect();
    let reads = 0;
    meddling.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const isSecondRead = commandName === "GetObjectCommand" && ++reads === 2;
          if (isSecondRead) await world.put("replaced", randomBytes(MIB));
          return next(args);
        },
      { step: "initialize" },
    );
    const folder = await temporaryFolder();
    const target = { bucket, key: "replaced", path: join(folder, "f"), partSizeBytes: 64 * 1024 };
    const download = downloadFile(meddling, target, { concurrency: 2 });
    await expect(download).rejects.toMatchObject({ code: "OBJECT_CHANGED" });
    expect(await readdir(folder)).toEqual([]);
  });

  test("a missing bucket and a missing key are told apart, in every operation", async () => {
    const { s3 } = world;
    const path = await fileOf(randomBytes(PART + 1));
    const nowhere = { bucket: `${bucket}-none`, key: "k" };
    const missing = { bucket, key: "no/such/key" };
    const outcomes = {
      uploadWhole: await outcomeOf(uploadFile(s3, { path, ...nowhere })),
      uploadParts: await outcomeOf(uploadFile(s3, { path, ...nowhere, partSizeBytes: PART })),
      download: await outcomeOf(downloadFile(s3, { path: `${path}.back`, ...nowhere })),
      head: await outcomeOf(headObject(s3, nowhere)),
      delete: await outcomeOf(deleteObjects(s3, { bucket: nowhere.bucket, keys: ["k"] })),
      list: await outcomeOf(listObjects(s3, { bucket: nowhere.bucket }).next()),
      prefix: await outcomeOf(
        downloadPrefix(s3, { bucket: nowhere.bucket, prefix: "", folder: `${path}.d` }),
      ),
      headKey: await outcomeOf(headObject(s3, missing)),
      downloadKey: await outcomeOf(downloadFile(s3, { path: `${path}.back`, ...missing })),
    };
    expect(outcomes).toEqual({
      uploadWhole: "NO_SUCH_BUCKET",
      uploadParts: "NO_SUCH_BUCKET",
      download: "NO_SUCH_BUCKET",
      head: "NO_SUCH_BUCKET",
      delete: "NO_SUCH_BUCKET",
      list: "NO_SUCH_BUCKET",
      prefix: "NO_SUCH_BUCKET",
      headKey: "NO_SUCH_KEY",
      downloadKey: "NO_SUCH_KEY",
    });
  });
}

/** Where damage on the way comes to light: the server refuses it, or reading the object shows it. */
async function whereFoundOut(
  s3: S3Client,
  target: { bucket: string; key: string },
  upload: Promise<UploadedObject>,
): Promise<string | undefined> {
  const path = join(await temporaryFolder(), "f");
  try {
    const { checksum } = await upload;
    const back = await downloadFile(s3, { ...target, path });
    return back.checksum?.value === checksum.value ? "nowhere" : "the checksum";
  } catch (error) {
    const isFound = error instanceof S3Error && error.code === "CHECKSUM_MISMATCH";
    return isFound ? error.operation : String(error);
  }
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

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  deleteObjects,
  downloadFile,
  ensureBucket,
  headObject,
  uploadFile,
} from "../../src/index.ts";
import type { Weakness } from "../server-under-test.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { bareBucket, fileOf, outcomeOf, type World } from "./world.ts";

export function testBuckets(world: World): void {
  const { bucket, has } = world;

  test("a bucket is made with its settings once, and not changed again", async () => {
    const input = {
      ...bareBucket(`${bucket}-ensured`),
      versioning: true,
      blockPublicAccess: !has("no public access block"),
      ownerEnforced: !has("no ownership controls"),
      ...(has("no bucket encryption") ? {} : { encryption: "AES256" as const }),
    };
    const first = await ensureBucket(world.s3, input);
    expect(first).toMatchObject({ bucket: input.bucket, created: true });
    expect(first.changed).toContain("versioning");
    const again = await ensureBucket(world.s3, input);
    expect(again).toEqual({ bucket: input.bucket, created: false, changed: [] });
  });

  const missing: [Weakness, object][] = [
    ["no public access block", { blockPublicAccess: true }],
    ["no ownership controls", { ownerEnforced: true }],
    ["no bucket encryption", { encryption: "AES256" }],
  ];
  test.each(missing.filter(([weakness]) => has(weakness)))(
    "%s: asking for it is an error, not silence",
    async (_weakness, setting) => {
      const ensured = ensureBucket(world.s3, { ...bareBucket(`${bucket}-settings`), ...setting });
      expect(await outcomeOf(ensured)).toMatch(/^(NOT_SUPPORTED|S3_REQUEST_FAILED)$/);
    },
  );

  test("an earlier version can be read and deleted; a deleted object is missing", async () => {
    const { s3 } = world;
    const name = `${bucket}-versioned`;
    await ensureBucket(s3, { ...bareBucket(name), versioning: true });
    const target = { bucket: name, key: "v" };
    const { versionId } = await uploadFile(s3, { path: await fileOf("first"), ...target });
    const second = await uploadFile(s3, { path: await fileOf("second"), ...target });
    expect(versionId).toBeTypeOf("string");
    expect(second.versionId).not.toBe(versionId);

    const path = join(await temporaryFolder(), "f");
    expect(await downloadFile(s3, { ...target, path, versionId })).toMatchObject({ versionId });
    expect(await readFile(path, "utf8")).toBe("first");

    await deleteObjects(s3, { bucket: name, keys: ["v"] });
    expect(await outcomeOf(headObject(s3, target))).toBe("NO_SUCH_KEY");
    expect((await headObject(s3, { ...target, versionId })).sizeBytes).toBe(5);
    const gone = await deleteObjects(s3, { bucket: name, keys: [{ key: "v", versionId }] });
    expect(gone).toEqual({ deleted: 1, failed: 0, errors: [] });
    const again = await outcomeOf(downloadFile(s3, { ...target, path, versionId }));
    expect(again).toBe("NO_SUCH_VERSION");
  });

  test("wrong credentials are INVALID_CREDENTIALS, also where HEAD has no words for it", async () => {
    await world.put("secret");
    const credentials = { ...world.credentials(), secretAccessKey: "wrong" };
    const stranger = world.connect({ credentials });
    const path = join(await temporaryFolder(), "f");
    const target = { bucket, key: "secret" };
    const expected = has("ignores secrets") ? "done" : "INVALID_CREDENTIALS";
    expect(await outcomeOf(headObject(stranger, target))).toBe(expected);
    expect(await outcomeOf(downloadFile(stranger, { ...target, path }))).toBe(expected);
    stranger.destroy();
  });
}

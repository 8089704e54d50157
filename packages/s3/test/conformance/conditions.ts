import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { downloadFile, headObject, uploadFile } from "../../src/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { fileOf, outcomeOf, PART, type World } from "./world.ts";

/** Uploads of these sizes under a condition. */
export function testConditionalUploads(world: World, sizes: readonly number[]): void {
  const { bucket, has } = world;

  test.each(sizes)("%i bytes with ifNoneMatch do not replace what is there", async (size) => {
    const key = `once/${size}`;
    const first = await fileOf(randomBytes(size));
    const second = await fileOf(randomBytes(size));
    const input = { bucket, key, ifNoneMatch: "*", partSizeBytes: PART } as const;
    const stored = await uploadFile(world.s3, { path: first, ...input });
    const again = uploadFile(world.s3, { path: second, ...input });
    await expect(again).rejects.toMatchObject({ code: "PRECONDITION_FAILED", bucket, key });
    expect((await headObject(world.s3, { bucket, key })).etag).toBe(stored.etag);
    expect(await world.unfinishedUploads()).toBe(0);
  });

  test.each(sizes)("%i bytes with ifMatch replace only that object", async (size) => {
    const input = {
      path: await fileOf(randomBytes(size)),
      bucket,
      key: `match/${size}`,
      partSizeBytes: PART,
    };
    const first = await uploadFile(world.s3, input);
    const ifMatch = '"00000000000000000000000000000000"';
    const other = await outcomeOf(uploadFile(world.s3, { ...input, ifMatch }));
    const isIgnored = size > PART && has("ignores If-Match on complete");
    expect(other).toBe(isIgnored ? "done" : "PRECONDITION_FAILED");
    const unquoted = first.etag.replaceAll('"', "");
    expect(await outcomeOf(uploadFile(world.s3, { ...input, ifMatch: unquoted }))).toBe("done");
  });
}

export function testConditions(world: World): void {
  const { bucket } = world;
  testConditionalUploads(world, [10]);

  test("of many writers at once one wins", async () => {
    const path = await fileOf("a");
    const input = { path, bucket, key: "race", ifNoneMatch: "*" } as const;
    const writers = Array.from({ length: 8 }, () => outcomeOf(uploadFile(world.s3, input)));
    const outcomes = await Promise.all(writers);
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    const known = ["done", "PRECONDITION_FAILED", "CONFLICT"];
    expect(outcomes.filter((outcome) => !known.includes(outcome))).toEqual([]);
  });

  test("a download that asks for an ETag gets that or nothing", async () => {
    await world.put("etag");
    const { etag } = await headObject(world.s3, { bucket, key: "etag" });
    const path = join(await temporaryFolder(), "f");
    const input = { bucket, key: "etag", path, ifMatch: etag };
    await downloadFile(world.s3, input);
    await world.put("etag", "another");
    expect(await outcomeOf(downloadFile(world.s3, input))).toBe("PRECONDITION_FAILED");
    expect(await readFile(path, "utf8")).toBe("etag");
  });
}

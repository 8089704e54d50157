import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  deleteObjects,
  downloadFile,
  headObject,
  type ListedObject,
  listObjects,
} from "../../src/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import type { World } from "./world.ts";

const ODD_KEYS = [
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
];

/** A listing of more than one full page. */
export function testManyObjects(world: World): void {
  const { bucket } = world;

  test("more than 1,000 objects are listed, in order, and deleted", async () => {
    const keys = Array.from({ length: 1005 }, (_, i) => `many/${String(i).padStart(5, "0")}`);
    await inBatches(keys, 32, (key) => world.put(key, "x"));
    expect(await world.keysOf({ prefix: "many/" })).toEqual(keys);
    const tail = { prefix: "many/", startAfter: "many/00999", pageSize: 2 };
    expect(await world.keysOf(tail)).toEqual(keys.slice(1000));
    const listed = listObjects(world.s3, { bucket, prefix: "many/" });
    const result = await deleteObjects(world.s3, { bucket, keys: listed });
    expect(result).toEqual({ deleted: 1005, failed: 0, errors: [] });
    expect(await world.keysOf({ prefix: "many/" })).toEqual([]);
    const again = await deleteObjects(world.s3, { bucket, keys: ["many/00000"] });
    expect(again).toMatchObject({ deleted: 1, failed: 0 });
  });
}

export function testListing(world: World): void {
  const { bucket, has } = world;

  test("a delimiter rolls keys up, also across pages", async () => {
    for (const key of ["d/a", "d/b/1", "d/b/2", "d/c", "d/e/1/x"]) await world.put(key);
    const expected = ["d/a", "d/b/ (prefix)", "d/c", "d/e/ (prefix)"];
    expect(await world.keysOf({ prefix: "d/", delimiter: "/" })).toEqual(expected);
    expect(await world.keysOf({ prefix: "d/", delimiter: "/", pageSize: 1 })).toEqual(expected);
  });

  test("a listed object has its size, ETag and time", async () => {
    await world.put("listed/one", "12345");
    const { value } = await listObjects(world.s3, { bucket, prefix: "listed/" }).next();
    const { etag } = await headObject(world.s3, { bucket, key: "listed/one" });
    const object = value as ListedObject;
    expect(object).toMatchObject({ kind: "object", key: "listed/one", sizeBytes: 5, etag });
    expect(Math.abs(object.lastModified.getTime() - Date.now())).toBeLessThan(3_600_000);
  });

  test("keys of any characters come back as they were written, sorted by their bytes", async () => {
    const lineBreaks = has("no line breaks in keys") ? [] : ["line\nbreak"];
    const controls = has("no control characters in keys") ? [] : ["control\u0001", "cr\rx"];
    const keys = [...ODD_KEYS, ...lineBreaks, ...controls].map((key) => `odd/${key}`);
    for (const key of keys) await world.put(key);
    const sorted = keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await world.keysOf({ prefix: "odd/" })).toEqual(sorted);
    const path = join(await temporaryFolder(), "f");
    for (const key of keys) {
      await downloadFile(world.s3, { bucket, key, path });
      expect(await readFile(path, "utf8")).toBe(key);
    }
    const result = await deleteObjects(world.s3, { bucket, keys });
    expect(result).toEqual({ deleted: keys.length, failed: 0, errors: [] });
    expect(await world.keysOf({ prefix: "odd/" })).toEqual([]);
  });
}

async function inBatches<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < items.length; i += size) {
    await Promise.all(items.slice(i, i + size).map(work));
  }
}

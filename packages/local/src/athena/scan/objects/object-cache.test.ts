import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DataFile } from "./list-files.ts";
import { ObjectCache } from "./object-cache.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "object-cache-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = (key: string): DataFile => ({
  bucket: "lake",
  key,
  size: 10,
  etag: '"e"',
  modified: new Date(0),
});

/** A storage whose every object is its key; a download that is aborted fails. */
function storage(): { s3: S3Client; asked: string[] } {
  const asked: string[] = [];
  const send = async (
    { input }: { input: { Key: string } },
    { abortSignal }: { abortSignal: AbortSignal },
  ) => {
    asked.push(input.Key);
    await new Promise(setImmediate);
    abortSignal.throwIfAborted();
    return { Body: Readable.from([Buffer.from(input.Key)]) };
  };
  return { s3: { send } as unknown as S3Client, asked };
}

it("copies an object once, and removes the oldest copies that nobody holds", async () => {
  const { s3, asked } = storage();
  const cache = new ObjectCache(folder, 25);
  const { signal } = new AbortController();
  const [a, again] = await Promise.all([1, 2].map(() => cache.acquire(s3, file("a"), signal)));
  expect(again).toBe(a);
  expect(await readFile(a ?? "", "utf8")).toBe("a");
  const b = await cache.acquire(s3, file("b"), signal);
  const c = await cache.acquire(s3, file("c"), signal);
  await cache.release([a ?? ""]);
  await cache.release([b]);
  expect(await readdir(folder)).toHaveLength(2);
  await expect(readFile(b)).rejects.toThrow("ENOENT");
  await cache.acquire(s3, file("a"), signal);
  await cache.acquire(s3, file("d"), signal);
  await cache.release([c, a ?? "", a ?? ""]);
  expect(await readdir(folder)).toHaveLength(2);
  await cache.acquire(s3, file("e"), signal);
  await cache.release([]);
  await expect(readFile(a ?? "")).rejects.toThrow("ENOENT");
  expect(asked).toEqual(["a", "b", "c", "d", "e"]);
});

it("does not let a query that is cancelled take another's copy along", async () => {
  const { s3, asked } = storage();
  const cache = new ObjectCache(folder, 100);
  const cancelled = new AbortController();
  const first = cache.acquire(s3, file("a"), cancelled.signal);
  const second = cache.acquire(s3, file("a"), new AbortController().signal);
  cancelled.abort();
  await expect(first).rejects.toThrow(/abort/i);
  expect(await readFile(await second, "utf8")).toBe("a");
  expect(asked).toEqual(["a", "a"]);
});

import { expect, onTestFinished, test, vi } from "vitest";
import { headObject, presignDownload, presignUpload } from "../../src/index.ts";
import { crcOf, outcomeOf, type World } from "./world.ts";

export function testPresigned(world: World): void {
  const { bucket, has } = world;

  test("one to upload takes what was signed and nothing else", async () => {
    const body = "hello";
    const key = "presigned/ü a+b.txt";
    const { url, method, headers } = await presignUpload(world.s3, {
      bucket,
      key,
      contentType: "text/plain",
      sizeBytes: body.length,
      checksum: { algorithm: "CRC32", value: crcOf(Buffer.from(body)) },
    });
    async function send(content: string, more: Record<string, string> = {}): Promise<number> {
      const { "content-length": _length, ...sent } = { ...headers, ...more };
      return (await fetch(url, { method, headers: sent, body: content })).status;
    }
    const statuses = {
      otherMethod: (await fetch(url)).status,
      otherType: await send(body, { "content-type": "text/html" }),
      otherSize: await send("hello!"),
      otherBody: await send("hellO"),
      noHeaders: (await fetch(url, { method, body })).status,
    };
    const refused = Object.entries(statuses).filter(
      ([, status]) => status === 403 || status === 400,
    );
    const names = has("ignores signatures") ? [] : Object.keys(statuses);
    expect(refused.map(([name]) => name)).toEqual(names);
    const stored = await outcomeOf(headObject(world.s3, { bucket, key }));
    expect(stored).toBe(has("ignores signatures") ? "done" : "NO_SUCH_KEY");

    expect(await send(body)).toBe(200);
    const facts = await headObject(world.s3, { bucket, key });
    expect(facts).toMatchObject({ sizeBytes: 5, contentType: "text/plain" });
  });

  test("one to upload without a checksum takes any body", async () => {
    const key = "presigned/any";
    const { url, method } = await presignUpload(world.s3, { bucket, key });
    expect((await fetch(url, { method, body: "any body" })).status).toBe(200);
    expect((await headObject(world.s3, { bucket, key })).sizeBytes).toBe(8);
  });

  test("one to download gives that object, with the headers it was signed with", async () => {
    await world.put("presigned/d", "content");
    await world.put("presigned/e", "other");
    const { url } = await presignDownload(world.s3, {
      bucket,
      key: "presigned/d",
      contentType: "text/csv",
      contentDisposition: 'attachment; filename="d.csv"',
    });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([200, "content"]);
    expect(response.headers.get("content-type")).toBe("text/csv");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="d.csv"');

    const attempts = {
      otherKey: (await fetch(url.replace("presigned/d", "presigned/e"))).status,
      laterExpiry: (await fetch(url.replace("X-Amz-Expires=900", "X-Amz-Expires=9000"))).status,
      otherMethod: (await fetch(url, { method: "DELETE" })).status,
    };
    const ignored = { otherKey: 200, laterExpiry: 200, otherMethod: 204 };
    const refused = { otherKey: 403, laterExpiry: 403, otherMethod: 403 };
    expect(attempts).toEqual(has("ignores signatures") ? ignored : refused);
  });

  test("one that has expired is refused", async () => {
    const key = "presigned/short";
    await world.put(key);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 10_000 });
    onTestFinished(() => void vi.useRealTimers());
    const target = { bucket, key };
    const short = await presignDownload(world.s3, { ...target, expiresInSeconds: 1 });
    const long = await presignDownload(world.s3, { ...target, expiresInSeconds: 60 });
    vi.useRealTimers();
    expect(short.expiresAt.getTime()).toBeLessThan(Date.now());
    expect((await fetch(long.url)).status).toBe(200);
    expect((await fetch(short.url)).status).toBe(has("ignores signatures") ? 200 : 403);
  });
}

import { expect, it } from "vitest";
import type { TableStorage } from "../src/index.ts";
import { collect } from "./collect.ts";

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
const bytesOf = (content: string) => new TextEncoder().encode(content);

/** What every storage must do; `start` gives one with nothing in it. */
export function testStorage(start: () => Promise<TableStorage>): void {
  it("has what was written, under the place it was written to", async () => {
    const storage = await start();
    const uri = `${storage.root}a/b=1 %2F+é/c.avro`;
    expect(await storage.read(uri)).toBeUndefined();
    expect(await storage.exists(uri)).toBe(false);
    expect(await storage.write(uri, bytesOf("one"))).toBe(true);
    expect(await storage.write(uri, bytesOf("two"), { contentType: "text/plain" })).toBe(true);
    expect(text(await storage.read(uri))).toBe("two");
    expect(await storage.exists(uri)).toBe(true);
    expect(await storage.exists(`${storage.root}a`)).toBe(false);
  });

  it("lets one of many writers win where there is nothing, with all its bytes", async () => {
    const storage = await start();
    for (let round = 0; round < 5; round++) {
      const uri = `${storage.root}metadata/v${round}.metadata.json`;
      const contents = Array.from({ length: 16 }, (_, i) => `${i}`.repeat(20_000 + i));
      const won = await Promise.all(
        contents.map((content) => storage.write(uri, bytesOf(content), { ifAbsent: true })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(text(await storage.read(uri))).toBe(contents[won.indexOf(true)]);
    }
    const found = await collect(storage.list(storage.root));
    expect(found.map(({ uri }) => uri).sort()).toEqual(
      [0, 1, 2, 3, 4].map((round) => `${storage.root}metadata/v${round}.metadata.json`),
    );
  });

  it("writes data files through a sink whose keys are relative to the folder", async () => {
    const storage = await start();
    const folder = `${storage.root}t/data/`;
    const sink = storage.sink(folder);
    const properties = { contentType: "application/octet-stream", metadata: {} };
    const pending = await sink.create("d=1/f.parquet", properties);
    await pending.write(bytesOf("rows"));
    expect(await storage.exists(`${folder}d=1/f.parquet`)).toBe(false);
    await pending.publish();
    expect(text(await storage.read(`${folder}d=1/f.parquet`))).toBe("rows");
    expect(text(await sink.read("d=1/f.parquet"))).toBe("rows");
    expect(await collect(sink.list("d=1/"))).toEqual(["d=1/f.parquet"]);
    expect(sink.location).toBe(folder);
    await sink.remove(["d=1/f.parquet"]);
    expect(await storage.exists(`${folder}d=1/f.parquet`)).toBe(false);
  });

  it("lists what is below a folder, with size and time, and nothing beside it", async () => {
    const storage = await start();
    const before = Date.now() - 5_000;
    for (const key of ["t/a", "t/b/c", "tt/d"])
      await storage.write(storage.root + key, bytesOf(key));
    const listed = await collect(storage.list(`${storage.root}t`));
    expect(listed.map(({ uri, sizeBytes }) => `${sizeBytes} ${uri}`).sort()).toEqual([
      `3 ${storage.root}t/a`,
      `5 ${storage.root}t/b/c`,
    ]);
    for (const { lastModified } of listed) {
      expect(lastModified.getTime()).toBeGreaterThan(before);
      expect(lastModified.getTime()).toBeLessThan(Date.now() + 60_000);
    }
    expect(await collect(storage.list(`${storage.root}none/`))).toEqual([]);
  });

  it("removes what is there, and passes over what is not", async () => {
    const storage = await start();
    const [a, b] = [`${storage.root}a`, `${storage.root}b`];
    await storage.write(a, bytesOf("a"));
    await storage.remove([a, b]);
    expect(await storage.read(a)).toBeUndefined();
    expect(await storage.write(a, bytesOf("again"), { ifAbsent: true })).toBe(true);
  });

  it("writes and removes nothing outside its root", async () => {
    const storage = await start();
    const outside = `${storage.root.replace(/[^/]+\/$/, "")}elsewhere`;
    for (const uri of [outside, `${storage.root}../x`, storage.root, "ftp://a/b"]) {
      await expect(
        (async () => storage.write(uri, bytesOf("x")))(),
        `write ${uri}`,
      ).rejects.toMatchObject({ code: "OUTSIDE_STORAGE" });
      await expect((async () => storage.remove([uri]))()).rejects.toMatchObject({
        code: "OUTSIDE_STORAGE",
      });
    }
  });
}

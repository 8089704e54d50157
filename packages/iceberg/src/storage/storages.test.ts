import { chmod, link, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { collect } from "../../test/collect.ts";
import { testStorage } from "../../test/storage-conformance.ts";
import { folderStorage } from "./folder-storage.ts";
import { memoryStorage } from "./memory-storage.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "iceberg-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const x = new TextEncoder().encode("x");

describe("memoryStorage", () => {
  testStorage(() => Promise.resolve(memoryStorage()));

  it("keeps its bytes when the caller's change", async () => {
    const storage = memoryStorage();
    const bytes = Uint8Array.of(1);
    await storage.write(`${storage.root}a`, bytes);
    bytes[0] = 2;
    expect(await storage.read(`${storage.root}a`)).toEqual(Uint8Array.of(1));
  });
});

describe("folderStorage", () => {
  testStorage(async () => folderStorage(join(await temporaryFolder(), "a lake")));

  it("reads places as Java and others write them", async () => {
    const folder = await temporaryFolder();
    const storage = folderStorage(folder);
    await storage.write(`file:${folder}/a`, x);
    for (const uri of [`file://${folder}/a`, `file:${folder}/a`, `${folder}/a`])
      expect(await storage.read(uri)).toEqual(Buffer.from(x));
  });

  it("leaves no temporary files, and shows none", async () => {
    const folder = await temporaryFolder();
    const storage = folderStorage(folder);
    await storage.write(`${storage.root}a`, x, { ifAbsent: true });
    await storage.write(`${storage.root}a`, x, { ifAbsent: true });
    expect(await readdir(folder)).toEqual(["a"]);
    await mkdir(join(folder, ".cloudapi-tmp"));
    await link(join(folder, "a"), join(folder, ".cloudapi-tmp", "b"));
    expect(await collect(storage.list(storage.root))).toHaveLength(1);
  });

  it("follows no symbolic link inside the folder", async () => {
    const [folder, outside] = [await temporaryFolder(), await temporaryFolder()];
    const storage = folderStorage(folder);
    await symlink(outside, join(folder, "t"));
    const uri = `${storage.root}t/v1.metadata.json`;
    for (const act of [
      () => storage.write(uri, x, { ifAbsent: true }),
      () => storage.write(uri, x),
      () => storage.read(uri),
    ])
      await expect(act()).rejects.toMatchObject({ code: "SYMLINK" });
    expect(await readdir(outside)).toEqual([]);
  });

  it("says what can't be written", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const storage = folderStorage(folder);
    await expect(
      storage.write(`${storage.root}file/a`, x, { ifAbsent: true }),
    ).rejects.toMatchObject({ code: "NAME_TAKEN" });
    if (process.getuid?.() === 0) return;
    await chmod(folder, 0o500);
    await expect(storage.write(`${storage.root}b`, x, { ifAbsent: true })).rejects.toMatchObject({
      code: "FILE_ACCESS_DENIED",
    });
  });

  it("refuses an invalid path", () => {
    expect(() => folderStorage("")).toThrow(TypeError);
  });
});

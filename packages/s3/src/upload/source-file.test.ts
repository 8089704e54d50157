import { execFileSync } from "node:child_process";
import { appendFile, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { openSourceFile } from "./source-file.ts";

async function opened(content: string) {
  const path = join(await temporaryFolder(), "a.txt");
  await writeFile(path, content);
  const file = await openSourceFile({ bucket: "b", key: "k", path });
  return { path, file };
}

test("a file is read at any position and is unchanged until something changes it", async () => {
  const { file } = await opened("hello world");
  const buffer = Buffer.alloc(5);
  await file.fill(buffer, 6);
  expect(buffer.toString()).toBe("world");
  await file.assertUnchanged();
  await file.close();
});

test.each([
  ["grew", (path: string) => appendFile(path, "!"), /went from 5 to 6 bytes/],
  ["shrank", (path: string) => truncate(path, 4), /went from 5 to 4 bytes/],
  ["was written to", (path: string) => utimes(path, 1, 1), /was written to/],
])("a file that %s is FILE_CHANGED", async (_how, change, message) => {
  const { path, file } = await opened("hello");
  await change(path);
  await expect(file.assertUnchanged()).rejects.toMatchObject({
    code: "FILE_CHANGED",
    path,
    message,
  });
  await file.close();
});

test("a file that ends before the bytes that were planned is FILE_CHANGED", async () => {
  const { path, file } = await opened("hello");
  await truncate(path, 2);
  await expect(file.fill(Buffer.alloc(5), 0)).rejects.toMatchObject({ code: "FILE_CHANGED" });
  await file.close();
});

test("what is not a file is refused, and named", async () => {
  const folder = await temporaryFolder();
  const open = (path: string) => openSourceFile({ bucket: "b", key: "k", path });
  await expect(open(folder)).rejects.toMatchObject({ code: "NOT_A_FILE", message: /a folder/ });
  await expect(open(join(folder, "none"))).rejects.toMatchObject({
    code: "FILE_NOT_FOUND",
    message: /none: it, or a folder on its way, does not exist/,
  });
});

test.skipIf(process.platform === "win32")("a pipe is refused before it could block", async () => {
  const path = join(await temporaryFolder(), "pipe");
  execFileSync("mkfifo", [path]);
  await expect(openSourceFile({ bucket: "b", key: "k", path })).rejects.toMatchObject({
    code: "NOT_A_FILE",
    message: /pipe/,
  });
});

test.skipIf(process.platform !== "linux")(
  "a file that has more bytes than its size says is not taken for an empty one",
  async () => {
    const file = await openSourceFile({ bucket: "b", key: "k", path: "/proc/self/status" });
    expect(file.sizeBytes).toBe(0);
    await expect(file.assertUnchanged()).rejects.toMatchObject({ code: "FILE_CHANGED" });
    await file.close();
  },
);

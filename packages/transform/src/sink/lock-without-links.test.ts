import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";

const link = { code: "", answer: "refuses" };

// Files share their modules: what is mocked is loaded anew for this one, and once more for those that follow.
vi.resetModules();
// What a file system does that has no second names: it says so, or makes a copy.
vi.doMock(import("node:fs"), async (original) => {
  const actual = await original();
  return {
    ...actual,
    linkSync: (from, to) => {
      if (link.answer === "refuses") throw Object.assign(new Error(link.code), { code: link.code });
      actual.copyFileSync(from, to, actual.constants.COPYFILE_EXCL);
    },
  };
});
vi.doMock(import("node:fs/promises"), async (original) => {
  const actual = await original();
  return {
    ...actual,
    link: async (from, to) => {
      if (link.answer === "refuses") throw Object.assign(new Error(link.code), { code: link.code });
      await actual.copyFile(from, to, actual.constants.COPYFILE_EXCL);
    },
  };
});

const { FileCalls } = await import("@cloudapi/s3/internal/files");
const { withFileLock } = await import("./file-lock.ts");
const { processesTag, temporaryName } = await import("./temporary-name.ts");

afterAll(() => {
  vi.doUnmock("node:fs");
  vi.doUnmock("node:fs/promises");
  vi.resetModules();
});

it.each([
  ["refuses", "EPERM"],
  ["refuses", "ENOTSUP"],
  // exFAT on Windows.
  ["refuses", "EISDIR"],
  ["copies", ""],
])(
  "is a file of its own, held by one at a time, where the file system %s: %s",
  async (answer, code) => {
    Object.assign(link, { answer, code });
    const folder = await mkdtemp(join(tmpdir(), "lock-"));
    const path = join(folder, "a.lock");
    const texts: string[] = [];
    let inside = 0;
    const work = async (isHeld: () => Promise<boolean>) => {
      expect(++inside).toBe(1);
      texts.push(await readFile(path, "utf8"));
      expect(await isHeld()).toBe(true);
      inside--;
    };
    const owns = [temporaryName(), temporaryName(), temporaryName()].map((name) =>
      join(folder, name),
    );
    for (const own of owns) await writeFile(own, "content");
    const target = join(folder, "target");
    await Promise.all(
      owns.map((own) => withFileLock({ path, own, target }, work, new FileCalls())),
    );
    expect(texts.map((text) => text.startsWith(`${processesTag()} ${process.pid} `))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await readdir(folder)).not.toContain("a.lock");
    await rm(folder, { recursive: true });
  },
);

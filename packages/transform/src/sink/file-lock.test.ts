import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { linkSync, renameSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { FileCalls } from "@cloudapi/s3/internal/files";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withFileLock } from "./file-lock.ts";
import { removeStaleLock } from "./stale-lock.ts";
import { temporaryName } from "./temporary-name.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function lockOf(name: string) {
  const own = join(folder, name);
  await writeFile(own, "content");
  return { path: join(folder, "a.lock"), own, target: join(folder, "target") };
}

/** What a process that is no more called its file. */
function nameOfDead(): string {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 16);
  return `x.${pid}.${host}`;
}

it("is held by one at a time, makes no file, and is gone behind them", async () => {
  const seen: string[][] = [];
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    seen.push(await readdir(folder));
    inside--;
  };
  const locks = await Promise.all([temporaryName(), temporaryName()].map(lockOf));
  await Promise.all(locks.map((lock) => withFileLock(lock, work, new FileCalls())));
  expect(seen.map(({ length }) => length)).toEqual([3, 3]);
  expect(await readdir(folder)).not.toContain("a.lock");
});

/** What is in the folder once somebody has looked whether the lock is stale that was taken so long ago. */
async function leftAfter(ms: number, { path, target }: { path: string; target: string }) {
  const { ctimeMs } = await stat(path);
  vi.spyOn(Date, "now").mockReturnValue(ctimeMs + ms);
  await removeStaleLock({ path, target });
  return (await readdir(folder)).sort();
}

it("leaves a lock alone that another has, and takes it away when it has had it for too long", async () => {
  const lock = await lockOf(temporaryName());
  linkSync(lock.own, lock.path);
  expect(await leftAfter(9_000, lock)).toContain("a.lock");
  expect(await leftAfter(11_000, lock)).toEqual([basename(lock.own)]);
});

it("takes away the lock of a process that died before its file was what it was written for", async () => {
  const lock = await lockOf(nameOfDead());
  linkSync(lock.own, lock.path);
  expect(await leftAfter(0, lock)).toEqual([basename(lock.own)]);
});

it("takes away the lock of a process that died behind that, a second later", async () => {
  const lock = await lockOf(temporaryName());
  linkSync(lock.own, lock.path);
  renameSync(lock.own, lock.target);
  // Its owner may be about to remove it.
  expect(await leftAfter(500, lock)).toEqual(["a.lock", "target"]);
  expect(await leftAfter(1_500, lock)).toEqual(["target"]);
});

it("counts from when the lock was taken, not from when its file was written", async () => {
  const lock = await lockOf(temporaryName());
  const before = new Date(Date.now() - 60_000);
  await utimes(lock.own, before, before);
  linkSync(lock.own, lock.path);
  expect(await leftAfter(9_000, lock)).toContain("a.lock");
});

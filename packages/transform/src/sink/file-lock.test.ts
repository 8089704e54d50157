import { spawnSync } from "node:child_process";
import { linkSync, renameSync, symlinkSync } from "node:fs";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { FileCalls } from "@cloudapi/s3/internal/files";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withFileLock } from "./file-lock.ts";
import { type FileLock, removeStaleLock } from "./stale-lock.ts";
import { processesTag, temporaryName } from "./temporary-name.ts";

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
  return `x.${pid}.${processesTag()}`;
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

/** What is in the folder once somebody has looked whether the lock is stale who has seen it for so long. */
async function leftAfter(ms: number, lock: FileLock) {
  // Whoever looks has a file of its own, or had one.
  const mine = { ...lock, own: join(folder, "mine") };
  const seen = await removeStaleLock(mine);
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + ms);
  await removeStaleLock(mine, seen);
  vi.restoreAllMocks();
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

it("asks no clock of this machine how old a lock is that it sees for the first time", async () => {
  const lock = await lockOf(temporaryName());
  linkSync(lock.own, lock.path);
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 86_400_000);
  expect(await leftAfter(9_000, lock)).toContain("a.lock");
});

it("takes away at once what was taken long before its own file was made", async () => {
  const lock = await lockOf(temporaryName());
  linkSync(lock.own, lock.path);
  const mine = { ...lock, own: join(folder, "mine") };
  await writeFile(mine.own, "content");
  const later = new Date(Date.now() + 20_000);
  // The time of its last change can't be set: both are looked at.
  await utimes(mine.own, later, later);
  await removeStaleLock(mine);
  expect(await readdir(folder)).toContain("a.lock");
});

it("says who is inside when a lock was taken away from him", async () => {
  const lock = await lockOf(temporaryName());
  const other = await lockOf(temporaryName());
  const said: boolean[] = [];
  const work = async (isHeld: () => Promise<boolean>) => {
    said.push(await isHeld());
    await rm(lock.path);
    linkSync(other.own, other.path);
    said.push(await isHeld());
  };
  await withFileLock(lock, work, new FileCalls());
  expect(said).toEqual([true, false]);
  // It is the other's to remove.
  expect(await readdir(folder)).toContain("a.lock");
});

it("does not wait for ever for a link to nothing", async () => {
  const lock = await lockOf(temporaryName());
  symlinkSync(join(folder, "nowhere"), lock.path);
  expect(await leftAfter(11_000, lock)).toEqual([basename(lock.own)]);
});

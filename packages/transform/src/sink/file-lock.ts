import { randomUUID } from "node:crypto";
import { linkSync, lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { link, lstat, readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { FileCalls } from "@cloudapi/s3/internal/files";
import { type FileLock, removeStaleLock, type SeenLock } from "./stale-lock.ts";
import { processesTag } from "./temporary-name.ts";

const WAIT_MS = 5;
const NONE = -1n;

/** Whether a lock is still ours: another takes it away from whoever has had it for too long. */
export type IsHeld = () => Promise<boolean>;

/** Do something while no other process that asks for the same lock does. */
export async function withFileLock<T>(
  lock: FileLock,
  work: (isHeld: IsHeld) => Promise<T>,
  calls: FileCalls,
): Promise<T> {
  let held = await take(lock, calls);
  let seen: SeenLock | undefined;
  while (held === undefined) {
    seen = await removeStaleLock(lock, seen);
    await sleep(WAIT_MS + Math.random() * WAIT_MS);
    held = await take(lock, calls);
  }
  const mine = held;
  try {
    return await work(() => isOurs(lock, mine, calls));
  } finally {
    await leave(lock, mine, calls);
  }
}

/** What tells a lock that we have from another's. */
type Held = { readonly ino: bigint } | { readonly token: string };

async function take(lock: FileLock, calls: FileCalls): Promise<Held | undefined> {
  const { path, own } = lock;
  let isFree = true;
  try {
    await calls.make(
      () => linkSync(own, path),
      () => link(own, path),
    );
  } catch (error) {
    // File systems without second names have many ways to say so; what else is wrong is wrong with any file.
    if ((error as { code?: string }).code !== "EEXIST") return takeByFile(lock, calls);
    // It may be ours: over a network the answer to a call that was done may be lost, and the call be made again.
    isFree = false;
  }
  const ino = await inodeOf(own, calls);
  if (ino !== NONE && ino === (await inodeOf(path, calls))) return { ino };
  if (!isFree) return undefined;
  // The file system does not say by numbers which names are of one file.
  await remove(path, calls);
  return takeByFile(lock, calls);
}

/** A file that says whose the lock is. */
async function takeByFile({ path }: FileLock, calls: FileCalls): Promise<Held | undefined> {
  const token = `${processesTag()} ${process.pid} ${randomUUID()}`;
  try {
    await calls.make(
      () => writeFileSync(path, token, { flag: "wx" }),
      () => writeFile(path, token, { flag: "wx" }),
    );
    return { token };
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return undefined;
    throw error;
  }
}

/** Remove the lock, unless another has taken it away since and holds one of its own. */
async function leave(lock: FileLock, held: Held, calls: FileCalls): Promise<void> {
  if (await isOurs(lock, held, calls)) await remove(lock.path, calls);
}

async function isOurs({ path }: FileLock, held: Held, calls: FileCalls): Promise<boolean> {
  return "ino" in held
    ? (await inodeOf(path, calls)) === held.ino
    : (await textOf(path, calls)) === held.token;
}

async function remove(path: string, calls: FileCalls): Promise<void> {
  await calls.make(
    () => rmSync(path, { force: true }),
    () => rm(path, { force: true }),
  );
}

/** The number of the file at a path; {@link NONE} where none is, or its file system has no numbers. */
async function inodeOf(path: string, calls: FileCalls): Promise<bigint> {
  try {
    const { ino } = await calls.make(
      () => lstatSync(path, { bigint: true }),
      () => lstat(path, { bigint: true }),
    );
    return ino > 0n ? ino : NONE;
  } catch {
    return NONE;
  }
}

async function textOf(path: string, calls: FileCalls): Promise<string | undefined> {
  try {
    return await calls.make(
      () => readFileSync(path, "utf8"),
      () => readFile(path, "utf8"),
    );
  } catch {
    return undefined;
  }
}

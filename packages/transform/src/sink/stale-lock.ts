import { randomUUID } from "node:crypto";
import { link, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isDead, isOfDeadProcess } from "./temporary-name.ts";

/** A lock is held for the time of one small file's writing; one that is older was left by a process that died. */
const STALE_MS = 10_000;
/** The same for one whose file has become what it was written for: only to remove the lock is left. */
const DONE_MS = 1_000;

/** Of a lock's text so much is looked at. */
const BEGINNING_BYTES = 256;

/** A lock that processes ask for. */
export interface FileLock {
  /** Where it is while somebody has it. */
  readonly path: string;
  /** A file of ours beside it, of a `temporaryName`, which gets the lock's name as a second one: so no file is made and removed for a lock. */
  readonly own: string;
  /** What the lock is for: whose file has become this one is done with the lock. */
  readonly target: string;
}

/** What tells one lock from the next under its name. */
export interface LockIdentity {
  readonly ino: bigint;
  readonly text: string;
}

/** A lock that somebody else had when it was looked at. */
export interface SeenLock {
  readonly ino: bigint;
  readonly changedMs: bigint;
  /** Since when it has been seen, by this process's own clock, which nobody sets. */
  readonly sinceMs: number;
}

/**
 * Take away a lock that a process left that died; otherwise say what lock it is.
 *
 * @param seen what was said the last time
 */
export async function removeStaleLock(
  { path, own, target }: FileLock,
  seen?: SeenLock,
): Promise<SeenLock | undefined> {
  const found = await timesOf(path);
  if (found === undefined) return undefined;
  const { ino, lastMs } = found;
  const text = (await beginningOf(path)) ?? "";
  const isSame = seen?.ino === ino && seen.changedMs === lastMs;
  const sinceMs = isSame ? seen.sinceMs : performance.now();
  // Clocks of machines differ: times of files in one folder are by the same one.
  const beforeOwnMs = Number(((await timesOf(own))?.firstMs ?? lastMs) - lastMs);
  const ageMs = Math.max(performance.now() - sinceMs, beforeOwnMs);
  const isOver =
    ageMs >= STALE_MS ||
    isOfDead(text) ||
    (ageMs >= DONE_MS && (await inodeOf(target)) === ino) ||
    (await isLeft(path, ino));
  if (isOver) await removeLock(path, { ino, text });
  return isOver ? undefined : { ino, changedMs: lastMs, sinceMs };
}

/** When a file was changed; a second name of it changes the one time, and what is written to it the other. */
async function timesOf(path: string) {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return undefined;
  const { ino, mtimeMs, ctimeMs } = found;
  const [firstMs, lastMs] = mtimeMs < ctimeMs ? [mtimeMs, ctimeMs] : [ctimeMs, mtimeMs];
  return { ino, firstMs, lastMs };
}

/** Whether a lock that is a file of its own says so. */
function isOfDead(text: string): boolean {
  const [tag, pid] = text.split(" ");
  return isDead(Number(pid), tag);
}

/** Whether the file whose second name the lock is says by its first that it was left. */
async function isLeft(path: string, ino: bigint): Promise<boolean> {
  const folder = dirname(path);
  const own = basename(path);
  for (const name of await readdir(folder).catch(() => [])) {
    if (name === own || !isOfDeadProcess(name)) continue;
    if ((await inodeOf(join(folder, name))) === ino) return true;
  }
  return false;
}

/** The first bytes of a file, which are all of a lock that is a file of its own; what another becomes may be large. */
async function beginningOf(path: string): Promise<string | undefined> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES));
    return buffer.toString("latin1", 0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/** The number of the file at a path, if one is there. */
async function inodeOf(path: string): Promise<bigint | undefined> {
  return (await lstat(path, { bigint: true }).catch(() => undefined))?.ino;
}

/** Take away this lock. Another may have done so and taken the lock since: that one is put back. */
export async function removeLock(path: string, { ino, text }: LockIdentity): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const isMoved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  const moved = await inodeOf(aside);
  const found = (await beginningOf(aside)) ?? text;
  const isIt = moved === undefined || (moved === ino && found === text);
  if (!isIt) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

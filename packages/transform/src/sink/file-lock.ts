import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FileCalls } from "@cloudapi/s3/internal/files";

/** A lock is held for the time of one small file's writing; one that is older was left by a process that died. */
const STALE_MS = 10_000;
const WAIT_MS = 5;

/** Do something while no other process that asks for the same lock does. */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  calls: FileCalls,
): Promise<T> {
  const token = `${hostname()} ${process.pid} ${randomUUID()}`;
  while (!(await take(path, token, calls))) {
    await removeStale(path);
    await sleep(WAIT_MS + Math.random() * WAIT_MS);
  }
  try {
    return await work();
  } finally {
    await leave(path, token, calls);
  }
}

async function take(path: string, token: string, calls: FileCalls): Promise<boolean> {
  try {
    await calls.make(
      () => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, token, { flag: "wx" });
      },
      async () => {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, token, { flag: "wx" });
      },
    );
    return true;
  } catch (error) {
    const { code = "" } = error as { code?: string };
    // The folder may go between the two calls, with the last file in it.
    if (code === "EEXIST" || code === "ENOENT") return false;
    throw error;
  }
}

/** Remove the lock, unless another has taken it away since and holds one of its own. */
async function leave(path: string, token: string, calls: FileCalls): Promise<void> {
  await calls.make(
    () => {
      if (isText(path, token)) rmSync(path, { force: true });
    },
    async () => {
      const isOurs = (await readFile(path, "utf8").catch(() => "")) === token;
      if (isOurs) await rm(path, { force: true });
    },
  );
}

function isText(path: string, text: string): boolean {
  try {
    return readFileSync(path, "utf8") === text;
  } catch {
    return false;
  }
}

/** Take away a lock that a process left that died. */
async function removeStale(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  const token = await readFile(path, "utf8").catch(() => "");
  const [host, pid] = token.split(" ");
  const isDead = host === hostname() && !isAlive(Number(pid));
  if (!isDead && Date.now() - found.mtimeMs < STALE_MS) return;
  await removeLock(path, token);
}

/** Take away the lock with this token. Another may have done so and taken the lock since: that one is put back. */
export async function removeLock(path: string, token: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const isMoved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  const moved = await readFile(aside, "utf8").catch(() => token);
  if (moved !== token) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

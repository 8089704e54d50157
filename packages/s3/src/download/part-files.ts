import { createHash, randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** `.cloudapi-<host>-<process>-<its start>-<random>.part` */
const PART_FILE = /^\.cloudapi-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f-]{36}\.part$/;
/** No download leaves its file alone for as long as this: what is older belongs to no one. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
const START_TOLERANCE_SECONDS = 5;

/** A name for a file that is being downloaded. It says whose it is, so that what a killed process left can be removed. */
export function partFileName(): string {
  return `.cloudapi-${hostDigest()}-${process.pid}-${processStartSeconds()}-${randomUUID()}.part`;
}

/**
 * Remove from a folder what downloads left that were killed; those that still run are left alone.
 *
 * @returns the names of what else is in the folder, but for files that are being downloaded; `undefined` if it can't be listed
 */
export async function removeAbandonedParts(folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  for (const name of names?.filter(isPartFile) ?? []) {
    const path = join(folder, name);
    if (await isAbandoned(name, path)) await rm(path, { force: true }).catch(() => {});
  }
  return names?.filter((name) => !isPartFile(name));
}

function isPartFile(name: string): boolean {
  return PART_FILE.test(name);
}

async function isAbandoned(name: string, path: string): Promise<boolean> {
  const [, host, pid, start] = PART_FILE.exec(name) ?? [];
  if (host === undefined) return false;
  if (host === hostDigest() && isGone(Number(pid), Number(start))) return true;
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS;
}

/** A container that is started again has the same host and process number, but another start. */
function isGone(pid: number, startSeconds: number): boolean {
  if (pid === process.pid)
    return Math.abs(startSeconds - processStartSeconds()) > START_TOLERANCE_SECONDS;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** The same in every thread of the process, but for rounding. */
function processStartSeconds(): number {
  return Math.floor(Date.now() / 1000 - process.uptime());
}

let digestOfHost: string | undefined;

/** Computed once: every file that is downloaded needs it. */
function hostDigest(): string {
  digestOfHost ??= createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
  return digestOfHost;
}

import { lstat, truncate } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock that ends with `release`, or with the process, however it ends. */
export interface FileLock {
  release(): void;
}

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;
/** Contenders that try at the very same moment all see the lock taken: whoever is last to give up has had it. */
const ATTEMPTS = 10;
const MOST_WAIT_MS = 20;
const LONGEST_NUMBER = 20;

/**
 * Take the kernel's lock on a file, by way of the SQLite that Node has built in: the file is an empty database, and an
 * exclusive transaction that is never committed holds it.
 *
 * A number written to the file, as of a process, would outlive a process that is killed, and be the number of another
 * one later; the kernel's lock does neither. POSIX gives such a lock up when this process closes any handle of the
 * file, so nothing else here opens it, and it is not removed either: that would be another file, with another lock.
 *
 * @returns `undefined` when somebody else holds it, in this process or another
 */
export async function takeFileLock(path: string): Promise<FileLock | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const outcome = await tryLock(path);
    if (typeof outcome === "object") return outcome;
    if (outcome === "foreign") await empty(path);
    await sleep(Math.random() * MOST_WAIT_MS);
  }
  return undefined;
}

async function tryLock(path: string): Promise<FileLock | "busy" | "foreign"> {
  // Loaded late: Node 22 says on import that its SQLite is experimental.
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path);
  try {
    // A rollback journal would be a second file, for a transaction in which nothing is written.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    const code = Number((error as { errcode?: unknown }).errcode) & 0xff;
    if (code === SQLITE_BUSY) return "busy";
    if (code === SQLITE_NOTADB) return "foreign";
    throw error;
  }
}

/**
 * Empty what an earlier version left, the number of a process. A contender may hold the lock by now; it has nothing in
 * the file.
 */
async function empty(path: string): Promise<void> {
  const found = await lstat(path);
  if (!found.isFile() || found.size > LONGEST_NUMBER)
    throw new Error(`${path} is not the lock of an embedded cloud`);
  await truncate(path);
}

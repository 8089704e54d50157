import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CloudApiError } from "@cloudapi/core";

const LOCK = "cloud.lock";

/** A folder that this process alone writes to, until `release`. */
export interface DataFolder {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Take a data folder for this process, making it if needed.
 *
 * @throws {CloudApiError} `LOCAL_DATA_DIR_IN_USE` when a running process holds it,
 *   `LOCAL_DATA_DIR_UNUSABLE` when it can't be made or written to
 */
export async function takeDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  const lock = join(path, LOCK);
  try {
    await mkdir(path, { recursive: true });
    await takeLock(lock, path);
  } catch (cause) {
    if (cause instanceof CloudApiError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = "Give a folder that can be made and written to.";
    throw new CloudApiError(
      "LOCAL_DATA_DIR_UNUSABLE",
      `The data folder ${path} can't be used: ${reason}. ${advice}`,
      { cause },
    );
  }
  return { path, release: () => rm(lock, { force: true }) };
}

async function takeLock(lock: string, path: string): Promise<void> {
  const file = await open(lock, "wx").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    const holder = Number(await readFile(lock, "utf8"));
    if (isRunning(holder)) {
      throw new CloudApiError(
        "LOCAL_DATA_DIR_IN_USE",
        `The data folder ${path} is in use by process ${holder}. Close that embedded cloud first, or give this one another dataDir.`,
      );
    }
    return open(lock, "w");
  });
  await file.write(String(process.pid));
  await file.close();
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

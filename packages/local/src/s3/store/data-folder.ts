import { lstat, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CloudApiError } from "@cloudapi/core";
import { takeFileLock } from "./file-lock.ts";
import { JOURNAL_FILE, readHolder } from "./journal.ts";

const LOCK_FILE = "cloud.lock";
/** Where the bodies of objects lie in a data folder. */
export const BLOBS_FOLDER = "blobs";

/** A folder that this cloud alone writes to, until `release`. */
export interface DataFolder {
  readonly path: string;
  release(): void;
}

/**
 * Take a data folder for this cloud, making it if needed.
 *
 * @throws {CloudApiError} `LOCAL_DATA_DIR_IN_USE` when another cloud that runs holds it,
 *   `LOCAL_DATA_DIR_UNUSABLE` when it can't be made or written to, or holds symbolic links
 */
export async function takeDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  try {
    await mkdir(path, { recursive: true });
    await checkNoLinks(path);
    const lock = await takeFileLock(join(path, LOCK_FILE));
    if (lock === undefined) throw await inUse(path);
    return { path, release: () => lock.release() };
  } catch (cause) {
    if (cause instanceof CloudApiError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unusable(path, reason, "Give a folder that can be made and written to.", cause);
  }
}

async function inUse(path: string): Promise<CloudApiError> {
  const holder = await readHolder(path);
  const by = holder === undefined ? "by another embedded cloud" : `by process ${holder}`;
  return new CloudApiError(
    "LOCAL_DATA_DIR_IN_USE",
    `The data folder ${path} is in use ${by}. Close that embedded cloud first, or give this one another dataDir.`,
  );
}

/** What is written, emptied and cleared away here lies here, and not where a link leads to. */
async function checkNoLinks(path: string): Promise<void> {
  for (const name of [LOCK_FILE, JOURNAL_FILE, `${JOURNAL_FILE}.new`, BLOBS_FOLDER]) {
    const found = await lstat(join(path, name)).catch(() => undefined);
    if (!found?.isSymbolicLink()) continue;
    const advice = "Put what it leads to in its place, or give another dataDir.";
    throw unusable(path, `${join(path, name)} is a symbolic link`, advice);
  }
}

function unusable(path: string, reason: string, advice: string, cause?: unknown): CloudApiError {
  return new CloudApiError(
    "LOCAL_DATA_DIR_UNUSABLE",
    `The data folder ${path} can't be used: ${reason}. ${advice}`,
    { cause },
  );
}

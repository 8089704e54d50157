import { lstatSync, type Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { FileCalls } from "./file-calls.ts";

/**
 * The first symbolic link among the names from a folder to a file, itself included, or `undefined`; what is not there is
 * no link. Where the folder itself leads is the caller's wish.
 */
export async function firstSymlink(
  folder: string,
  segments: readonly string[],
  calls?: FileCalls,
): Promise<string | undefined> {
  let current = folder;
  for (const segment of segments) {
    current = join(current, segment);
    const isLink = await isLinkThere(current, calls);
    if (isLink === undefined) return undefined;
    if (isLink) return current;
  }
  return undefined;
}

/** Whether what is at a path is a link; `undefined` when nothing is, or nothing can be told of it. */
async function isLinkThere(path: string, calls?: FileCalls): Promise<boolean | undefined> {
  const later = (): Promise<Stats | undefined> => lstat(path);
  try {
    // Nothing is there for many, of which an error would have to be made.
    const now = () => lstatSync(path, { throwIfNoEntry: false });
    return (await (calls?.make(now, later) ?? later()))?.isSymbolicLink();
  } catch {
    return undefined;
  }
}

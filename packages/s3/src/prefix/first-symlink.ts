import { lstatSync } from "node:fs";
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
  const later = () => lstat(path);
  try {
    return (await (calls?.make(() => lstatSync(path), later) ?? later())).isSymbolicLink();
  } catch {
    return undefined;
  }
}

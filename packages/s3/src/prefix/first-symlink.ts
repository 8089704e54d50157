import { lstat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The first symbolic link among the names from a folder to a file, itself included, or `undefined`; what is not there is
 * no link. Where the folder itself leads is the caller's wish.
 */
export async function firstSymlink(
  folder: string,
  segments: readonly string[],
): Promise<string | undefined> {
  let current = folder;
  for (const segment of segments) {
    current = join(current, segment);
    const found = await lstat(current).catch(() => undefined);
    if (found === undefined) return undefined;
    if (found.isSymbolicLink()) return current;
  }
  return undefined;
}

import { lstatSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { sep } from "node:path";
import type { FileCalls } from "./file-calls.ts";

/**
 * The first symbolic link among the names from a folder to a file, itself included, or `undefined`; what is not there is
 * no link. Where the folder itself leads is the caller's wish.
 */
export async function firstSymlink(
  folder: string,
  segments: readonly string[],
  calls: FileCalls,
): Promise<string | undefined> {
  let current = folder;
  for (const segment of segments) {
    current += current.endsWith(sep) ? segment : sep + segment;
    const looked = lookAt(current, calls);
    // Who waits for what is known already comes back later.
    const isLink = looked instanceof Promise ? await looked : looked;
    if (isLink === undefined) return undefined;
    if (isLink) return current;
  }
  return undefined;
}

/** Whether what is at a path is a link; `undefined` when nothing is, or nothing can be told of it. */
function lookAt(
  path: string,
  calls: FileCalls,
): Promise<boolean | undefined> | boolean | undefined {
  return calls.make(
    () => lookNow(path),
    () => lookLater(path),
  );
}

function lookNow(path: string): boolean | undefined {
  try {
    // Nothing is there for many, of which an error would have to be made.
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  } catch {
    return undefined;
  }
}

function lookLater(path: string): Promise<boolean | undefined> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => undefined,
  );
}

import { realpath as realpathCallback } from "node:fs";
import { lstat, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { removeAbandonedParts } from "../download/part-files.ts";
import type { RefusalCode } from "./local-name.ts";

/** The operating system's own answer, which spells names as they are on disk. */
const realpath = promisify(realpathCallback.native);

/** A folder that files are put under, and never beside. */
export interface TargetFolder {
  /** Make the folders on the way to a file, and see that its name is free; or say why it cannot be. */
  place(segments: readonly string[]): Promise<Placement>;
  /** Make a folder. */
  makeFolder(segments: readonly string[]): Promise<Placement>;
}

/** Where a file or folder is to be, or why it can't be there. */
export type Placement =
  | { readonly path: string }
  | { readonly refused: RefusalCode; readonly message: string };

/** Open the folder, made if it is not there; where it leads by links of its own is the caller's wish. */
export async function openTargetFolder(folder: string): Promise<TargetFolder> {
  await mkdir(folder, { recursive: true });
  const root = await realpath(folder);
  await removeAbandonedParts(root);
  /** The folder checked last: listings are sorted, so the next file is usually in it too. */
  let lastChecked = root;

  async function makeFolder(segments: readonly string[]): Promise<Placement> {
    const path = join(root, ...segments);
    if (path === lastChecked) return { path };
    let current = root;
    for (const segment of segments) {
      current = join(current, segment);
      const refused = await makeOne(current);
      if (refused !== undefined) return refused;
    }
    lastChecked = path;
    await removeAbandonedParts(path);
    return { path };
  }

  return {
    makeFolder,
    async place(segments) {
      const parent = await makeFolder(segments.slice(0, -1));
      if ("refused" in parent) return parent;
      const path = join(parent.path, segments.at(-1) as string);
      return (await refuseTaken(path)) ?? { path };
    },
  };
}

/** One folder whose parent was checked: there already as a real folder of this very name, or made. */
async function makeOne(path: string): Promise<Placement | undefined> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(path);
  if (found.isSymbolicLink())
    return { refused: "SYMLINK", message: "a symbolic link is in its path" };
  if (!found.isDirectory()) return taken("there is a file where it needs a folder");
  return refuseOtherSpelling(path);
}

/** A file that is there may be replaced; a folder may not, nor a file whose name is only nearly the same. */
async function refuseTaken(path: string): Promise<Placement | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (found === undefined || found.isSymbolicLink()) return undefined;
  if (found.isDirectory()) return taken("there is a folder where the file would be");
  if (!found.isFile()) return taken("there is a pipe, socket or device where the file would be");
  return refuseOtherSpelling(path);
}

/** On a file system that ignores case (or Unicode form) two keys can meet in one name; the first one keeps it. */
async function refuseOtherSpelling(path: string): Promise<Placement | undefined> {
  const real = await realpath(path);
  if (real === path) return undefined;
  return taken(
    `${JSON.stringify(real.slice(dirname(path).length + 1))} has the same name on this file system`,
  );
}

function taken(message: string): Placement {
  return { refused: "NAME_TAKEN", message };
}

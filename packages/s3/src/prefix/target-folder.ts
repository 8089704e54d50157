import {
  lstatSync,
  mkdirSync,
  realpath as realpathCallback,
  realpathSync,
  type Stats,
} from "node:fs";
import { lstat, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { removeAbandonedParts } from "../download/part-files.ts";
import { FileCalls } from "./file-calls.ts";
import type { RefusalCode } from "./local-name.ts";
import { createTakenNames, type TakenNames } from "./taken-names.ts";

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
export type Placement = { readonly path: string } | Refusal;

interface Refusal {
  readonly refused: RefusalCode;
  readonly message: string;
}

/** A folder that is known to be a real one. */
interface KnownFolder {
  readonly path: string;
  readonly names: TakenNames;
}

/** Open the folder, made if it is not there; where it leads by links of its own is the caller's wish. */
export async function openTargetFolder(folder: string): Promise<TargetFolder> {
  await mkdir(folder, { recursive: true });
  const root = await know(await realpath(folder));
  /** The folders on the way to the last file, outermost first: listings are sorted, so the next one shares most of them. */
  let known: readonly KnownFolder[] = [root];

  async function enter(segments: readonly string[]): Promise<KnownFolder | Refusal> {
    let parent = root;
    const way = [root];
    for (const segment of segments) {
      const path = join(parent.path, segment);
      let current = known[way.length];
      if (current?.path !== path) {
        parent.names.add(segment);
        const refused = await makeOne(path);
        if (refused !== undefined) return refused;
        current = await know(path);
      }
      way.push(current);
      parent = current;
    }
    known = way;
    return parent;
  }

  return {
    async makeFolder(segments) {
      const made = await enter(segments);
      return "refused" in made ? made : { path: made.path };
    },
    async place(segments) {
      const parent = await enter(segments.slice(0, -1));
      if ("refused" in parent) return parent;
      const name = segments.at(-1) as string;
      const path = join(parent.path, name);
      const refused = parent.names.isSurelyFree(name) ? undefined : await refuseTaken(path);
      parent.names.add(name);
      return refused ?? { path };
    },
  };
}

/**
 * The same for a folder that stays open while others change what is in it: each file's way is looked at anew, and nothing is listed.
 *
 * @param calls how the file system is asked
 */
export function openSharedFolder(
  folder: string,
  calls = new FileCalls(),
): Pick<TargetFolder, "place"> {
  /** Folders whose names are known to be spelled as they are on disk. */
  const spelled = new Map<string, number>();

  async function enter(path: string): Promise<Refusal | undefined> {
    const found = await lookAt(path, calls);
    if (found?.isDirectory() === true && spelled.get(path) === found.ino) return undefined;
    const refused = await makeOne(path, calls);
    if (refused !== undefined) return refused;
    if (spelled.size >= MOST_SPELLED) spelled.clear();
    spelled.set(path, (await lookAt(path, calls))?.ino ?? 0);
    return undefined;
  }

  return {
    async place(segments) {
      let path = await realFolder(folder, calls);
      for (const segment of segments.slice(0, -1)) {
        path = join(path, segment);
        const refused = await enter(path);
        if (refused !== undefined) return refused;
      }
      path = join(path, segments.at(-1) as string);
      return (await refuseTaken(path, calls)) ?? { path };
    },
  };
}

/** Folders that are remembered. */
const MOST_SPELLED = 10_000;

/** Where a folder leads, made if it is not there. */
async function realFolder(folder: string, calls: FileCalls): Promise<string> {
  try {
    return await pathOnDisk(folder, calls);
  } catch {
    await calls.make(
      () => mkdirSync(folder, { recursive: true }),
      () => mkdir(folder, { recursive: true }),
    );
    return pathOnDisk(folder, calls);
  }
}

function pathOnDisk(path: string, calls: FileCalls | undefined): string | Promise<string> {
  if (calls === undefined) return realpath(path);
  return calls.make(
    () => realpathSync.native(path),
    () => realpath(path),
  );
}

/** What is at a path, not followed; `undefined` when nothing is. */
async function lookAt(path: string, calls: FileCalls | undefined): Promise<Stats | undefined> {
  const later = (): Promise<Stats | undefined> => lstat(path);
  try {
    return await (calls?.make(() => lstatSync(path, { throwIfNoEntry: false }), later) ?? later());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function know(path: string): Promise<KnownFolder> {
  return { path, names: createTakenNames(await removeAbandonedParts(path)) };
}

/** One folder whose parent was checked: there already as a real folder of this very name, or made. */
async function makeOne(path: string, calls?: FileCalls): Promise<Refusal | undefined> {
  const later = () => mkdir(path);
  try {
    await (calls?.make(() => mkdirSync(path), later) ?? later());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const found = await lookAt(path, calls);
  if (found?.isSymbolicLink() === true)
    return { refused: "SYMLINK", message: "a symbolic link is in its path" };
  if (found?.isDirectory() === false) return taken("there is a file where it needs a folder");
  return refuseOtherSpelling(path, calls);
}

/** A file that is there may be replaced; a folder may not, nor a file whose name is only nearly the same. */
async function refuseTaken(path: string, calls?: FileCalls): Promise<Refusal | undefined> {
  const found = await lookAt(path, calls);
  if (found === undefined || found.isSymbolicLink()) return undefined;
  if (found.isDirectory()) return taken("there is a folder where the file would be");
  if (!found.isFile()) return taken("there is a pipe, socket or device where the file would be");
  return refuseOtherSpelling(path, calls);
}

/** On a file system that ignores case (or Unicode form) two keys can meet in one name; the first one keeps it. */
async function refuseOtherSpelling(
  path: string,
  calls: FileCalls | undefined,
): Promise<Refusal | undefined> {
  const real = await pathOnDisk(path, calls);
  if (real === path) return undefined;
  return taken(
    `${JSON.stringify(real.slice(dirname(path).length + 1))} has the same name on this file system`,
  );
}

function taken(message: string): Refusal {
  return { refused: "NAME_TAKEN", message };
}

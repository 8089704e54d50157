import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

/** A file to carry through the pipeline, and the name it gets in the raw bucket. */
export interface InputFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

const EXTENSIONS = /\.(ndjson|jsonl|json|csv)(\.gz)?$/i;

/**
 * The files named, and those with a data extension in the folders named, in order.
 *
 * @throws {Error} naming a path that does not exist, is neither file nor folder, or a folder with nothing to read
 */
export async function inputFiles(paths: readonly string[]): Promise<InputFile[]> {
  const found: { path: string; sizeBytes: number }[] = [];
  for (const path of paths) found.push(...(await filesAt(path)));
  return found.map((file, index) => ({ ...file, name: uniqueName(found, index) }));
}

async function filesAt(path: string): Promise<{ path: string; sizeBytes: number }[]> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? "does not exist" : `can't be read (${error.code})`;
    throw new Error(`Input ${path} ${reason}.`, { cause: error });
  });
  if (info.isFile()) return [{ path, sizeBytes: info.size }];
  if (!info.isDirectory()) throw new Error(`Input ${path} is neither a file nor a folder.`);
  const names = (await readdir(path)).filter((name) => EXTENSIONS.test(name)).toSorted();
  if (names.length === 0) {
    throw new Error(
      `Input folder ${path} has no .ndjson, .jsonl, .json or .csv file (nor .gz of one).`,
    );
  }
  return (await Promise.all(names.map((name) => filesAt(join(path, name))))).flat();
}

/** The base name, with a number before it when an earlier file has the same. */
function uniqueName(files: readonly { path: string }[], index: number): string {
  const name = basename(files[index]?.path ?? "");
  const earlier = files.slice(0, index).filter(({ path }) => basename(path) === name).length;
  return earlier === 0 ? name : `${earlier + 1}-${name}`;
}

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
  const names = new Set<string>();
  return found.map((file) => ({ ...file, name: uniqueName(basename(file.path), names) }));
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

/** The name, with a number before it when it is taken; it is taken then. */
function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique); number++) unique = `${number}-${name}`;
  taken.add(unique);
  return unique;
}

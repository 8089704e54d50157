import { createHash } from "node:crypto";
import {
  appendFileSync,
  type Dirent,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
} from "node:fs";
import { appendFile, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import {
  FileCalls,
  firstSymlink,
  openSharedFolder,
  type Placement,
  type TargetFolder,
} from "@cloudapi/s3/internal/files";
import { fileError, StorageError } from "../storage-error.ts";
import { type IsHeld, withFileLock } from "./file-lock.ts";
import { makeInFolder } from "./make-in-folder.ts";
import { keyOfPath, pathOfKey } from "./path-of-key.ts";
import { removeStale } from "./remove-stale.ts";
import { sameBytes } from "./same-bytes.ts";
import type { PendingObject, Sink } from "./sink.ts";
import { temporaryName } from "./temporary-name.ts";

/** Objects being written live here, inside the folder, so that publishing is a rename. */
export const TEMPORARY = ".cloudapi-tmp";
/** Larger pieces are written by another thread. */
const SMALL_BYTES = 262_144;

/**
 * A sink that writes files under a folder, which is made when needed; keys become paths below it.
 *
 * Files are written under temporary names and renamed when the whole run is ready. Where the folder itself leads is the
 * caller's wish; a symbolic link inside it is refused (`SYMLINK`), as nothing is written, read or removed outside it.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { apiLogs } from "@cloudapi/core";
 * import { folderSink, transform } from "@cloudapi/transform";
 *
 * const folder = await mkdtemp(join(tmpdir(), "example-"));
 * const text = "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/api/users,200\n";
 * const report = await transform(apiLogs, text, folderSink(folder));
 * console.log(report.rowsWritten, report.objects.length); // => 1 1
 * ```
 */
export function folderSink(path: string): Sink {
  if (typeof path !== "string" || path === "")
    throw new TypeError("folderSink: path must be a folder's path.");
  const root = resolve(path);
  const temporary = join(root, TEMPORARY);
  const calls = new FileCalls();
  const place: Place = { root, calls, folder: openSharedFolder(root, calls), pending: 0 };
  let isSwept = false;
  return {
    location: root,
    prefix: "",
    async create(key) {
      const target = pathOfKey(root, key);
      await checkNoLinks("write", place, dirname(target));
      await checkNoLinks("write", place, temporary);
      if (!isSwept) await removeStale(temporary);
      isSwept = true;
      return new PendingFile(place, join(temporary, temporaryName()), target);
    },
    async read(key) {
      return readIfThere(place, pathOfKey(root, key));
    },
    async *list(folder) {
      yield* filesBelow(place, dirname(pathOfKey(root, `${folder}file`)));
    },
    async *listDated(folder) {
      for await (const key of filesBelow(place, dirname(pathOfKey(root, `${folder}file`)))) {
        const found = await stat(join(root, key)).catch(() => undefined);
        if (found !== undefined) yield { key, lastModified: found.mtime };
      }
    },
    async remove(keys) {
      for (const key of keys) {
        const file = pathOfKey(root, key);
        await checkNoLinks("remove", place, dirname(file));
        await rm(file, { force: true }).catch((error: unknown) => {
          throw fileError("remove", file, error);
        });
      }
    },
  };
}

/** A sink's folder, and how it is asked. */
interface Place {
  readonly root: string;
  readonly calls: FileCalls;
  readonly folder: Pick<TargetFolder, "place">;
  /** Temporary files of this sink. */
  pending: number;
}

async function readIfThere(place: Place, file: string): Promise<Uint8Array | undefined> {
  await checkNoLinks("read", place, file);
  try {
    const bytes = await place.calls.make(
      () => (isThere(file) ? readFileSync(file) : undefined),
      () => readFile(file),
    );
    if (bytes === undefined) return undefined;
    // A small file comes as a part of memory that Node shares; whoever asks for the bytes' buffer wants these alone.
    return bytes.length === bytes.buffer.byteLength
      ? bytes
      : Buffer.from(Uint8Array.from(bytes).buffer);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError("read", file, error);
  }
}

/** Many files are asked for that are not there, and to make an error of that costs more than to look. */
function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** The keys of the files in a folder of the sink, and in those below. */
async function* filesBelow(place: Place, folder: string): AsyncGenerator<string, void, undefined> {
  await checkNoLinks("list", place, folder);
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop())
    for (const entry of await entriesOf(place, next)) {
      const path = join(next, entry.name);
      if (entry.isSymbolicLink()) throw linkError("list", path);
      if (entry.isDirectory()) folders.push(path);
      if (entry.isFile()) yield keyOfPath(place.root, path);
    }
}

/** What is in a folder, if it is there. */
async function entriesOf({ calls }: Place, folder: string): Promise<readonly Dirent[]> {
  const options = { withFileTypes: true } as const;
  try {
    return await calls.make(
      () => readdirSync(folder, options),
      () => readdir(folder, options),
    );
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError("list", folder, error);
  }
}

async function checkNoLinks(doing: string, { root, calls }: Place, path: string): Promise<void> {
  const link = await firstSymlink(root, segmentsOf(root, path), calls);
  if (link !== undefined) throw linkError(doing, link);
}

function linkError(doing: string, path: string, what = "it is a symbolic link"): StorageError {
  return new StorageError(
    "SYMLINK",
    `Cannot ${doing} ${path}: ${what}. Inside the sink's folder none is followed, since it may lead anywhere: put a real file or folder in its place.`,
    path,
  );
}

/** The names from the folder to a path below it; none for the folder itself. */
function segmentsOf(root: string, path: string): string[] {
  return path
    .slice(root.length)
    .split(sep)
    .filter((name) => name !== "");
}

class PendingFile implements PendingObject {
  readonly releasesBytes = true;
  readonly #place: Place;
  readonly #temporary: string;
  #target: string;
  #isOpen = false;

  constructor(place: Place, temporary: string, target: string) {
    this.#place = place;
    this.#temporary = temporary;
    this.#target = target;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      if (this.#isOpen) return await this.#append(bytes);
      this.#isOpen = true;
      // The first one of a run finds no folder, unless another process is at work: to see that by an error takes longer than to make it.
      const isThere = this.#place.pending++ > 0;
      const { calls } = this.#place;
      await makeInFolder(this.#temporary, () => this.#append(bytes), { calls, isThere });
    } catch (error) {
      throw fileError("write", this.#target, error);
    }
  }

  async #append(bytes: Uint8Array): Promise<void> {
    const later = () => appendFile(this.#temporary, bytes);
    if (bytes.length > SMALL_BYTES) return later();
    return this.#place.calls.make(() => appendFileSync(this.#temporary, bytes), later);
  }

  async publish(): Promise<void> {
    await this.#rename();
    await this.#leave();
  }

  /** Whether it was renamed: not if a lock is needed for it that is another's by now. */
  async #rename(isHeld?: IsHeld): Promise<boolean> {
    const { root, folder, calls } = this.#place;
    try {
      if (!this.#isOpen) await this.write(new Uint8Array());
      const place = await folder.place(segmentsOf(root, this.#target));
      if ("refused" in place) throw refusal(this.#target, place);
      if (isHeld !== undefined && !(await isHeld())) return false;
      await calls.make(
        () => renameSync(this.#temporary, place.path),
        () => rename(this.#temporary, place.path),
      );
      return true;
    } catch (error) {
      throw error instanceof StorageError ? error : fileError("write", this.#target, error);
    }
  }

  /** Every process asks for the lock of the key before it looks. */
  async publishIf(expected: Uint8Array | undefined): Promise<boolean> {
    if (!this.#isOpen) await this.write(new Uint8Array());
    const target = this.#target;
    // Not of its path: whoever shares the folder may know it by another.
    const key = keyOfPath(this.#place.root, target);
    const name = createHash("sha256").update(key).digest("hex");
    const path = join(dirname(this.#temporary), `${name}.lock`);
    const work = async (isHeld: IsHeld) => {
      if (!sameBytes(await readIfThere(this.#place, target), expected)) return "other" as const;
      return (await this.#rename(isHeld)) ? "done" : "lost";
    };
    const lock = { path, own: this.#temporary, target };
    let outcome: Awaited<ReturnType<typeof work>>;
    do
      outcome = await withFileLock(lock, work, this.#place.calls).catch((error: unknown) => {
        throw error instanceof StorageError ? error : fileError("write", target, error);
      });
    while (outcome === "lost");
    const isDone = outcome === "done";
    if (isDone) await this.#leave();
    return isDone;
  }

  moveTo(key: string): boolean {
    this.#target = pathOfKey(this.#place.root, key);
    return true;
  }

  async discard(): Promise<void> {
    if (!this.#isOpen) return;
    await rm(this.#temporary, { force: true });
    await this.#leave();
  }

  /** The last one out removes the folder of temporary files; while it is not empty this fails, as it should. */
  async #leave(): Promise<void> {
    if (this.#isOpen) this.#place.pending--;
    this.#isOpen = false;
    if (this.#place.pending > 0) return;
    const folder = dirname(this.#temporary);
    try {
      await this.#place.calls.make(
        () => rmdirSync(folder),
        () => rmdir(folder),
      );
    } catch {
      // Others are in it.
    }
  }
}

function refusal(
  path: string,
  { refused, message }: Extract<Placement, { refused: string }>,
): StorageError {
  return refused === "SYMLINK"
    ? linkError("write", path, message)
    : new StorageError(refused, `Cannot write ${path}: ${message}.`, path);
}

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === "ENOENT" || code === "ENOTDIR";
}

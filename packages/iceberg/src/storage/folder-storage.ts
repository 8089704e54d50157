import { randomUUID } from "node:crypto";
import { link, lstat, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { openTargetFolder } from "@cloudapi/s3/internal/files";
import { folderSink, type Sink, StorageError } from "@cloudapi/transform";
import { fileError, makeInFolder, TEMPORARY } from "@cloudapi/transform/internal";
import { folderBelow, keyBelow } from "./key-below.ts";
import { putThrough } from "./put-through.ts";
import { subSink } from "./sub-sink.ts";
import type { StoredObject, TableStorage } from "./table-storage.ts";

/**
 * A storage in a folder of this machine, which is made when needed. Its places are `file:///path/to/it`; those without the empty
 * host (`file:/path`) and bare paths, which other programs write, are read as well.
 *
 * What is written only if it is absent becomes visible by a hard link, which fails where there is a file: of any number of
 * processes one wins. Symbolic links inside the folder are not followed.
 *
 * @throws {TypeError} for a path that is none
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderStorage } from "@cloudapi/iceberg";
 *
 * const storage = folderStorage(await mkdtemp(join(tmpdir(), "lake-")));
 * await storage.write(`${storage.root}a/b`, new TextEncoder().encode("x"));
 * console.log(await storage.exists(`${storage.root}a/b`)); // => true
 * ```
 */
export function folderStorage(path: string): TableStorage {
  if (typeof path !== "string" || path === "")
    throw new TypeError("folderStorage: path must be a folder's path.");
  const folder = resolve(path);
  const root = `file://${folder.split(sep).join("/")}/`;
  const sink = folderSink(folder);
  const keyOf = (uri: string) => keyBelow(root, fileUri(uri));
  const folderOf = (uri: string) => folderBelow(root, fileUri(uri));
  return {
    root,
    read: (uri, options) => sink.read(keyOf(uri), options),
    exists: (uri) => isFile(join(folder, keyOf(uri))),
    async write(uri, bytes, options = {}) {
      const key = keyOf(uri);
      if (options.ifAbsent === true) return claimFile(folder, key, bytes);
      await putThrough(sink, key, bytes, options);
      return true;
    },
    sink: (uri) => subSink(sink, uri, folderOf(uri)),
    list: (uri) => filesOf({ root, folder, sink }, folderOf(uri)),
    remove: (uris) => sink.remove(uris.map(keyOf)),
  };
}

/** A place as this storage writes it: Java leaves out the empty host, and some write no scheme. */
function fileUri(uri: string): string {
  if (uri.startsWith("file:///")) return uri;
  if (uri.startsWith("file:/")) return `file://${uri.slice("file:".length)}`;
  return uri.startsWith("/") ? `file://${uri}` : uri;
}

async function isFile(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw failure("look for", path, error);
  });
  return found?.isFile() === true;
}

/** Make a file appear with all its bytes, unless there is one of the name: a link never replaces anything. */
async function claimFile(folder: string, key: string, bytes: Uint8Array): Promise<boolean> {
  const names = key.split("/");
  const temporary = join(folder, TEMPORARY, randomUUID());
  const target = join(folder, ...names);
  try {
    const place = await (await openTargetFolder(folder)).place(names);
    if ("refused" in place)
      throw new StorageError(place.refused, `Cannot write ${target}: ${place.message}.`, target);
    await makeInFolder(temporary, () => writeFile(temporary, bytes, { flush: true }));
    await link(temporary, place.path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw failure("write", target, error);
  } finally {
    await rm(temporary, { force: true });
    // The last one out removes it; while it is not empty this fails, as it should.
    await rmdir(dirname(temporary)).catch(() => undefined);
  }
}

const NO_LINKS = ["ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

function failure(doing: string, path: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const { code: systemCode = "", syscall } = cause as NodeJS.ErrnoException;
  // Linux says EPERM of a file system that has no hard links.
  if (NO_LINKS.includes(systemCode) || (syscall === "link" && systemCode === "EPERM")) {
    const words = `Cannot ${doing} ${path}: the file system has no hard links, by which one of several writers wins. Keep the table on another.`;
    return new StorageError("NOT_SUPPORTED", words, path, { cause });
  }
  return fileError(doing, path, cause);
}

/** Where the files are. */
interface Place {
  readonly root: string;
  readonly folder: string;
  readonly sink: Sink;
}

async function* filesOf(
  { root, folder, sink }: Place,
  below: string,
): AsyncGenerator<StoredObject, void, undefined> {
  for await (const key of sink.list(below)) {
    if (key.split("/").includes(TEMPORARY)) continue;
    // Someone may have removed it since the folder was listed.
    const found = await stat(join(folder, key)).catch(() => undefined);
    if (found !== undefined)
      yield { uri: root + key, sizeBytes: found.size, lastModified: found.mtime };
  }
}

import { randomUUID } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileError } from "../storage-error.ts";
import type { PendingObject, Sink } from "./sink.ts";

/** Objects being written live here, inside the folder, so that publishing is a rename. */
const TEMPORARY = ".cloudapi-tmp";
/** What a run that was killed left behind is removed after this time. */
const STALE_MS = 24 * 3_600_000;

/**
 * A sink that writes files under a folder, which is made when needed; keys become paths below it.
 *
 * Files are written under temporary names and renamed when the whole run is ready.
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
  let isSwept = false;
  return {
    location: root,
    prefix: "",
    async create(key) {
      if (!isSwept) await removeStale(temporary);
      isSwept = true;
      return new PendingFile(join(temporary, randomUUID()), pathOfKey(root, key));
    },
    async read(key) {
      const file = pathOfKey(root, key);
      return readFile(file).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw fileError("read", file, error);
      });
    },
    async *list(folder) {
      const path = pathOfKey(root, `${folder}.`);
      const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
        (error: unknown) => {
          if (isMissing(error)) return [];
          throw fileError("list", path, error);
        },
      );
      for (const entry of entries)
        if (entry.isFile())
          yield relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    },
    async remove(keys) {
      for (const key of keys) {
        const file = pathOfKey(root, key);
        await rm(file, { force: true }).catch((error: unknown) => {
          throw fileError("remove", file, error);
        });
      }
    },
  };
}

/** A key's path, which is never outside the folder. */
function pathOfKey(root: string, key: string): string {
  const path = resolve(root, key);
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep))
    throw new RangeError(`folderSink: the key "${key}" leads out of ${root}.`);
  return path;
}

class PendingFile implements PendingObject {
  readonly #temporary: string;
  readonly #target: string;
  #isOpen = false;

  constructor(temporary: string, target: string) {
    this.#temporary = temporary;
    this.#target = target;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      if (!this.#isOpen) await mkdir(dirname(this.#temporary), { recursive: true });
      this.#isOpen = true;
      await appendFile(this.#temporary, bytes);
    } catch (error) {
      throw fileError("write", this.#target, error);
    }
  }

  async publish(): Promise<void> {
    try {
      if (!this.#isOpen) await this.write(new Uint8Array());
      await mkdir(dirname(this.#target), { recursive: true });
      await rename(this.#temporary, this.#target);
    } catch (error) {
      throw fileError("write", this.#target, error);
    }
    await this.#leave();
  }

  async discard(): Promise<void> {
    if (!this.#isOpen) return;
    await rm(this.#temporary, { force: true });
    await this.#leave();
  }

  /** The last one out removes the folder of temporary files; while it is not empty this fails, as it should. */
  async #leave(): Promise<void> {
    this.#isOpen = false;
    await rmdir(dirname(this.#temporary)).catch(() => undefined);
  }
}

async function removeStale(temporary: string): Promise<void> {
  const names = await readdir(temporary).catch(() => []);
  for (const name of names) {
    const path = join(temporary, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === "ENOENT" || code === "ENOTDIR";
}

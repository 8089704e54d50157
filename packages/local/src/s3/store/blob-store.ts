import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import {
  constants,
  type FileHandle,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  unlink,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corruptDataFolder } from "./corrupt-data-folder.ts";
import type { Segment } from "./records.ts";

/** Bodies up to this many bytes stay in memory when nothing has to outlive the process. */
const INLINE_BYTES = 256 * 1024;
const READ_BYTES = 256 * 1024;
/** A blob is a file; what a link leads to is not one. Windows has no such flag. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** Takes a body piece by piece; nothing is visible until `finish`. */
export interface BlobWriter {
  write(data: Uint8Array): Promise<void>;
  /** The whole blob as a segment; it holds one reference, which the caller owns. */
  finish(): Promise<Segment>;
  discard(): Promise<void>;
}

interface Blob {
  readonly size: number;
  readonly data: Buffer | undefined;
  references: number;
}

/**
 * Immutable runs of bytes under random names: object keys never reach the file system.
 *
 * With a folder they are files there; without, small ones are in memory and large ones in a
 * temporary folder, made when first needed and removed by `close`.
 */
export class BlobStore {
  readonly #blobs = new Map<string, Blob>();
  readonly #persistent: boolean;
  #folder: Promise<string> | undefined;
  #temporary: string | undefined;
  readonly #removeAtExit = () => {
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true });
  };

  constructor(folder: string | undefined) {
    this.#persistent = folder !== undefined;
    if (folder === undefined) return;
    this.#folder = mkdir(folder, { recursive: true }).then(() => folder);
    // Whoever waits for the folder hears of a failure; until then nobody has to.
    this.#folder.catch(() => {});
  }

  /** Start a blob. */
  create(): BlobWriter {
    const id = randomUUID();
    let size = 0;
    let pending: Uint8Array[] = [];
    let file: FileHandle | undefined;
    const spill = async () => {
      file ??= await open(join(await this.#open(), id), "wx");
      for (const data of pending) await writeAll(file, data);
      pending = [];
    };
    return {
      write: async (data) => {
        size += data.length;
        pending.push(data);
        if (this.#persistent || size > INLINE_BYTES) await spill();
      },
      finish: async () => {
        if (this.#persistent || file !== undefined) await spill();
        await file?.close();
        this.#blobs.set(id, {
          size,
          data: file === undefined ? Buffer.concat(pending) : undefined,
          references: 1,
        });
        return { blob: id, offset: 0, length: size };
      },
      discard: async () => {
        pending = [];
        if (file === undefined) return;
        await file.close();
        await unlink(join(await this.#open(), id));
      },
    };
  }

  /** Read a body's bytes from `start` up to, not including, `end`; from its first step on the blobs are held. */
  async *read(
    segments: readonly Segment[],
    start: number,
    end: number,
  ): AsyncGenerator<Uint8Array> {
    this.retain(segments);
    try {
      let at = 0;
      for (const segment of segments) {
        const from = Math.max(start - at, 0);
        const to = Math.min(end - at, segment.length);
        if (from < to) yield* this.#readSegment(segment, from, to);
        at += segment.length;
      }
    } finally {
      await this.release(segments);
    }
  }

  /** Count one more owner of each segment's blob. */
  retain(segments: readonly Segment[]): void {
    for (const { blob } of segments) this.#blob(blob).references++;
  }

  /** Drop an owner; a blob nobody owns is removed. */
  async release(segments: readonly Segment[]): Promise<void> {
    for (const { blob: id } of segments) {
      const blob = this.#blob(id);
      blob.references--;
      if (blob.references > 0) continue;
      this.#blobs.delete(id);
      if (blob.data === undefined) await unlink(join(await this.#open(), id));
    }
  }

  /**
   * Take over the blobs of an earlier run: those in use are kept, the others removed, or moved to another folder.
   *
   * @throws {CloudApiError} `LOCAL_DATA_DIR_CORRUPT` when one in use is missing or cut short
   */
  async adopt(segments: Iterable<Segment>, options: { orphansTo?: string } = {}): Promise<void> {
    const folder = await this.#open();
    for (const segment of segments) {
      const { blob: id } = segment;
      const known = this.#blobs.get(id) ?? { size: await sizeOf(join(folder, id)), references: 0 };
      checkLength(join(folder, id), known.size, segment);
      this.#blobs.set(id, { ...known, data: undefined, references: known.references + 1 });
    }
    const found = await readdir(folder, { withFileTypes: true });
    const orphans = found.filter((file) => !file.isDirectory() && !this.#blobs.has(file.name));
    const { orphansTo } = options;
    if (orphansTo !== undefined && orphans.length > 0) await mkdir(orphansTo, { recursive: true });
    for (const { name } of orphans) {
      if (orphansTo === undefined) await unlink(join(folder, name));
      else await rename(join(folder, name), join(orphansTo, name));
    }
  }

  /** Which of an earlier run's blobs can't be adopted. */
  async findUnusable(segments: Iterable<Segment>): Promise<Set<string>> {
    const folder = await this.#open();
    const sizes = new Map<string, number>();
    const unusable = new Set<string>();
    for (const { blob, offset, length } of segments) {
      const size = sizes.get(blob) ?? (await sizeOf(join(folder, blob)).catch(() => -1));
      sizes.set(blob, size);
      if (size < offset + length) unusable.add(blob);
    }
    return unusable;
  }

  /** Forget everything; the temporary folder is removed. */
  async close(): Promise<void> {
    this.#blobs.clear();
    if (this.#temporary !== undefined) await rm(this.#temporary, { recursive: true, force: true });
    process.off("exit", this.#removeAtExit);
  }

  async *#readSegment(segment: Segment, from: number, to: number): AsyncGenerator<Uint8Array> {
    const { data } = this.#blob(segment.blob);
    const start = segment.offset + from;
    const end = segment.offset + to;
    if (data !== undefined) {
      yield data.subarray(start, end);
      return;
    }
    const file = await open(join(await this.#open(), segment.blob), READ_NO_LINK);
    try {
      for (let at = start; at < end; ) {
        const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0)
          throw new Error(`blob ${segment.blob} is shorter than its record says`);
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  #blob(id: string): Blob {
    const blob = this.#blobs.get(id);
    if (blob === undefined) throw new Error(`blob ${id} is gone`);
    return blob;
  }

  #open(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "local-cloud-")).then((folder) => {
      this.#temporary = folder;
      process.once("exit", this.#removeAtExit);
      return folder;
    });
    return this.#folder;
  }
}

async function writeAll(file: FileHandle, data: Uint8Array): Promise<void> {
  for (let at = 0; at < data.length; ) {
    const { bytesWritten } = await file.write(data, at, data.length - at);
    at += bytesWritten;
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch((cause: unknown) => {
    throw corruptDataFolder(`${path} is missing, though an object refers to it`, cause);
  });
  if (found.isFile()) return found.size;
  const what = found.isSymbolicLink() ? "a symbolic link" : "not a file";
  throw corruptDataFolder(`${path}, which an object refers to, is ${what}`);
}

function checkLength(path: string, size: number, { offset, length }: Segment): void {
  if (size >= offset + length) return;
  throw corruptDataFolder(
    `${path} has ${size} bytes, though an object refers to ${offset + length} of them`,
  );
}

import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { escapeControls } from "@cloudapi/core/internal";
import type { HashAlgorithm } from "../checksum/object-checksum.ts";
import { type FilePlace, withFile } from "../errors/file-error.ts";
import { S3Error } from "../errors/s3-error.ts";
import { partFileName } from "./part-files.ts";

const HASH_READ_BYTES = 1024 ** 2;

/** A file being written beside its final place; it appears there whole, or not at all. */
export interface TargetFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** The hash of what was written, base64. */
  hash(algorithm: HashAlgorithm): Promise<string>;
  /** Put the file in its place; what was there is replaced. */
  publish(): Promise<void>;
  /** Remove what was written; after publish it does nothing. */
  discard(): Promise<void>;
}

/** Refuse, before anything is asked of the network, a target that cannot become a file. */
export function checkTarget(place: FilePlace): Promise<void> {
  return withFile("write", place, async () => {
    const existing = await stat(place.path).catch(() => undefined);
    if (existing !== undefined && !existing.isFile()) {
      const kind = existing.isDirectory()
        ? "a folder; give the file's own name too"
        : "a pipe, socket or device, which the file would replace";
      const message = `Cannot write the file ${escapeControls(place.path)}: it is ${kind}.`;
      throw new S3Error("NOT_A_FILE", message, place);
    }
    await stat(dirname(place.path));
  });
}

/** Begin a file: a temporary one in the folder of the final one, so that the last step is a rename. */
export function createTargetFile(place: FilePlace, isDurable: boolean): Promise<TargetFile> {
  return withFile("write", place, async () => {
    const temporary = join(dirname(place.path), partFileName());
    const handle = await open(temporary, "wx+");
    return targetFile(handle, { temporary, place, isDurable });
  });
}

/** Where a file is written, and how it is put in its place. */
interface Publishing {
  readonly temporary: string;
  readonly place: FilePlace;
  /** Whether it survives a power cut from then on; otherwise the system writes it to the disk in its own time. */
  readonly isDurable: boolean;
}

function targetFile(handle: FileHandle, { temporary, place, isDurable }: Publishing): TargetFile {
  let isPublished = false;
  return {
    write: (bytes, position) => withFile("write", place, () => writeAll(handle, bytes, position)),
    hash: (algorithm) => withFile("read", place, () => hashFile(handle, algorithm)),
    publish: () =>
      withFile("write", place, async () => {
        if (isDurable) await handle.sync();
        await handle.close();
        await rename(temporary, place.path);
        isPublished = true;
        if (isDurable) await syncFolder(dirname(place.path));
      }),
    async discard() {
      if (isPublished) return;
      await handle.close().catch(() => {});
      await rm(temporary, { force: true }).catch(() => {});
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(
      bytes,
      written,
      bytes.length - written,
      position + written,
    );
    written += bytesWritten;
  }
}

async function hashFile(handle: FileHandle, algorithm: HashAlgorithm): Promise<string> {
  const hash = createHash(algorithm);
  const buffer = Buffer.allocUnsafe(HASH_READ_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return hash.digest("base64");
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Make the renames in a folder durable, where the system lets a folder be opened (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { escapeControls } from "@cloudapi/core/internal";
import type { HashAlgorithm } from "../checksum/object-checksum.ts";
import { type FilePlace, withFile } from "../errors/file-error.ts";
import { S3Error } from "../errors/s3-error.ts";

const HASH_READ_BYTES = 1024 ** 2;

/** A file being written beside its final place; it appears there whole, or not at all. */
export interface TargetFile {
  write(chunks: readonly Uint8Array[], position: number): Promise<void>;
  /** The hash of what was written, base64. */
  hash(algorithm: HashAlgorithm): Promise<string>;
  /** Put the file in its place, durably; what was there is replaced. */
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
export function createTargetFile(place: FilePlace): Promise<TargetFile> {
  return withFile("write", place, async () => {
    const temporary = join(dirname(place.path), `.cloudapi-${randomUUID()}.part`);
    return targetFile(await open(temporary, "wx+"), temporary, place);
  });
}

function targetFile(handle: FileHandle, temporary: string, place: FilePlace): TargetFile {
  return {
    write: (chunks, position) => withFile("write", place, () => writeAll(handle, chunks, position)),
    hash: (algorithm) => withFile("read", place, () => hashFile(handle, algorithm)),
    publish: () => withFile("write", place, () => publish(handle, temporary, place.path)),
    async discard() {
      await handle.close().catch(() => {});
      await rm(temporary, { force: true }).catch(() => {});
    },
  };
}

async function writeAll(
  handle: FileHandle,
  chunks: readonly Uint8Array[],
  position: number,
): Promise<void> {
  const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let { bytesWritten: written } = await handle.writev([...chunks], position);
  if (written === sizeBytes) return;
  const all = Buffer.concat(chunks);
  while (written < sizeBytes) {
    written += (await handle.write(all, written, sizeBytes - written, position + written))
      .bytesWritten;
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

async function publish(handle: FileHandle, temporary: string, path: string): Promise<void> {
  await handle.sync();
  await handle.close();
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes the rename itself durable, where the system lets a folder be opened (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

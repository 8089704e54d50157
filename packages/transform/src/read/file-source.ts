import type { BigIntStats } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { type ChunkPlace, REUSED_CHUNKS, type ReusingIterator } from "@cloudapi/records/internal";
import { fileError, StorageError } from "../storage-error.ts";
import type { IdentifiedSource } from "./identified-source.ts";
import { type OpenFile, openFile } from "./open-file.ts";

const CHUNK_BYTES = 262_144;
/** What the first reads bring: what is seen in the first chunk decides how those after it are read. */
const FIRST_BYTES = 16_384;
/** Whoever looks at the first bytes holds chunks together, up to so many bytes. */
const HELD_BYTES = 65_536;
/** What is read at a time to where it is wanted: processors have so much at hand when it is looked at. */
const PLACED_BYTES = 262_144;
const REUSED_BYTES = 1_048_576;

/**
 * A local file as a source, opened when it is read; it is identified by its absolute path, so that a
 * later run over the same path replaces what an earlier one wrote.
 *
 * Reading fails with a `StorageError`: `FILE_NOT_FOUND`, `FILE_ACCESS_DENIED`, `NOT_A_FILE`, `FILE_ERROR`, or `FILE_CHANGED` for a file
 * that was written to meanwhile.
 *
 * @throws {TypeError} when path is not a string
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { fileSource, memorySink, transform } from "@cloudapi/transform";
 *
 * const report = await transform(apiLogs, fileSource("logs.csv"), memorySink());
 * console.log(report.rowsIn); // => 3
 * ```
 */
export function fileSource(path: string): IdentifiedSource {
  if (typeof path !== "string" || path === "")
    throw new TypeError("fileSource: path must be a file's path.");
  const absolute = resolve(path);
  const read: ReusingIterator = Object.assign(() => readChunks(absolute), {
    [REUSED_CHUNKS]: (place?: ChunkPlace) => readReused(absolute, place),
  });
  return { sourceId: absolute, localPath: absolute, [Symbol.asyncIterator]: read };
}

function readChunks(path: string): AsyncGenerator<Uint8Array> {
  return readWhole(path, async () => {
    const file = await open(path);
    const options = { highWaterMark: CHUNK_BYTES, autoClose: false };
    return {
      stat: () => file.stat({ bigint: true }),
      chunks: () => file.createReadStream(options) as AsyncIterable<Uint8Array>,
      close: () => file.close(),
    };
  });
}

function readReused(path: string, place?: ChunkPlace): AsyncGenerator<Uint8Array> {
  return readWhole(path, async () => {
    const file = await openFile(path);
    return { ...file, chunks: (size) => reusedChunks(file, size, place) };
  });
}

/** @param size how many bytes the file seems to have: memory for more would be in vain */
async function* reusedChunks(
  file: OpenFile,
  size: number,
  place: ChunkPlace | undefined,
): AsyncGenerator<Uint8Array> {
  let own = Buffer.allocUnsafeSlow(Math.min(FIRST_BYTES, size + 1));
  for (let given = 0; ; ) {
    const isHeld = given < HELD_BYTES;
    const room = place?.room?.(PLACED_BYTES);
    const wanted = Math.min(isHeld ? FIRST_BYTES : REUSED_BYTES, size + 1);
    if (room === undefined && own.length < wanted) own = Buffer.allocUnsafeSlow(wanted);
    const buffer = room ?? own;
    const bytesRead = await file.read(buffer);
    if (bytesRead === 0) return;
    const chunk = buffer.subarray(0, bytesRead);
    // A pipe may give many chunks that are small.
    yield isHeld && room === undefined ? Buffer.from(chunk) : chunk;
    given += bytesRead;
  }
}

/** An open file that is read by chunks. */
interface ChunkedFile extends Pick<OpenFile, "stat" | "close"> {
  /** @param size how many bytes it seems to have */
  readonly chunks: (size: number) => AsyncIterable<Uint8Array>;
}

/** Read a file that nobody writes to meanwhile. */
async function* readWhole(
  path: string,
  openChunked: () => Promise<ChunkedFile>,
): AsyncGenerator<Uint8Array> {
  let file: ChunkedFile | undefined;
  try {
    file = await openChunked();
    const before = await file.stat();
    // Some files that the system makes say that they are empty.
    let left = before.isFile() && before.size > 0 ? Number(before.size) : Number.POSITIVE_INFINITY;
    for await (const chunk of file.chunks(left)) {
      left -= chunk.length;
      if (left < 0) throw fileChanged(path);
      yield chunk;
    }
    if (before.isFile()) checkUnchanged(path, before, await file.stat());
  } catch (error) {
    throw error instanceof StorageError ? error : fileError("read", path, error);
  } finally {
    await file?.close();
  }
}

/** What tells versions of a file apart without its bytes. */
export type FileState = Pick<BigIntStats, "size" | "mtimeNs">;

/** @throws {StorageError} `FILE_CHANGED` when a file is another one than before, or was written to */
export function checkUnchanged(path: string, before: FileState, after: FileState): void {
  if (before.size !== after.size || before.mtimeNs !== after.mtimeNs) throw fileChanged(path);
}

/** The rows that were read of a file are not those of one version of it. */
export function fileChanged(path: string): StorageError {
  return new StorageError(
    "FILE_CHANGED",
    `The file ${path} changed while it was read, so its rows are not those of one version. Nothing was published; run again, or read a copy if it is written to all the time.`,
    path,
  );
}

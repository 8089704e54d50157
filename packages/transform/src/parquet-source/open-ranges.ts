import { type FileHandle, open } from "node:fs/promises";
import { byteChunks } from "@cloudapi/records/internal";
import type { FileInput } from "../read/file-format.ts";
import { checkUnchanged, type FileState } from "../read/file-source.ts";
import { spoolToFile } from "../read/prepare-source.ts";
import { fileError } from "../storage-error.ts";

/** A file whose parts can be read in any order. */
export interface Ranges {
  readonly byteLength: number;
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>;
  readonly close: () => Promise<void>;
}

interface SourceRanges extends Ranges {
  /** @throws {StorageError} `FILE_CHANGED` when the file is not what it was before */
  readonly checkUnchanged: () => Promise<void>;
}

/** Open a source so that its parts can be read: a file where it is, a stream from a temporary file. */
export async function openRanges({
  source,
  localPath,
  localState,
  signal,
}: Omit<FileInput, "dataset">): Promise<SourceRanges> {
  if (localPath !== undefined) return fileRanges(localPath, localState);
  if (source instanceof Uint8Array) return memoryRanges(source);
  const { path, release } = await spoolToFile(byteChunks(source, signal));
  try {
    const ranges = await fileRanges(path);
    const close = async () => {
      try {
        await ranges.close();
      } finally {
        await release();
      }
    };
    return { ...ranges, close };
  } catch (error) {
    await release();
    throw error;
  }
}

function memoryRanges(bytes: Uint8Array): SourceRanges {
  return {
    byteLength: bytes.length,
    slice: (start, end) => Promise.resolve(copyOf(bytes.subarray(start, end))),
    checkUnchanged: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** @param known what the file has to be, where that is known before it is opened */
async function fileRanges(path: string, known?: FileState): Promise<SourceRanges> {
  try {
    const file = await open(path);
    const opened = await file.stat({ bigint: true });
    const size = Number(opened.size);
    return {
      byteLength: size,
      slice: (start, end = size) =>
        readRange(file, start, Math.min(end, size)).catch((error: unknown) => {
          throw fileError("read", path, error);
        }),
      checkUnchanged: async () =>
        checkUnchanged(path, known ?? opened, await file.stat({ bigint: true })),
      close: () => file.close(),
    };
  } catch (error) {
    throw fileError("read", path, error);
  }
}

async function readRange(file: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) throw new Error("the file became shorter");
    at += bytesRead;
  }
  return bytes.buffer;
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

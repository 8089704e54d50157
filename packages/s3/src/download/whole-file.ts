import { createHash } from "node:crypto";
import { rename as renameCallback, writeFile as writeFileCallback } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { crcOf } from "../checksum/crc.ts";
import { type ChecksumAlgorithm, isCrc } from "../checksum/object-checksum.ts";
import { type FilePlace, withFile } from "../errors/file-error.ts";
import type { ProgressCounter } from "../internal/progress.ts";
import { partFileName } from "./part-files.ts";
import type { RangeWriter } from "./range-writer.ts";

/** Up to this size a file is kept in memory until all of it is there. */
export const MAX_WHOLE_BYTES = 1024 ** 2;

/** With callbacks inside, which cost less for each file than handles with promises. */
const writeFile = promisify(writeFileCallback);
const rename = promisify(renameCallback);

/** Collects the bytes of a small file in memory. */
export function createMemoryWriter(content: Buffer, progress: ProgressCounter): RangeWriter {
  let filled = 0;
  return {
    position: () => filled,
    add(chunk) {
      content.set(chunk, filled);
      filled += chunk.length;
      progress.add(chunk.length);
      return undefined;
    },
    async flush() {},
  };
}

/** A checksum of bytes in memory, base64. */
export async function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<string> {
  return isCrc(algorithm)
    ? crcOf(algorithm, bytes)
    : createHash(algorithm).update(bytes).digest("base64");
}

/**
 * Write a small file under a temporary name and rename it, in as few steps as that takes. It appears in its place whole, or,
 * after a failure or an abort, not at all.
 */
export async function placeWholeFile(
  place: FilePlace,
  content: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const temporary = join(dirname(place.path), partFileName());
  try {
    await withFile("write", place, () => writeFile(temporary, content, { flag: "wx" }));
    signal.throwIfAborted();
    await withFile("write", place, () => rename(temporary, place.path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { fileError } from "../storage-error.ts";
import type { IdentifiedSource } from "./identified-source.ts";

const CHUNK_BYTES = 262_144;

/**
 * A local file as a source, opened when it is read; it is identified by its absolute path, so that a
 * later run over the same path replaces what an earlier one wrote.
 *
 * Reading fails with a `StorageError`: `FILE_NOT_FOUND`, `FILE_ACCESS_DENIED`, `NOT_A_FILE` or `FILE_ERROR`.
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
  return {
    sourceId: absolute,
    localPath: absolute,
    [Symbol.asyncIterator]: () => readChunks(absolute),
  };
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileError("read", path, error);
  } finally {
    stream.destroy();
  }
}

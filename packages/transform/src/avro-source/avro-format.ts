import { byteChunks } from "@cloudapi/records/internal";
import { checkRowFile } from "../read/check-row-file.ts";
import type { FileFormat, FileInput } from "../read/file-format.ts";
import type { CheckedBatch } from "../write/write-job.ts";
import { avroRows } from "./avro-rows.ts";
import { ByteQueue } from "./byte-queue.ts";

const NAME = "avro";

/**
 * Avro object container files as input of `transform`: rows are read a block at a time, and checked against the contract as others are.
 *
 * Longs and decimals are exact; timestamps become RFC 3339, local ones without a zone; an enum is its symbol, a union the value
 * of its branch. Blocks may be compressed with deflate, bzip2, Snappy or zstandard.
 *
 * @example
 * ```ts
 * import { avroFormat } from "@cloudapi/transform/avro";
 *
 * const options = { format: avroFormat() };
 * console.log(options.format.name); // => avro
 * ```
 */
export function avroFormat(): FileFormat {
  return { name: NAME, read: readAvro };
}

async function* readAvro(file: FileInput): AsyncGenerator<CheckedBatch, void, undefined> {
  const queue = new ByteQueue(byteChunks(file.source, file.signal));
  const progress = { bytesRead: 0, rows: 0 };
  try {
    yield* checkRowFile(file, { name: NAME, rows: avroRows(queue, progress), progress });
  } finally {
    await queue.close();
  }
}

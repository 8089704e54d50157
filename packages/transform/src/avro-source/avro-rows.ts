import { isCloudApiError } from "@cloudapi/core";
import { SourceError } from "@cloudapi/records";
import { cursorOf } from "../parquet-source/pages/cursor.ts";
import type { Progress } from "../read/check-row-file.ts";
import { avroCursor, oneOfMany } from "./avro-cursor.ts";
import type { ByteQueue } from "./byte-queue.ts";
import { CODECS } from "./codecs.ts";
import { readLong } from "./read-long.ts";
import { rowReader } from "./schema-reader.ts";
import type { AvroReader } from "./value-reader.ts";

const MAGIC = "Obj\u0001";
const SYNC_BYTES = 16;
const BATCH_ROWS = 1000;
const MOST_BLOCK_BYTES = 268_435_456;
const MOST_HEADER_BYTES = 16_777_216;

/** Makes the reader of rows from a file's schema. */
export type MakeReader = (schema: unknown) => AvroReader;

interface Header {
  readonly metadata: ReadonlyMap<string, Buffer>;
  readonly read: AvroReader;
  readonly decompress: (block: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  readonly sync: Uint8Array;
}

/** The rows of a file in batches, block by block. @throws {SourceError} after the rows before the fault */
export async function* avroRows(
  queue: ByteQueue,
  progress: Progress,
  makeReader: MakeReader = rowReader,
  onMetadata?: (metadata: ReadonlyMap<string, Buffer>) => void,
): AsyncGenerator<object[]> {
  const header = await readHeader(queue, makeReader);
  onMetadata?.(header.metadata);
  progress.bytesRead = queue.taken;
  while (!(await queue.isEnded())) {
    const start = queue.taken;
    try {
      const count = Number(await takeLong(queue));
      const size = Number(await takeLong(queue));
      if (!(size >= 0 && size <= MOST_BLOCK_BYTES && count >= 0))
        throw new RangeError(`a block of ${count} rows in ${size} bytes`);
      const stored = await queue.take(size);
      if (Buffer.compare(await queue.take(SYNC_BYTES), header.sync) !== 0)
        throw new RangeError("the block is not followed by the file's marker");
      const block = await inflated(header, stored);
      for (const rows of blockRows(block, count, header.read)) {
        progress.rows += rows.length;
        yield rows;
      }
    } catch (error) {
      throw faultOf(error, `the block that begins at byte ${start}`, start);
    }
    progress.bytesRead = queue.taken;
  }
}

/** What is wrong inside a block is told with the block's place in the file. */
async function inflated({ decompress }: Header, block: Uint8Array): Promise<Uint8Array> {
  try {
    return await decompress(block);
  } catch (error) {
    throw new Error((error as Error).message, { cause: error });
  }
}

/** The rows of a block in batches; those before a fault come before it. */
function* blockRows(block: Uint8Array, count: number, read: AvroReader): Generator<object[]> {
  const cursor = avroCursor(block);
  let rows: object[] = [];
  try {
    for (let at = 0; at < count; at++) {
      rows.push(oneOfMany(cursor, read) as object);
      if (rows.length < BATCH_ROWS) continue;
      const full = rows;
      rows = [];
      yield full;
    }
    if (cursor.at < cursor.end)
      throw new RangeError(`${cursor.end - cursor.at} bytes behind the last row`);
  } catch (error) {
    if (rows.length > 0) yield rows;
    throw error;
  }
  if (rows.length > 0) yield rows;
}

async function readHeader(queue: ByteQueue, makeReader: MakeReader): Promise<Header> {
  const magic = Buffer.from(await queue.takeSome(MAGIC.length)).toString("latin1");
  if (magic !== MAGIC)
    throw unsupported(
      "The source is not an Avro file: it does not begin with Obj and 1. Leave the option format out, and its content decides.",
    );
  try {
    const metadata = await readMetadata(queue);
    const sync = Uint8Array.from(await queue.take(SYNC_BYTES));
    const codec = metadata.get("avro.codec")?.toString("latin1") ?? "null";
    const decompress = Object.hasOwn(CODECS, codec) ? CODECS[codec] : undefined;
    if (decompress === undefined)
      throw unsupported(
        `The Avro file is compressed with ${codec}, which is not read. Write it with deflate, bzip2, snappy, zstandard or null.`,
      );
    const schema: unknown = JSON.parse(metadata.get("avro.schema")?.toString("utf8") ?? "null");
    return { metadata, read: readerOf(schema, makeReader), decompress, sync };
  } catch (error) {
    throw faultOf(error, "its header", 0);
  }
}

function readerOf(schema: unknown, makeReader: MakeReader): AvroReader {
  try {
    return makeReader(schema);
  } catch (error) {
    throw unsupported(
      `The Avro file can't be read as rows: ${(error as Error).message}. Write it again with a schema of rows, or export it as JSON Lines.`,
      error,
    );
  }
}

async function readMetadata(queue: ByteQueue): Promise<Map<string, Buffer>> {
  const metadata = new Map<string, Buffer>();
  for (;;) {
    const told = await takeLong(queue);
    if (told === 0n) return metadata;
    if (told < 0n) await takeLong(queue);
    const count = told < 0n ? -told : told;
    for (let at = 0n; at < count; at++) {
      const key = await takeSized(queue);
      metadata.set(key.toString("utf8"), await takeSized(queue));
    }
  }
}

async function takeSized(queue: ByteQueue): Promise<Buffer> {
  const length = Number(await takeLong(queue));
  if (!(length >= 0 && queue.taken + length <= MOST_HEADER_BYTES))
    throw new RangeError(`a length of ${length} bytes`);
  return Buffer.from(await queue.take(length));
}

/** A number whose end is not known before it is read. */
async function takeLong(queue: ByteQueue): Promise<bigint> {
  const bytes: number[] = [];
  do bytes.push((await queue.take(1))[0] as number);
  while (bytes.length < 10 && (bytes.at(-1) as number) >= 0x80);
  return readLong(cursorOf(Uint8Array.from(bytes)));
}

function unsupported(message: string, cause?: unknown): SourceError {
  return new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset: 0, cause });
}

function faultOf(error: unknown, where: string, byteOffset: number): unknown {
  if (isCloudApiError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The Avro file is damaged in ${where} (${reason}). Get the file again, or write it again.`;
  return new SourceError("SOURCE_CORRUPT", message, { byteOffset, cause: error });
}

import * as zlib from "node:zlib";
import { SourceError } from "../source-error.ts";
import { damaged, foreignBytes, takePadding, truncated } from "./compressed-fault.ts";
import type { Compression, CompressionReader, Give } from "./compression.ts";
import { Decompression, OUTPUT_BYTES, type ZlibStream } from "./decompression.ts";
import { ZstdFrame } from "./zstd-frame.ts";

const NAME = "zstd";
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;
/** The first byte of a skippable frame's is any from 0x50 to 0x5f. */
const SKIPPABLE_MAGIC = [0x50, 0x2a, 0x4d, 0x18] as const;
const MAGIC_BYTES = 4;
/** A skippable frame: its magic number, and its length in four bytes. */
const SKIPPABLE_HEADER_BYTES = 8;

/** Zstandard (RFC 8878): frames in a row, skippable ones among them; Node has it from 22.15 and 23.8 on. */
export const ZSTD: Compression = {
  name: NAME,
  isIt: isZstd,
  open: (give) => new ZstdReader(give),
};

/** A frame that has begun. */
interface OpenFrame {
  readonly frame: ZstdFrame;
  readonly decompression: Decompression;
}

/** Reads frames one behind the other, given the bytes in pieces; zero bytes behind the last are padding. */
class ZstdReader implements CompressionReader {
  readonly #give: Give;
  #open: OpenFrame | undefined;
  /** The beginning of a frame's header that is not whole yet. */
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of a skippable frame that are still to come. */
  #toSkip = 0;
  #isPadding = false;
  #frames = 0;

  constructor(give: Give) {
    checkNode();
    this.#give = give;
  }

  read(bytes: Uint8Array, offset: number): Promise<number> | number {
    if (this.#open !== undefined) return this.#decompress(this.#open, bytes, offset);
    if (this.#toSkip > 0) return this.#skip(bytes);
    const isBetween = this.#frames > 0 && this.#held.length === 0;
    this.#isPadding ||= bytes[0] === 0 && isBetween;
    return this.#isPadding ? takePadding(NAME, bytes, offset) : this.#takeMagic(bytes, offset);
  }

  end(offset: number): void {
    const isWhole = this.#open === undefined && this.#toSkip === 0 && this.#held.length === 0;
    if (!isWhole) throw truncated(NAME, offset);
  }

  close(): void {
    this.#open?.decompression.close();
  }

  #skip(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.#toSkip);
    this.#toSkip -= count;
    return count;
  }

  async #takeMagic(bytes: Uint8Array, offset: number): Promise<number> {
    const start = offset - this.#held.length;
    const needed = isSkippable(this.#held) ? SKIPPABLE_HEADER_BYTES : MAGIC_BYTES;
    const part = bytes.subarray(0, needed - this.#held.length);
    this.#held = Buffer.concat([this.#held, part]);
    if (!beginsFrame(this.#held)) throw foreignBytes(NAME, start);
    if (this.#held.length < needed) return part.length;
    if (needed === SKIPPABLE_HEADER_BYTES) this.#toSkip = this.#held.readUInt32LE(MAGIC_BYTES);
    else if (isSkippable(this.#held)) return part.length;
    else await this.#startFrame(this.#held);
    this.#held = Buffer.alloc(0);
    this.#frames++;
    return part.length;
  }

  async #startFrame(magic: Uint8Array): Promise<void> {
    const stream = zlib.createZstdDecompress({ chunkSize: OUTPUT_BYTES }) as ZlibStream;
    const decompression = new Decompression(stream, this.#give);
    this.#open = { frame: new ZstdFrame(), decompression };
    await decompression.write(magic);
  }

  async #decompress(
    { frame, decompression }: OpenFrame,
    bytes: Uint8Array,
    offset: number,
  ): Promise<number> {
    const taken = frame.take(bytes);
    if (frame.hasDictionary) throw dictionaryNeeded(offset);
    try {
      await decompression.write(bytes.subarray(0, taken));
      if (!frame.isEnded) return taken;
      await decompression.end();
    } catch (error) {
      throw faultOf(error, offset, offset + taken);
    }
    this.close();
    this.#open = undefined;
    return taken;
  }
}

/** Behind skippable frames that are whole, and as many of them as there are, a frame of data begins. */
function isZstd(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  let at = 0;
  while (isSkippable(bytes.subarray(at)) && at + SKIPPABLE_HEADER_BYTES <= bytes.length)
    at += SKIPPABLE_HEADER_BYTES + bytes.readUInt32LE(at + MAGIC_BYTES);
  return at + MAGIC_BYTES <= bytes.length && matches(bytes.subarray(at), MAGIC, 0xff);
}

function isSkippable(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC_BYTES && matches(bytes, SKIPPABLE_MAGIC, 0xf0);
}

/** Whether a frame may begin so, as far as the bytes go. */
function beginsFrame(bytes: Uint8Array): boolean {
  return matches(bytes, MAGIC, 0xff) || matches(bytes, SKIPPABLE_MAGIC, 0xf0);
}

function matches(bytes: Uint8Array, magic: readonly number[], firstMask: number): boolean {
  return magic.every(
    (byte, place) =>
      place >= bytes.length || ((bytes[place] ?? 0) & (place === 0 ? firstMask : 0xff)) === byte,
  );
}

function checkNode(): void {
  if (typeof zlib.createZstdDecompress === "function") return;
  const message = `The source is zstd data, which Node reads from version 22.15 and 23.8 on; this is ${process.version}. Use a newer Node, or compress the file with gzip.`;
  throw new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset: 0 });
}

function faultOf(error: unknown, start: number, end: number): SourceError {
  const { code } = error as { code?: unknown };
  if (code !== "ZSTD_error_frameParameter_windowTooLarge")
    return damaged(NAME, [start, end], error);
  const message =
    "The zstd data needs a window of more than 128 MiB of memory (--long=28 or more made it). Compress it again with --long=27 or less, or decompress it first.";
  return new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset: start, cause: error });
}

function dictionaryNeeded(byteOffset: number): SourceError {
  const message =
    "The zstd data was compressed with a dictionary, without which it can't be read. Decompress it first (zstd -d -D dictionary), or compress it without one.";
  return new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset });
}

import { crc32, createInflateRaw } from "node:zlib";
import { damaged, foreignBytes, takePadding, truncated } from "./compressed-fault.ts";
import type { CompressionReader, Give } from "./compression.ts";
import { Decompression, OUTPUT_BYTES } from "./decompression.ts";

const NAME = "gzip";
const TRAILER_BYTES = 8;
/** A header's name and comment have no limit of their own. */
const MAX_HEADER_BYTES = 131_072;

/** Gzip (RFC 1952), members in a row included. */
export const GZIP = { name: NAME, open: (give: Give) => new GzipReader(give) } as const;

/**
 * Reads gzip members one behind the other, given the bytes in pieces.
 *
 * Headers and checksums are read here and only the compressed data between them is left to zlib: its own gunzip loses
 * what a chunk gave before a fault in it, bytes behind a member among them.
 */
class GzipReader implements CompressionReader {
  readonly #give: Give;
  #state: "between" | "body" | "trailer" | "padding" = "between";
  #inflation: Inflation | undefined;
  /** The beginning of a header or trailer that is not whole yet. */
  #held: Buffer = Buffer.alloc(0);
  #members = 0;

  constructor(give: Give) {
    this.#give = give;
  }

  /** @throws {SourceError} `SOURCE_GZIP_CORRUPT`, after everything before the bytes was given */
  read(bytes: Uint8Array, offset: number): Promise<number> | number {
    if (this.#state === "body") return this.#inflate(bytes, offset);
    if (this.#state === "trailer") return this.#takeTrailer(bytes, offset);
    if (this.#state === "padding" || (bytes[0] === 0 && this.#isPadding())) {
      this.#state = "padding";
      return takePadding(NAME, bytes, offset);
    }
    return this.#takeHeader(bytes, offset);
  }

  /** @throws {SourceError} `SOURCE_GZIP_TRUNCATED` */
  end(offset: number): void {
    const isWhole =
      this.#state === "padding" || (this.#state === "between" && this.#held.length === 0);
    if (!isWhole) throw truncated(NAME, offset);
  }

  close(): void {
    this.#inflation?.close();
  }

  #isPadding(): boolean {
    return this.#members > 0 && this.#held.length === 0;
  }

  #takeHeader(bytes: Uint8Array, offset: number): number {
    const held = this.#held.length;
    const header = Buffer.concat([this.#held, bytes]);
    const end = headerEnd(header);
    const start = offset - held;
    if (end === "not gzip" && this.#members > 0) throw foreignBytes(NAME, start);
    if (end === "not gzip" || (end === "more" && header.length > MAX_HEADER_BYTES))
      throw damaged(NAME, [start, offset + bytes.length], "its header is invalid");
    if (end === "more") {
      this.#held = header;
      return bytes.length;
    }
    this.#held = Buffer.alloc(0);
    this.#inflation = new Inflation(this.#give);
    this.#state = "body";
    return end - held;
  }

  async #inflate(bytes: Uint8Array, offset: number): Promise<number> {
    const inflation = this.#inflation as Inflation;
    try {
      const taken = await inflation.write(bytes);
      if (inflation.isEnded) this.#state = "trailer";
      return taken;
    } catch (error) {
      throw damaged(NAME, [offset, offset + bytes.length], error);
    }
  }

  #takeTrailer(bytes: Uint8Array, offset: number): number {
    const part = bytes.subarray(0, TRAILER_BYTES - this.#held.length);
    const trailer = Buffer.concat([this.#held, part]);
    this.#held = trailer;
    if (trailer.length < TRAILER_BYTES) return part.length;
    const { sum, length } = this.#inflation as Inflation;
    const start = offset + part.length - TRAILER_BYTES;
    if (trailer.readUInt32LE(0) !== sum)
      throw damaged(NAME, [start, start + TRAILER_BYTES], "incorrect data check");
    if (trailer.readUInt32LE(4) !== length % 2 ** 32)
      throw damaged(NAME, [start, start + TRAILER_BYTES], "incorrect length check");
    this.close();
    this.#held = Buffer.alloc(0);
    this.#state = "between";
    this.#members++;
    return part.length;
  }
}

/** The place behind the header (RFC 1952) that the bytes begin with. */
function headerEnd(bytes: Buffer): number | "more" | "not gzip" {
  const [first = 0x1f, second = 0x8b, method = 8, flags = 0] = bytes;
  if (first !== 0x1f || second !== 0x8b || method !== 8 || (flags & 0xe0) !== 0) return "not gzip";
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (bytes.length < 12 ? 0 : bytes.readUInt16LE(10));
  for (const hasText of [flags & 8, flags & 16]) {
    if (hasText === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return "more";
    at = zero + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at > bytes.length ? "more" : at;
}

/** One member's compressed data, with the sum and length of what it gives. */
class Inflation extends Decompression {
  sum = 0;
  length = 0;

  constructor(give: Give) {
    super(createInflateRaw({ chunkSize: OUTPUT_BYTES }), (bytes) => {
      this.sum = crc32(bytes, this.sum);
      this.length += bytes.length;
      return give(bytes);
    });
  }
}

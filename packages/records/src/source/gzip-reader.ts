import { once } from "node:events";
import { crc32, createInflateRaw, type InflateRaw } from "node:zlib";
import { SourceError } from "./source-error.ts";

const OUTPUT_BYTES = 65_536;
const TRAILER_BYTES = 8;
/** A header's name and comment have no limit of their own. */
const MAX_HEADER_BYTES = 131_072;

/** Takes what is decompressed, in order; a promise when no more should come until it is fulfilled. */
type Give = (bytes: Uint8Array) => Promise<void> | undefined;

/**
 * Reads gzip members one behind the other, given the bytes in pieces.
 *
 * Headers and checksums are read here and only the compressed data between them is left to zlib: its own gunzip loses
 * what a chunk gave before a fault in it, bytes behind a member among them.
 */
export class GzipReader {
  readonly #give: Give;
  #state: "between" | "body" | "trailer" | "padding" = "between";
  #inflation: Inflation | undefined;
  /** The beginning of a header or trailer that is not whole yet. */
  #held: Buffer = Buffer.alloc(0);
  /** Offset of the next byte to look at, behind what is held. */
  #offset = 0;
  #members = 0;

  constructor(give: Give) {
    this.#give = give;
  }

  /** @throws {SourceError} `SOURCE_GZIP_CORRUPT`, after everything before the piece was given */
  async read(piece: Uint8Array): Promise<void> {
    for (let rest = piece; rest.length > 0; ) {
      const taken = await this.#take(rest);
      this.#offset += taken;
      rest = rest.subarray(taken);
    }
  }

  /** @throws {SourceError} `SOURCE_GZIP_TRUNCATED` */
  end(): void {
    const isWhole =
      this.#state === "padding" || (this.#state === "between" && this.#held.length === 0);
    if (!isWhole) throw truncated(this.#offset);
  }

  close(): void {
    this.#inflation?.close();
  }

  /** Look at the bytes up to the end of what they begin with, and say how many these are. */
  async #take(bytes: Uint8Array): Promise<number> {
    if (this.#state === "body") return this.#inflate(bytes);
    if (this.#state === "trailer") return this.#takeTrailer(bytes);
    if (this.#state === "padding" || (bytes[0] === 0 && this.#isPadding()))
      return this.#takePadding(bytes);
    return this.#takeHeader(bytes);
  }

  #isPadding(): boolean {
    return this.#members > 0 && this.#held.length === 0;
  }

  #takePadding(bytes: Uint8Array): number {
    this.#state = "padding";
    const at = bytes.findIndex((byte) => byte !== 0);
    if (at >= 0) throw trailingBytes(this.#offset + at);
    return bytes.length;
  }

  #takeHeader(bytes: Uint8Array): number {
    const held = this.#held.length;
    const header = Buffer.concat([this.#held, bytes]);
    const end = headerEnd(header);
    const start = this.#offset - held;
    if (end === "not gzip" && this.#members > 0) throw trailingBytes(start);
    if (end === "not gzip" || (end === "more" && header.length > MAX_HEADER_BYTES))
      throw corrupt(start, this.#offset + bytes.length, "its header is invalid");
    if (end === "more") {
      this.#held = header;
      return bytes.length;
    }
    this.#held = Buffer.alloc(0);
    this.#inflation = new Inflation(this.#give);
    this.#state = "body";
    return end - held;
  }

  async #inflate(bytes: Uint8Array): Promise<number> {
    const inflation = this.#inflation as Inflation;
    try {
      const taken = await inflation.write(bytes);
      if (inflation.isEnded) this.#state = "trailer";
      return taken;
    } catch (error) {
      throw corrupt(this.#offset, this.#offset + bytes.length, error);
    }
  }

  #takeTrailer(bytes: Uint8Array): number {
    const part = bytes.subarray(0, TRAILER_BYTES - this.#held.length);
    const trailer = Buffer.concat([this.#held, part]);
    this.#held = trailer;
    if (trailer.length < TRAILER_BYTES) return part.length;
    const { sum, length } = this.#inflation as Inflation;
    const start = this.#offset + part.length - TRAILER_BYTES;
    if (trailer.readUInt32LE(0) !== sum)
      throw corrupt(start, start + TRAILER_BYTES, "incorrect data check");
    if (trailer.readUInt32LE(4) !== length % 2 ** 32)
      throw corrupt(start, start + TRAILER_BYTES, "incorrect length check");
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
class Inflation {
  readonly #stream: InflateRaw = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  #failure: Error | undefined;
  #settle: () => void = () => undefined;
  isEnded = false;
  sum = 0;
  length = 0;

  constructor(give: Give) {
    this.#stream.on("data", (bytes: Uint8Array) => {
      this.sum = crc32(bytes, this.sum);
      this.length += bytes.length;
      const room = give(bytes);
      if (room === undefined) return;
      this.#stream.pause();
      void room.then(() => this.#stream.resume());
    });
    this.#stream.on("end", () => {
      this.isEnded = true;
      this.#settle();
    });
    this.#stream.on("error", (error) => {
      this.#failure = error;
      this.#settle();
    });
  }

  /** Decompress the bytes; gives how many of them belong to the data. */
  async write(bytes: Uint8Array): Promise<number> {
    // A fault would take with it what waits in the stream.
    while (this.#stream.readableLength > 0) await once(this.#stream, "data");
    const before = this.#stream.bytesWritten;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settle = resolve;
    this.#stream.write(bytes, () => resolve());
    await promise;
    if (this.#failure !== undefined) throw this.#failure;
    return this.#stream.bytesWritten - before;
  }

  close(): void {
    this.#stream.destroy();
  }
}

function truncated(byteOffset: number): SourceError {
  const message = `The gzip data ends too early, after ${byteOffset} bytes: the file was cut short. Get the whole file again.`;
  return new SourceError("SOURCE_GZIP_TRUNCATED", message, { byteOffset });
}

/** The fault lies in these bytes: at which of them zlib stopped it does not say. */
function corrupt(start: number, end: number, cause: unknown): SourceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `The gzip data is damaged between byte ${start} and byte ${end} (${reason}). Get the file again, or compress it again.`;
  return new SourceError("SOURCE_GZIP_CORRUPT", message, { byteOffset: start, cause });
}

function trailingBytes(byteOffset: number): SourceError {
  const message = `Bytes that are not gzip follow the gzip data, from byte ${byteOffset} on. They may be data: compress them too, or remove them.`;
  return new SourceError("SOURCE_GZIP_CORRUPT", message, { byteOffset });
}

import { createGunzip, type Gunzip } from "node:zlib";
import { SourceError } from "./source-error.ts";

const PIECE_BYTES = 65_536;

/**
 * Decompress gzip as it streams, concatenated members included.
 *
 * Zero bytes after the last member are padding; anything else there is refused, since it may be data.
 *
 * @throws {SourceError} `SOURCE_GZIP_TRUNCATED`, `SOURCE_GZIP_CORRUPT`
 */
export async function* gunzip(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: PIECE_BYTES });
  const feeder = new Feeder(stream);
  const feeding = feeder.feed(compressed);
  feeding.catch((error: unknown) => stream.destroy(error as Error));
  try {
    for await (const bytes of stream) yield bytes as Uint8Array;
    await feeding;
    feeder.refuseRest();
  } catch (error) {
    throw feeder.explain(error);
  } finally {
    feeder.stop();
    stream.destroy();
  }
}

interface Chunk {
  /** Offset of its first byte in the source. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Writes chunks into zlib and remembers the ones it has not taken yet. */
class Feeder {
  readonly #stream: Gunzip;
  #waiting: Chunk[] = [];
  #fed = 0;
  #stopped = false;

  constructor(stream: Gunzip) {
    this.#stream = stream;
  }

  async feed(compressed: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const bytes of compressed) {
      if (this.#stopped) return;
      this.#remember(bytes);
      if (!this.#isTaking()) this.refuseRest();
      else if (!this.#stream.write(bytes)) await this.#drained();
    }
    this.#stream.end();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Nothing but zero bytes may follow the point where decompression ended. */
  refuseRest(): void {
    const taken = this.#stream.bytesWritten;
    for (const { start, bytes } of this.#waiting) {
      const at = bytes.findIndex((byte, index) => start + index >= taken && byte !== 0);
      if (at >= 0) throw trailingBytes(start + at);
    }
    if (!this.#isTaking()) this.#waiting = [];
  }

  /** zlib's error in the reader's words; any other error as it is. */
  explain(error: unknown): unknown {
    const code = (error as { code?: unknown } | null)?.code;
    if (code === "Z_BUF_ERROR") return truncated(this.#fed, error);
    if (code === "Z_DATA_ERROR" || code === "Z_NEED_DICT")
      return corrupt(this.#stream.bytesWritten, this.#fed, error);
    return error;
  }

  #remember(bytes: Uint8Array): void {
    const taken = this.#stream.bytesWritten;
    const isTaken = ({ start, bytes: earlier }: Chunk) => start + earlier.length <= taken;
    const kept = this.#waiting.findIndex((chunk) => !isTaken(chunk));
    this.#waiting.splice(0, kept < 0 ? this.#waiting.length : kept);
    this.#waiting.push({ start: this.#fed, bytes });
    this.#fed += bytes.length;
  }

  #isTaking(): boolean {
    return !this.#stream.readableEnded && !this.#stream.destroyed;
  }

  async #drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const event of ["drain", "end", "close"]) this.#stream.once(event, resolve);
    await promise;
    for (const event of ["drain", "end", "close"]) this.#stream.off(event, resolve);
  }
}

function truncated(byteOffset: number, cause: unknown): SourceError {
  const message = `The gzip data ends too early, after ${byteOffset} bytes: the file was cut short. Get the whole file again.`;
  return new SourceError("SOURCE_GZIP_TRUNCATED", message, { byteOffset, cause });
}

/** zlib took all bytes up to an offset, and does not say at which of those it was given next it stopped. */
function corrupt(byteOffset: number, fed: number, cause: unknown): SourceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `The gzip data is damaged between byte ${byteOffset} and byte ${fed} (${reason}). Get the file again, or compress it anew.`;
  return new SourceError("SOURCE_GZIP_CORRUPT", message, { byteOffset, cause });
}

function trailingBytes(byteOffset: number): SourceError {
  const message = `Bytes that are not gzip follow the gzip data, from byte ${byteOffset} on. They may be data: compress them too, or remove them.`;
  return new SourceError("SOURCE_GZIP_CORRUPT", message, { byteOffset });
}

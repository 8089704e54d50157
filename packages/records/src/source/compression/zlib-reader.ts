import { constants, createInflate, inflateSync } from "node:zlib";
import { damaged, takePadding, truncated } from "./compressed-fault.ts";
import type { Compression, CompressionReader, Give } from "./compression.ts";
import { Decompression, OUTPUT_BYTES } from "./decompression.ts";

const NAME = "zlib";

/** Data with a zlib header (RFC 1950), which `Content-Encoding: deflate` names; deflate alone can't be told from other bytes. */
export const ZLIB: Compression = {
  name: NAME,
  isIt: isZlib,
  open: (give) => new ZlibReader(give),
};

/** Reads one zlib stream; zero bytes behind it are padding. */
class ZlibReader implements CompressionReader {
  readonly #inflation: Decompression;

  constructor(give: Give) {
    this.#inflation = new Decompression(createInflate({ chunkSize: OUTPUT_BYTES }), give);
  }

  async read(bytes: Uint8Array, offset: number): Promise<number> {
    if (this.#inflation.isEnded) return takePadding(NAME, bytes, offset);
    const taken = await this.#inflate(bytes, offset);
    if (taken < bytes.length) await this.end(offset);
    return taken;
  }

  async end(offset: number): Promise<void> {
    try {
      await this.#inflation.end();
    } catch {
      throw truncated(NAME, offset);
    }
  }

  close(): void {
    this.#inflation.close();
  }

  async #inflate(piece: Uint8Array, offset: number): Promise<number> {
    try {
      return await this.#inflation.write(piece);
    } catch (error) {
      throw damaged(NAME, [offset, offset + piece.length], error);
    }
  }
}

/** Headers of which no text begins with the like: of the fastest compression, and of the usual one. */
const UNLIKE_TEXT = [0x01, 0x9c];
/** What a source's head has at most. */
const HEAD_BYTES = 65_536;

/** Whether data with a header begin so; that is not all when a text may, too ("x^2"). */
function isZlib(head: Uint8Array): boolean {
  const [method = 0, flags = 0] = head;
  const isHeader = method === 0x78 && (method * 256 + flags) % 31 === 0 && (flags & 0x20) === 0;
  return isHeader && (UNLIKE_TEXT.includes(flags) || isInflatable(head));
}

/** Whether what can be seen of the data can be inflated: all of it, to its checksum, when that is all there is. */
function isInflatable(head: Uint8Array): boolean {
  const isWhole = head.length < HEAD_BYTES;
  const finishFlush = isWhole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  try {
    inflateSync(head, { finishFlush, maxOutputLength: 1_048_576 });
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
  }
}

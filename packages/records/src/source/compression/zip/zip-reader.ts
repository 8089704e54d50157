import { crc32, createInflateRaw } from "node:zlib";
import { sniffContent } from "../../sniff-content.ts";
import { SourceError } from "../../source-error.ts";
import { damaged, takePadding, truncated } from "../compressed-fault.ts";
import type { Compression, CompressionReader, Give } from "../compression.ts";
import { Decompression, OUTPUT_BYTES } from "../decompression.ts";
import { type Body, readArchive, type Want, type ZipFault } from "./read-archive.ts";
import type { EntryData } from "./zip-layout.ts";

const NAME = "zip";

/** A zip archive with one file in it, stored or deflated, as it streams. */
export const ZIP: Compression = {
  name: NAME,
  isIt(head) {
    const content = sniffContent(head);
    return content.kind === "format" && content.name === "a zip archive";
  },
  open: (give) => new ZipReader(give),
};

/** Gives the reading of an archive the bytes that it wants, and takes the text of its file. */
class ZipReader implements CompressionReader {
  readonly #give: Give;
  readonly #archive = readArchive();
  #want: Want | undefined;
  /** Bytes of what is wanted that have come. */
  #held: Buffer = Buffer.alloc(0);
  #body: EntryBody | undefined;

  constructor(give: Give) {
    this.#give = give;
    this.#want = this.#next(undefined);
  }

  read(bytes: Uint8Array, offset: number): Promise<number> | number {
    const want = this.#want;
    if (want === undefined) return takePadding(NAME, bytes, offset);
    if (want.kind === "body") return this.#takeBody(want, bytes, offset);
    const left = want.count - this.#held.length;
    const part = bytes.subarray(0, left);
    this.#held = Buffer.concat([this.#held, part]);
    if (part.length < left) return part.length;
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    this.#want = this.#next(held, offset + part.length);
    return part.length;
  }

  end(offset: number): void {
    if (this.#want === undefined) return;
    throw truncated(NAME, offset);
  }

  close(): void {
    this.#body?.close();
  }

  async #takeBody(want: Body, bytes: Uint8Array, offset: number): Promise<number> {
    this.#body ??= new EntryBody(want, this.#give);
    const body = this.#body;
    let taken: number;
    try {
      taken = await body.write(bytes);
    } catch (error) {
      throw damaged(NAME, [offset, offset + bytes.length], error);
    }
    if (body.isEnded) {
      body.close();
      this.#body = undefined;
      this.#want = this.#next(body.data, offset + taken);
    }
    return taken;
  }

  /** What the reading wants next; a part that is empty is there at once. */
  #next(answer: Buffer | EntryData | undefined, offset = 0): Want | undefined {
    const { value, done } = this.#archive.next(answer as Buffer & EntryData);
    if (done !== true) {
      if (value.kind === "bytes" && value.count === 0) return this.#next(Buffer.alloc(0), offset);
      return value.kind === "body" && value.size === 0
        ? this.#next({ crc: 0, compressedBytes: 0, textBytes: 0 } as EntryData, offset)
        : value;
    }
    if (value !== undefined) throw errorOf(value, offset);
    return undefined;
  }
}

/** The data of the one entry, on their way to be text; of an entry that is not read, only their length counts. */
class EntryBody {
  readonly #want: Body;
  readonly #give: Give;
  readonly #inflation: Decompression | undefined;
  isEnded = false;
  #crc = 0;
  #compressedBytes = 0;
  #textBytes = 0;

  constructor(want: Body, give: Give) {
    this.#want = want;
    this.#give = (bytes) => {
      this.#crc = crc32(bytes, this.#crc);
      this.#textBytes += bytes.length;
      return want.isRead ? give(bytes) : undefined;
    };
    if (want.isDeflated)
      this.#inflation = new Decompression(
        createInflateRaw({ chunkSize: OUTPUT_BYTES }),
        this.#give,
      );
  }

  get data(): EntryData {
    return {
      crc: this.#crc,
      compressedBytes: this.#compressedBytes,
      textBytes: this.#textBytes,
    };
  }

  /** Take the bytes that belong to the entry; gives how many these are. */
  async write(bytes: Uint8Array): Promise<number> {
    const { size = Number.POSITIVE_INFINITY } = this.#want;
    const part = bytes.subarray(0, size - this.#compressedBytes);
    const taken = await this.#write(part);
    this.#compressedBytes += taken;
    this.isEnded = taken < part.length || this.#compressedBytes === size;
    if (this.isEnded) await this.#inflation?.end();
    if (this.isEnded && this.#compressedBytes < size && size !== Number.POSITIVE_INFINITY)
      throw new Error("the data end before the size that its header gives");
    return taken;
  }

  close(): void {
    this.#inflation?.close();
  }

  async #write(part: Uint8Array): Promise<number> {
    if (this.#inflation !== undefined) return this.#inflation.write(part);
    await this.#give(Buffer.from(part));
    return part.length;
  }
}

function errorOf({ kind, message }: ZipFault, offset: number): SourceError {
  if (kind === "damaged") return damaged(NAME, [Math.max(0, offset - 1), offset], message);
  const text = `The zip archive ${message}`;
  return new SourceError("SOURCE_UNSUPPORTED_FORMAT", text, { byteOffset: 0 });
}

import { sniffContent } from "../../sniff-content.ts";
import { damaged, foreignBytes, takePadding, truncated } from "../compressed-fault.ts";
import type { Compression, CompressionReader, Give } from "../compression.ts";
import { BitInput, OutOfBits } from "./bit-input.ts";
import { BlockText } from "./block-text.ts";
import { BlockFault, readBlock, readUint32 } from "./read-block.ts";

const NAME = "bzip2";
const HEADER = /^B(?:Z(?:h[1-9]?)?)?$/;
const HEADER_BYTES = 4;
/** Magic numbers of six bytes: of a block (π), and of the end (√π). */
const BLOCK = [0x314159, 0x265359] as const;
const END = [0x177245, 0x385090] as const;
const LEVEL_BYTES = 100_000;
/** A block that was compressed badly is larger than its text by a hundredth; one of four times its size is none. */
const [MARGIN_BYTES, MOST_GROWTH] = [20_000, 4] as const;

/** bzip2: streams in a row. */
export const BZIP2: Compression = {
  name: NAME,
  isIt(head) {
    const content = sniffContent(head);
    return content.kind === "format" && content.name === "a bzip2 archive";
  },
  open: (give) => new Bzip2Reader(give),
};

/**
 * Reads streams one behind the other, given the bytes in pieces; zero bytes behind the last are padding.
 *
 * Blocks end at any bit, and don't say where. So one is read when as many bytes wait as it may need, and once more with twice
 * as many when these were not enough.
 */
class Bzip2Reader implements CompressionReader {
  readonly #give: Give;
  readonly #held = new HeldBytes();
  /** So many bytes have to wait before the next part is read. */
  #needed = 1;
  /** Room for a block; none between streams. */
  #links: Uint32Array | undefined;
  #crc = 0;
  #streams = 0;
  #isPadding = false;
  #isOver = false;

  constructor(give: Give) {
    this.#give = give;
  }

  async read(bytes: Uint8Array): Promise<number> {
    this.#held.add(bytes);
    while (this.#held.length >= this.#needed) await this.#readPart();
    return bytes.length;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    while (this.#held.length > 0 || this.#links !== undefined) await this.#readPart();
  }

  close(): void {
    this.#links = undefined;
  }

  /** Read a header, a block or an end, or find that more bytes are needed. */
  async #readPart(): Promise<void> {
    if (this.#links === undefined) {
      this.#readHeader(this.#held.take());
      return;
    }
    const { bytes, position } = this.#held.take();
    const input = new BitInput(bytes, position);
    try {
      await this.#readBlock(input, this.#links);
      this.#held.moveTo(input.position);
    } catch (error) {
      if (error instanceof OutOfBits) this.#wait(this.#links);
      else throw error instanceof BlockFault ? this.#damaged(input, error) : error;
    }
  }

  #readHeader({ bytes }: { readonly bytes: Buffer }): void {
    if (this.#isPadding || (this.#streams > 0 && bytes[0] === 0)) {
      this.#isPadding = true;
      this.#held.moveTo(takePadding(NAME, bytes, this.#held.offset) * 8);
      return;
    }
    const header = bytes.toString("latin1", 0, HEADER_BYTES);
    if (!HEADER.test(header)) throw foreignBytes(NAME, this.#held.offset);
    this.#needed = HEADER_BYTES;
    if (header.length === HEADER_BYTES) this.#start(Number(header[3]) * LEVEL_BYTES);
    else if (this.#isOver) throw truncated(NAME, this.#held.offset + bytes.length);
  }

  #start(blockBytes: number): void {
    this.#links = new Uint32Array(blockBytes);
    this.#needed = blockBytes + MARGIN_BYTES;
    this.#crc = 0;
    this.#streams++;
    this.#held.moveTo(HEADER_BYTES * 8);
  }

  async #readBlock(input: BitInput, links: Uint32Array): Promise<void> {
    const magic = [input.read(24), input.read(24)];
    if (isSame(magic, END)) {
      this.#readEnd(input);
      return;
    }
    if (!isSame(magic, BLOCK)) throw new BlockFault("no block begins here");
    const block = readBlock(input, links);
    const text = new BlockText(block);
    for (let piece = text.next(); piece !== undefined; piece = text.next()) await this.#give(piece);
    if (text.crc !== block.crc) throw new BlockFault("incorrect data check");
    this.#crc = ((this.#crc << 1) | (this.#crc >>> 31)) ^ block.crc;
    this.#needed = links.length + MARGIN_BYTES;
  }

  #readEnd(input: BitInput): void {
    if (readUint32(input) !== this.#crc >>> 0) throw new BlockFault("incorrect data check");
    input.skipToByte();
    this.#links = undefined;
    this.#needed = 1;
  }

  /** Not all of a part is there: it is read again when there is more, unless no part can be so large. */
  #wait(links: Uint32Array): void {
    const { offset, length } = this.#held;
    if (this.#isOver) throw truncated(NAME, offset + length);
    if (length > MOST_GROWTH * links.length)
      throw damaged(NAME, [offset, offset + length], "a block is too large");
    this.#needed = 2 * length;
  }

  #damaged(input: BitInput, fault: BlockFault): Error {
    const { offset, length } = this.#held;
    return damaged(NAME, [offset, offset + Math.min(length, input.position >>> 3)], fault);
  }
}

/** Bytes that are read bit by bit, with what was read forgotten. */
class HeldBytes {
  #bytes: Buffer = Buffer.alloc(0);
  #pieces: Buffer[] = [];
  #position = 0;
  /** Bytes from the first that is not read whole. */
  length = 0;
  /** Where that is in the source. */
  offset = 0;

  add(piece: Uint8Array): void {
    this.#pieces.push(Buffer.from(piece));
    this.length += piece.length;
  }

  /** All bytes, and the first bit of them to read. */
  take(): { readonly bytes: Buffer; readonly position: number } {
    if (this.#pieces.length > 0) this.#bytes = Buffer.concat([this.#bytes, ...this.#pieces]);
    this.#pieces = [];
    return { bytes: this.#bytes, position: this.#position };
  }

  /** Go on at another bit of the bytes that were taken. */
  moveTo(position: number): void {
    const read = position >>> 3;
    this.#bytes = this.#bytes.subarray(read);
    this.#position = position & 7;
    this.length -= read;
    this.offset += read;
  }
}

function isSame(magic: readonly number[], expected: readonly number[]): boolean {
  return magic[0] === expected[0] && magic[1] === expected[1];
}

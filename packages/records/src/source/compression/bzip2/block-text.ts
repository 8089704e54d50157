import type { SortedBlock } from "./read-block.ts";

const PIECE_BYTES = 65_536;
/** So many equal bytes are followed by how many more of them there are. */
const RUN_BYTES = 4;
let table: Int32Array | undefined;

/** The text of a block in pieces, with its sum so far: the block is only right when that is its own at the end. */
export class BlockText {
  readonly #links: Uint32Array;
  #left: number;
  #at: number;
  /** Equal bytes before, of which the next may be a count. */
  #equal = 0;
  #byte = -1;
  /** Bytes of a run that are still to be given. */
  #repeats = 0;
  #crc = 0xffffffff;

  constructor({ links, length, first }: SortedBlock) {
    this.#links = links;
    this.#left = length;
    this.#at = (links[first] as number) >>> 8;
  }

  /** The sum of what was given. */
  get crc(): number {
    return ~this.#crc >>> 0;
  }

  /** The next piece, or `undefined` when there is no more. */
  next(): Uint8Array | undefined {
    if (this.#left === 0 && this.#repeats === 0) return undefined;
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const filled = this.#fill(piece);
    this.#sum(piece, filled);
    return piece.subarray(0, filled);
  }

  /** A byte of the block is one of the text, or says how many more of the last there are. */
  #fill(piece: Uint8Array): number {
    // What the loop changes for every byte is in variables: private fields take several times as long.
    const links = this.#links;
    let [left, at, equal, byte] = [this.#left, this.#at, this.#equal, this.#byte];
    let filled = this.#repeat(piece, 0);
    while (left > 0 && filled < PIECE_BYTES) {
      const link = links[at] as number;
      at = link >>> 8;
      left--;
      if (equal === RUN_BYTES) {
        equal = 0;
        this.#repeats = link & 0xff;
        this.#byte = byte;
        filled = this.#repeat(piece, filled);
        continue;
      }
      equal = (link & 0xff) === byte ? equal + 1 : 1;
      byte = link & 0xff;
      piece[filled++] = byte;
    }
    [this.#left, this.#at, this.#equal, this.#byte] = [left, at, equal, byte];
    return filled;
  }

  /** Put as many repetitions of the last byte as there is room for; gives the place behind them. */
  #repeat(piece: Uint8Array, start: number): number {
    const end = Math.min(start + this.#repeats, PIECE_BYTES);
    if (end > start) piece.fill(this.#byte, start, end);
    this.#repeats -= end - start;
    return end;
  }

  #sum(bytes: Uint8Array, length: number): void {
    table ??= crcTable();
    let crc = this.#crc;
    for (let at = 0; at < length; at++)
      crc = (crc << 8) ^ (table[((crc >>> 24) ^ (bytes[at] as number)) & 0xff] as number);
    this.#crc = crc;
  }
}

/** The sums of bytes, the highest bit first. */
function crcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
    return sum;
  });
}

/** What the bytes of a frame are in turn. */
type Part = "descriptor" | "header" | "block header" | "block" | "checksum" | "end";

const [HAS_CHECKSUM, IS_SINGLE_SEGMENT] = [0x04, 0x20] as const;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const REPEATED_BYTE = 1;

/**
 * Finds where a zstd frame ends (RFC 8878), from what its parts say of their lengths; nothing is decompressed.
 *
 * zlib's stream of Node ends after one frame, and does not say where.
 */
export class ZstdFrame {
  #part: Part = "descriptor";
  /** Bytes of the part that have not come yet. */
  #left = 1;
  #blockHeader = 0;
  #hasChecksum = false;
  #isLastBlock = false;
  /** Whether the frame was compressed with a dictionary, by its header. */
  hasDictionary = false;

  get isEnded(): boolean {
    return this.#part === "end";
  }

  /** How many of the bytes behind those before, or behind the magic number, belong to the frame. */
  take(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && this.#part !== "end") {
      const count = Math.min(this.#left, bytes.length - at);
      this.#look(bytes.subarray(at, at + count));
      at += count;
      this.#left -= count;
      while (this.#left === 0 && !this.isEnded) this.#next();
    }
    return at;
  }

  #look(bytes: Uint8Array): void {
    const [first = 0] = bytes;
    if (this.#part === "descriptor") this.#descriptor = first;
    if (this.#part !== "block header") return;
    for (const byte of bytes) this.#blockHeader = (this.#blockHeader >> 8) | (byte << 16);
  }

  #descriptor = 0;

  #next(): void {
    if (this.#part === "descriptor") this.#start("header", this.#headerBytes());
    else if (this.#part === "block header") this.#startBlock();
    else if (this.#part === "checksum" || (this.#isLastBlock && !this.#hasChecksum))
      this.#part = "end";
    else if (this.#isLastBlock) this.#start("checksum", CHECKSUM_BYTES);
    else this.#start("block header", BLOCK_HEADER_BYTES);
  }

  #headerBytes(): number {
    const descriptor = this.#descriptor;
    const isSingle = (descriptor & IS_SINGLE_SEGMENT) !== 0;
    const dictionary = DICTIONARY_ID_BYTES[descriptor & 3] ?? 0;
    const sizeFlag = descriptor >> 6;
    const sizeBytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : 2 ** sizeFlag;
    this.#hasChecksum = (descriptor & HAS_CHECKSUM) !== 0;
    this.hasDictionary = dictionary > 0;
    return (isSingle ? 0 : 1) + dictionary + sizeBytes;
  }

  #startBlock(): void {
    const header = this.#blockHeader;
    this.#isLastBlock = (header & 1) === 1;
    const isRepeated = ((header >> 1) & 3) === 1;
    this.#start("block", isRepeated ? REPEATED_BYTE : header >> 3);
    this.#blockHeader = 0;
  }

  #start(part: Part, bytes: number): void {
    this.#part = part;
    this.#left = bytes;
  }
}

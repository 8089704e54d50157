import type { Kernel } from "@cloudapi/records/internal";
import { SnappyCompressor } from "./snappy-compressor.ts";

/** The table that the kernel finds repeats by: 2 bytes for each hash of 14 bits. */
const PLACES_BYTES = 2 << 14;
/** Read past the end of an input. */
const SLACK_BYTES = 16;

/** The same as `SnappyCompressor`, byte for byte, by the kernel and in its memory. */
export class KernelSnappy {
  readonly #kernel: Kernel;
  readonly #places: number;
  #input = 0;
  #output = 0;
  /** The longest input that there is room for. */
  #room = 0;
  /** For pages that there is no memory for. */
  #plain: SnappyCompressor | undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#places = kernel.allocate(PLACES_BYTES);
  }

  /** The compressed bytes, valid until the next call. */
  compress(input: Uint8Array): Uint8Array {
    if (input.length > this.#room && !this.#makeRoom(input.length)) {
      this.#plain ??= new SnappyCompressor();
      return this.#plain.compress(input);
    }
    const { functions } = this.#kernel;
    this.#kernel.bytesAt(this.#input, input.length).set(input);
    const bytes = functions.compressSnappy(this.#input, input.length, this.#places, this.#output);
    return this.#kernel.bytesAt(this.#output, bytes);
  }

  /** Whether the kernel's memory could grow so far. */
  #makeRoom(bytes: number): boolean {
    const room = Math.max(bytes, 2 * this.#room);
    const outputBytes = 32 + room + Math.ceil(room / 6);
    try {
      // In one piece, so that nothing is taken where there is not enough.
      this.#input = this.#kernel.allocate(room + SLACK_BYTES + outputBytes);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.#output = this.#input + room + SLACK_BYTES;
    this.#room = room;
    return true;
  }
}

import type { Kernel } from "@cloudapi/records/internal";
import { ANYTHING, SnappyCompressor, type SnappyContent } from "../snappy-compressor.ts";
import { KernelRoom } from "./kernel-room.ts";

/** The table that the kernel finds repeats by: 2 bytes for each hash of 14 bits. */
const PLACES_BYTES = 2 << 14;

/** The same as `SnappyCompressor`, byte for byte, by the kernel and in its memory. */
export class KernelSnappy {
  readonly #kernel: Kernel;
  readonly #places: number;
  readonly #input: KernelRoom;
  readonly #output: KernelRoom;
  /** For the result outside of that memory, out of which V8 copies slowly to a place that is not aligned. */
  #result = new Uint8Array(0);
  /** For pages that there is no memory for. */
  #plain: SnappyCompressor | undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#places = kernel.allocate(PLACES_BYTES);
    this.#input = new KernelRoom(kernel);
    this.#output = new KernelRoom(kernel);
  }

  /** The compressed bytes, valid until the next call; an input in the kernel's memory is read where it lies. */
  compress(input: Uint8Array, content: SnappyContent = ANYTHING): Uint8Array {
    try {
      return this.#compress(input, content);
    } catch (error) {
      // There is no more memory.
      if (!(error instanceof RangeError)) throw error;
      this.#plain ??= new SnappyCompressor();
      return this.#plain.compress(input, content);
    }
  }

  #compress(input: Uint8Array, { head, kind }: SnappyContent): Uint8Array {
    const { length } = input;
    const output = this.#output.reserve(32 + length + Math.ceil(length / 6));
    const address = this.#input.addressOf(input);
    const { functions } = this.#kernel;
    const bytes = functions.compressSnappy(address, length, head, kind, this.#places, output);
    if (bytes > this.#result.length) this.#result = new Uint8Array(2 * bytes);
    this.#result.set(this.#kernel.bytesAt(output, bytes));
    return this.#result.subarray(0, bytes);
  }
}

import type { Kernel } from "@cloudapi/records/internal";

/** The table that the kernel finds repeats by: 2 bytes for each hash of 14 bits. */
const PLACES_BYTES = 2 << 14;

/** The same as `SnappyCompressor`, byte for byte, by the kernel and in its memory. */
export class KernelSnappy {
  readonly #kernel: Kernel;
  readonly #places: number;
  #input = 0;
  #output = 0;
  /** The longest input that there is room for. */
  #room = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#places = kernel.allocate(PLACES_BYTES);
  }

  /** The compressed bytes, valid until the next call. */
  compress(input: Uint8Array): Uint8Array {
    if (input.length > this.#room) this.#makeRoom(input.length);
    const { functions } = this.#kernel;
    this.#kernel.bytesAt(this.#input, input.length).set(input);
    const bytes = functions.compressSnappy(this.#input, input.length, this.#places, this.#output);
    return this.#kernel.bytesAt(this.#output, bytes);
  }

  #makeRoom(bytes: number): void {
    const room = Math.max(bytes, 2 * this.#room);
    this.#input = this.#kernel.allocate(room);
    this.#output = this.#kernel.allocate(32 + room + Math.ceil(room / 6));
    this.#room = room;
  }
}

import type { Kernel } from "@cloudapi/records/internal";

/** Memory of the kernel that is used again and again, and another where more is needed. */
export class KernelRoom {
  readonly #kernel: Kernel;
  #address = 0;
  #bytes = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * The address of so many bytes at least.
   *
   * @param kept bytes of what was there that are still needed
   * @throws {RangeError} if the memory can't grow
   */
  reserve(bytes: number, kept = 0): number {
    if (bytes <= this.#bytes && this.#address !== 0) return this.#address;
    const wanted = Math.max(bytes, 2 * this.#bytes);
    const address = this.#kernel.allocate(wanted, "anything");
    if (kept > 0)
      this.#kernel.bytesAt(address, kept).set(this.#kernel.bytesAt(this.#address, kept));
    this.#address = address;
    this.#bytes = wanted;
    return address;
  }

  /**
   * The address of an array: its own if it lies in the kernel's memory, otherwise that of a copy.
   *
   * @throws {RangeError} if the memory can't grow
   */
  addressOf(array: ArrayBufferView): number {
    if (this.#kernel.holds(array)) return array.byteOffset;
    const { buffer, byteOffset, byteLength } = array;
    const address = this.reserve(byteLength);
    this.#kernel.bytesAt(address, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
    return address;
  }
}

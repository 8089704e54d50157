import type { Kernel } from "@cloudapi/records/internal";
import { KernelRoom } from "./kernel-room.ts";

/** The bytes of a page, in the kernel's memory. */
export class KernelBody {
  readonly #kernel: Kernel;
  readonly #room: KernelRoom;
  /** Bytes written so far. */
  length = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#room = new KernelRoom(kernel);
  }

  /** The bytes, where they lie. */
  get bytes(): Uint8Array {
    return this.#kernel.bytesAt(this.#room.reserve(0), this.length);
  }

  /**
   * The address behind the last byte, where there is room for so many more.
   *
   * @throws {RangeError} if the memory can't grow
   */
  reserve(bytes: number): number {
    return this.#room.reserve(this.length + bytes, this.length) + this.length;
  }

  /** Count the bytes up to an address as written. */
  advanceTo(address: number): void {
    this.length = address - this.#room.reserve(0);
  }
}

import type { Kernel } from "@cloudapi/records/internal";
import { BOUNDS_BYTES, TEXTS_BYTES } from "@cloudapi/records/internal";
import { KernelRoom } from "./kernel-room.ts";

/** What one column after another is encoded with, in the kernel's memory. */
export class KernelWork {
  readonly kernel: Kernel;
  /** Addresses of bounds and of texts (`encode-layout.ts`). */
  readonly bounds: number;
  readonly texts: number;
  /** For copies of what lies elsewhere. */
  readonly values: KernelRoom;
  readonly codes: KernelRoom;
  readonly levels: KernelRoom;
  readonly starts: KernelRoom;
  readonly ends: KernelRoom;
  readonly sourceOf: KernelRoom;
  readonly sources: KernelRoom;
  /** For the addresses of sources. */
  readonly addresses: KernelRoom;
  /** For distinct numbers, the table that they are looked up in, and their codes. */
  readonly distinct: KernelRoom;
  readonly table: KernelRoom;
  readonly numbers: KernelRoom;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.bounds = kernel.allocate(BOUNDS_BYTES);
    this.texts = kernel.allocate(TEXTS_BYTES);
    const room = () => new KernelRoom(kernel);
    [this.values, this.codes, this.levels] = [room(), room(), room()];
    [this.starts, this.ends, this.sourceOf] = [room(), room(), room()];
    [this.sources, this.addresses] = [room(), room()];
    [this.distinct, this.table, this.numbers] = [room(), room(), room()];
  }

  /** So many words of four bytes at an address. */
  wordsAt(address: number, length: number): Int32Array {
    return new Int32Array(this.kernel.buffer, address, length);
  }
}

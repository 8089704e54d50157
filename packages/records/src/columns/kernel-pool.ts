import type { Kernel } from "../kernel/kernel.ts";
import { ArrayPool, type PooledArray } from "./array-pool.ts";

/** Pieces are no smaller. */
const LEAST_BITS = 6;
const MOST_BITS = 31;

/**
 * Arrays in the kernel's memory, which are used again: as pieces of memory of lengths that are powers of two, halves of
 * larger ones where there are none. Where that memory can't grow they are the arrays of any other pool. What another thread
 * may still read is not used again before that is done.
 */
export class KernelPool extends ArrayPool {
  readonly #kernel: Kernel;
  /** Addresses of free pieces, by the power of two that they are long. */
  readonly #free: number[][] = Array.from({ length: MOST_BITS + 1 }, () => []);
  /** Pieces that are free once so many readers are done. */
  readonly #kept: { readonly address: number; readonly bits: number; readonly until: number }[] =
    [];
  #readers = 0;
  #readersDone = 0;

  constructor(kernel: Kernel, maxFreeBytes?: number) {
    super(maxFreeBytes);
    this.#kernel = kernel;
  }

  override take<T extends PooledArray>(like: T, length: number): T {
    const rounded = 2 ** Math.ceil(Math.log2(length));
    const address = this.#piece(bitsOf(rounded * like.BYTES_PER_ELEMENT));
    if (address === undefined) return super.take(like, length);
    const { buffer } = this.#kernel;
    if (Buffer.isBuffer(like)) return Buffer.from(buffer, address, rounded) as unknown as T;
    return new (like.constructor as ArrayOver<T>)(buffer, address, rounded);
  }

  /** From now on, keep what is given back until as many readers of what is there are done. */
  addReader(): void {
    this.#readers++;
  }

  /** The reader that has been there for longest is done. */
  removeReader(): void {
    this.#readersDone++;
    while ((this.#kept[0]?.until ?? Number.POSITIVE_INFINITY) <= this.#readersDone)
      this.#free[this.#kept[0]?.bits ?? 0]?.push(this.#kept.shift()?.address ?? 0);
  }

  override give(array: PooledArray): void {
    const hasReaders = this.#readers > this.#readersDone;
    if (array.length === 0 || !this.#kernel.holds(array)) {
      // What readers may still have of it is theirs: nobody else gets it.
      if (!hasReaders) super.give(array);
      return;
    }
    const piece = { address: array.byteOffset, bits: bitsOf(array.byteLength) };
    if (hasReaders) this.#kept.push({ ...piece, until: this.#readers });
    else this.#free[piece.bits]?.push(piece.address);
  }

  /** The address of a piece; `undefined` where there is no more memory. */
  #piece(bits: number): number | undefined {
    let larger = bits;
    while (larger <= MOST_BITS && this.#free[larger]?.length === 0) larger++;
    const address = this.#free[larger]?.pop();
    if (address === undefined) return this.#allocate(2 ** bits);
    while (larger > bits) this.#free[--larger]?.push(address + 2 ** larger);
    return address;
  }

  #allocate(bytes: number): number | undefined {
    try {
      return this.#kernel.allocate(bytes, "anything");
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
}

type ArrayOver<T> = new (buffer: ArrayBuffer, address: number, length: number) => T;

function bitsOf(bytes: number): number {
  return Math.max(LEAST_BITS, Math.ceil(Math.log2(bytes)));
}

import type { Kernel } from "../kernel/kernel.ts";

/** Bytes of a slab, at least; a row has to fit. */
const SLAB_BYTES = 1024;
const MOST_SLAB_ROWS = 32;
/** Bytes of a block, at least: memory grows by one at a time. */
const BLOCK_BYTES = 256 * 1024;
const WORD_BYTES = 4;

/** The same memory as arrays of what rows are made of. */
export interface Block {
  readonly words: Int32Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly integers: BigInt64Array;
}

/**
 * Memory for rows of a fixed width, given out in slabs of a few rows each, which are used again: hundreds of partitions
 * fill by turns, and arrays of their own for each would be half empty. A place is a number of words of four bytes: the
 * block in its upper bits, the word in it in the lower ones. With a kernel the blocks are in its memory, as long as that can grow.
 */
export class SlabMemory {
  readonly slabRows: number;
  readonly slabWords: number;
  /** Bits of a place that are the word in its block. */
  readonly shift: number;
  readonly mask: number;
  readonly blocks: Block[] = [];
  readonly #kernel: Kernel | undefined;
  /** Whether all blocks are in the kernel's memory. */
  isInKernel: boolean;
  readonly #free: number[] = [];
  #next = 0;
  #end = 0;

  /** @param rowWords words of a row */
  constructor(rowWords: number, kernel?: Kernel) {
    this.#kernel = kernel;
    this.isInKernel = kernel !== undefined;
    const rowBytes = rowWords * WORD_BYTES;
    let rows = 1;
    while (rows < MOST_SLAB_ROWS && rows * rowBytes < SLAB_BYTES) rows *= 2;
    this.slabRows = rows;
    this.slabWords = rows * rowWords;
    this.shift = Math.ceil(Math.log2(Math.max(BLOCK_BYTES / WORD_BYTES, this.slabWords)));
    this.mask = 2 ** this.shift - 1;
  }

  get slabBytes(): number {
    return this.slabWords * WORD_BYTES;
  }

  /** The place of a slab, whose words are undefined. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#next + this.slabWords > this.#end) this.#grow();
    const slab = this.#next;
    this.#next += this.slabWords;
    return slab;
  }

  /** Take a slab back; nobody may use it any more. */
  give(slab: number): void {
    this.#free.push(slab);
  }

  #grow(): void {
    this.#next = this.blocks.length * 2 ** this.shift;
    this.#end = this.#next + 2 ** this.shift;
    const words = 2 ** this.shift;
    const { buffer, at } = this.#allocate(words * WORD_BYTES);
    this.blocks.push({
      words: new Int32Array(buffer, at, words),
      floats: new Float32Array(buffer, at, words),
      doubles: new Float64Array(buffer, at, words / 2),
      integers: new BigInt64Array(buffer, at, words / 2),
    });
  }

  #allocate(bytes: number): { readonly buffer: ArrayBuffer; readonly at: number } {
    const kernel = this.isInKernel ? this.#kernel : undefined;
    try {
      const at = kernel?.allocate(bytes, "anything");
      if (kernel !== undefined && at !== undefined) return { buffer: kernel.buffer, at };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.isInKernel = false;
    }
    return { buffer: new ArrayBuffer(bytes), at: 0 };
  }
}

import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/store-layout.ts";
import type { ArrayPool } from "./array-pool.ts";

const FIRST_BYTES = 512;
const MOST_BYTES = 65_536;
const NONE = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));

/**
 * Texts of one partition as their bytes, in chunks. The place of a text is a number: chunks lie one behind the other,
 * and a text is in one of them, however long it is.
 */
export class PlainTexts {
  readonly chunks: Buffer[] = [];
  /** Where each chunk begins. */
  readonly starts: number[] = [];
  readonly #pool: ArrayPool;
  readonly #kernel: Kernel | undefined;
  /** The words of the holder, in which the kernel finds the chunk and notes how far it has come. */
  readonly #words: Int32Array;
  /** The chunk that has room, also to be written four bytes at a time. */
  chunk = NONE;
  view = NO_VIEW;

  constructor(pool: ArrayPool, words: Int32Array, kernel: Kernel | undefined) {
    this.#pool = pool;
    this.#words = words;
    this.#kernel = kernel;
  }

  /** Where in the chunk the next text goes. */
  get at(): number {
    return this.#words[layout.CHUNK_AT / 4] as number;
  }

  set at(at: number) {
    this.#words[layout.CHUNK_AT / 4] = at;
  }

  get #start(): number {
    return this.#words[layout.CHUNK_PLACE / 4] as number;
  }

  /** The place of the next text. */
  get place(): number {
    return this.#start + this.at;
  }

  /**
   * Make room for a text.
   *
   * @returns the bytes of memory that were taken for it
   */
  reserve(length: number): number {
    return this.at + length <= this.chunk.length ? 0 : this.#open(length);
  }

  #open(length: number): number {
    const wanted = Math.min(MOST_BYTES, Math.max(FIRST_BYTES, this.chunk.length * 2));
    const start = this.#start + this.chunk.length;
    this.#go(this.#pool.take(NONE, Math.max(wanted, length)), start);
    this.view = new DataView(this.chunk.buffer, this.chunk.byteOffset, this.chunk.length);
    this.chunks.push(this.chunk);
    this.starts.push(start);
    return this.chunk.length;
  }

  /** Go on in another chunk, whose first text has such a place. */
  #go(chunk: Buffer<ArrayBuffer>, start: number): void {
    const isHeld = this.#kernel?.holds(chunk) === true;
    this.chunk = chunk;
    this.at = 0;
    this.#words[layout.CHUNK_PLACE / 4] = start;
    this.#words[layout.CHUNK / 4] = isHeld ? chunk.byteOffset : 0;
    this.#words[layout.CHUNK_BYTES / 4] = isHeld ? chunk.length : 0;
  }

  /** Keep a text of so many bytes that was put there; its place. */
  keep(length: number): number {
    const { place } = this;
    this.at += length;
    return place;
  }

  /** Forget all texts; the memory goes back to the pool. */
  clear(): void {
    for (const chunk of this.chunks) this.#pool.give(chunk);
    this.detach();
  }

  /** Forget all texts; whoever has the chunks gives their memory back. */
  detach(): void {
    this.chunks.length = 0;
    this.starts.length = 0;
    this.#go(NONE, 0);
    this.view = NO_VIEW;
  }
}

import type { Allocate } from "../framing/byte-window.ts";

/** So many buffers are left alone after their use, for rows that lie in them are good until the batch after the next. */
const RESTING = 2;
/** A larger buffer was for a line that is seldom so long, and is not held for those after it. */
const MOST_BYTES = 1_048_576;

/** Memory for one buffer behind the other, which is used again unless a record has a part of it: new memory costs more than what is done with it. */
export class ReusedMemory {
  /** The buffer in use, unless it has to be kept. */
  #last: Buffer<ArrayBuffer> | undefined;
  /** Buffers that no record has, the one not used for longest first. */
  readonly #earlier: Buffer<ArrayBuffer>[] = [];

  /** Leave the buffer in use to a record. */
  keep(): void {
    this.#last = undefined;
  }

  /** The next buffer; the one in use is done with. */
  readonly allocate: Allocate = (bytes) => {
    if (this.#last !== undefined && this.#last.length <= MOST_BYTES) this.#earlier.push(this.#last);
    const oldest = this.#earlier.length > RESTING ? this.#earlier.shift() : undefined;
    const fits = oldest !== undefined && oldest.length >= bytes;
    this.#last = fits ? oldest : Buffer.allocUnsafeSlow(bytes);
    return this.#last;
  };
}

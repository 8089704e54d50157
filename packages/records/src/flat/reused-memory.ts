import type { Allocate } from "../framing/byte-window.ts";
import type { CutBytes } from "../framing/cut-records.ts";

/** So many buffers are left alone after their use, for rows that lie in them are good until the batch after the next. */
const RESTING = 2;
/** A larger buffer was for a line that is seldom so long, and is not held for those after it. */
const MOST_BYTES = 1_048_576;

/** Memory for one buffer behind the other, which is used again: new memory costs more than what is done with it. */
export class ReusedMemory {
  /** The buffer in use. */
  #last: Buffer<ArrayBuffer> | undefined;
  /** Those before it, the one not used for longest first. */
  readonly #earlier: Buffer<ArrayBuffer>[] = [];

  /** The next buffer; the one in use is done with. */
  readonly allocate: Allocate = (bytes) => {
    if (this.#last !== undefined && this.#last.length <= MOST_BYTES) this.#earlier.push(this.#last);
    const oldest = this.#earlier.length > RESTING ? this.#earlier.shift() : undefined;
    const fits = oldest !== undefined && oldest.length >= bytes;
    this.#last = fits ? oldest : Buffer.allocUnsafeSlow(bytes);
    return this.#last;
  };
}

/** Bytes of which each part is a copy of its own, for records that may be read when the bytes are others. */
export function copiesOf(bytes: Buffer): Buffer {
  const copies: CutBytes = {
    length: bytes.length,
    subarray: (start, end) => Buffer.from(bytes.subarray(start, end)),
  };
  // Nothing else is asked of bytes that records are cut from.
  return copies as Buffer;
}

import { SourceError } from "@cloudapi/records";

/** Bytes of a stream, taken in the pieces that are asked for. */
export class ByteQueue {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();
  #at = 0;
  /** How many bytes were taken. */
  taken = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async isEnded(): Promise<boolean> {
    return (await this.#fill(1)) < 1;
  }

  /** As many bytes, or as there are. */
  async takeSome(count: number): Promise<Uint8Array> {
    const length = Math.min(count, await this.#fill(count));
    const bytes = this.#held.subarray(this.#at, this.#at + length);
    this.#at += length;
    this.taken += length;
    return bytes;
  }

  /** @throws {SourceError} `SOURCE_TRUNCATED` when there are fewer */
  async take(count: number): Promise<Uint8Array> {
    const bytes = await this.takeSome(count);
    if (bytes.length === count) return bytes;
    const message = `The Avro file ends too early, after ${this.taken} bytes. Get the whole file again.`;
    throw new SourceError("SOURCE_TRUNCATED", message, { byteOffset: this.taken });
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** Hold as many bytes if there are; gives how many are held. */
  async #fill(count: number): Promise<number> {
    const parts = [this.#held.subarray(this.#at)];
    let held = this.#held.length - this.#at;
    if (held >= count) return held;
    while (held < count) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      const { value } = next;
      held += value.length;
      // Who made the chunk may use its memory again for the next one.
      parts.push(held < count ? Uint8Array.from(value) : value);
    }
    this.#held = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    this.#at = 0;
    return held;
  }
}

/** Bytes that are there already as a stream. */
export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

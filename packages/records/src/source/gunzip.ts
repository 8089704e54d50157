import { alignedPieces } from "./aligned-pieces.ts";
import { GzipReader } from "./gzip-reader.ts";

/** While so much waits to be taken, nothing more is decompressed. */
const WAITING_BYTES = 131_072;

/**
 * Decompress gzip as it streams, concatenated members included.
 *
 * Zero bytes after the last member are padding; anything else there is refused, since it may be data. What is given
 * before a fault does not depend on how the bytes came.
 *
 * @throws {SourceError} `SOURCE_GZIP_TRUNCATED`, `SOURCE_GZIP_CORRUPT`
 */
export async function* gunzip(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const queue = new Queue();
  void fill(queue, compressed);
  try {
    for (;;) {
      const bytes = queue.take();
      if (bytes !== undefined) yield bytes;
      else if (queue.isOver) break;
      else await queue.changed();
    }
  } finally {
    queue.stop();
  }
  if (queue.failure !== undefined) throw queue.failure.error;
}

/** Decompress ahead of the reader; never rejects. */
async function fill(queue: Queue, compressed: AsyncIterable<Uint8Array>): Promise<void> {
  const reader = new GzipReader((bytes) => {
    queue.give(bytes);
    return queue.isFull ? queue.room() : undefined;
  });
  try {
    for await (const piece of alignedPieces(compressed)) {
      await reader.read(piece);
      await queue.room();
      if (queue.isStopped) break;
    }
    if (!queue.isStopped) reader.end();
    queue.end();
  } catch (error) {
    queue.end({ error });
  } finally {
    reader.close();
  }
}

/** What is decompressed and not taken yet. */
class Queue {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isOver = false;
  #isStopped = false;
  #wake: (() => void)[] = [];
  failure: { readonly error: unknown } | undefined;

  get isOver(): boolean {
    return this.#isOver;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get isFull(): boolean {
    return this.#bytes > WAITING_BYTES && !this.#isStopped;
  }

  give(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    this.#tell();
  }

  take(): Uint8Array | undefined {
    const bytes = this.#chunks.shift();
    if (bytes === undefined) return undefined;
    this.#bytes -= bytes.length;
    this.#tell();
    return bytes;
  }

  end(failure?: { readonly error: unknown }): void {
    this.failure = failure;
    this.#isOver = true;
    this.#tell();
  }

  stop(): void {
    this.#isStopped = true;
    this.#tell();
  }

  /** Fulfilled when less waits, or nobody takes it any more. */
  async room(): Promise<void> {
    while (this.isFull) await this.changed();
  }

  changed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake.push(resolve);
    return promise;
  }

  #tell(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }
}

import { once } from "node:events";
import type { Transform } from "node:stream";
import type { Give } from "./compression.ts";

/** So much is decompressed before it is given; while more waits to be taken, nothing is. */
export const OUTPUT_BYTES = 131_072;

/** A stream of `node:zlib`. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

/** One stream of `node:zlib` at work, with nothing lost of what it gave before a fault. */
export class Decompression {
  readonly #stream: ZlibStream;
  #failure: Error | undefined;
  #settle: () => void = () => undefined;
  /** Whether the compressed data have come to their own end. */
  isEnded = false;

  constructor(stream: ZlibStream, give: Give) {
    this.#stream = stream;
    stream.on("data", (bytes: Uint8Array) => {
      const room = give(bytes);
      if (room === undefined) return;
      stream.pause();
      void room.then(() => stream.resume());
    });
    stream.on("end", () => {
      this.isEnded = true;
      this.#settle();
    });
    stream.on("error", (error) => {
      this.#failure = error;
      this.#settle();
    });
  }

  /** Decompress the bytes; gives how many of them belong to the data. */
  async write(bytes: Uint8Array): Promise<number> {
    // A fault would take with it what waits in the stream.
    while (this.#stream.readableLength > 0) await once(this.#stream, "data");
    const before = this.#stream.bytesWritten;
    await this.#until((done) => this.#stream.write(bytes, done));
    return this.#stream.bytesWritten - before;
  }

  close(): void {
    this.#stream.destroy();
  }

  /** No more bytes come: what is left was given. */
  async end(): Promise<void> {
    if (!this.isEnded) await this.#until(() => this.#stream.end());
  }

  async #until(start: (done: () => void) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#settle = resolve;
    start(resolve);
    await promise;
    if (this.#failure !== undefined) throw this.#failure;
  }
}

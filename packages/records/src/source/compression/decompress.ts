import { alignedPieces } from "./aligned-pieces.ts";
import type { Give, OpenReader } from "./compression.ts";
import { OUTPUT_BYTES } from "./decompression.ts";

/**
 * Decompress as the bytes stream, ahead of whoever takes what they give, by so much and no more.
 *
 * What is given before a fault does not depend on how the bytes came.
 *
 * @throws what the reader throws, after everything before it was given
 */
export async function* decompress(
  compressed: AsyncIterable<Uint8Array>,
  open: OpenReader,
): AsyncGenerator<Uint8Array> {
  const queue = openQueue();
  const filled = fill(queue, compressed, open);
  try {
    for (;;) {
      const bytes = queue.take();
      if (bytes !== undefined) yield bytes;
      else if (!(await queue.next())) break;
    }
  } finally {
    queue.end();
  }
  const failure = await filled;
  if (failure !== undefined) throw failure.error;
}

/** Decompress ahead of the reader; gives what failed, and never rejects. */
async function fill(
  queue: Queue,
  compressed: AsyncIterable<Uint8Array>,
  open: OpenReader,
): Promise<{ readonly error: unknown } | undefined> {
  const reader = open(queue.give);
  try {
    let offset = 0;
    for await (const piece of alignedPieces(compressed)) {
      for (let rest = piece; rest.length > 0; ) {
        const taken = await reader.read(rest, offset);
        offset += taken;
        rest = rest.subarray(taken);
      }
      if (!(await queue.room())) return undefined;
    }
    await reader.end(offset);
    return undefined;
  } catch (error) {
    return { error };
  } finally {
    reader.close();
    queue.end();
  }
}

type Queue = ReturnType<typeof openQueue>;

/** What is decompressed and not taken yet; closures are smaller in a bundle than a class. */
function openQueue() {
  const chunks: Uint8Array[] = [];
  let [waiting, isEnded] = [0, false];
  let wake: (() => void)[] = [];
  const isFull = () => waiting > OUTPUT_BYTES && !isEnded;
  const changed = () => new Promise<void>((resolve) => wake.push(resolve));
  function change(bytes: number): void {
    waiting += bytes;
    const woken = wake;
    wake = [];
    for (const resolve of woken) resolve();
  }
  /** Fulfilled when less waits: whether more is wanted. */
  async function room(): Promise<boolean> {
    while (isFull()) await changed();
    return !isEnded;
  }
  return {
    room,
    give: ((bytes) => {
      if (isEnded) return undefined;
      chunks.push(bytes);
      change(bytes.length);
      return isFull() ? room().then(() => undefined) : undefined;
    }) satisfies Give,
    take(): Uint8Array | undefined {
      const bytes = chunks.shift();
      if (bytes !== undefined) change(-bytes.length);
      return bytes;
    },
    /** Fulfilled when there is something to take: false when nothing comes any more. */
    async next(): Promise<boolean> {
      while (chunks.length === 0 && !isEnded) await changed();
      return chunks.length > 0;
    },
    /** Nothing is given any more; what was, can be taken. */
    end(): void {
      isEnded = true;
      change(0);
    },
  };
}

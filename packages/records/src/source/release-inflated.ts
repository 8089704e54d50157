import { OUTPUT_BYTES } from "./compression/decompression.ts";
import { GZIP } from "./compression/gzip-reader.ts";
import type { OpenText } from "./open-text.ts";

/**
 * The same text for who copies what it needs of a chunk before it asks for the next: what gzip was inflated to is given back at once. V8
 * would look for garbage again and again, since the memory of each chunk counts.
 */
export function releaseInflated(text: OpenText): OpenText {
  const isCopied = text.codec === GZIP.name && text.encoding === undefined;
  return isCopied ? { ...text, chunks: released(text.chunks) } : text;
}

async function* released(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last: ArrayBufferLike | undefined;
  for await (const chunk of chunks) {
    // Several chunks may lie in a buffer: it is full, and nobody writes to it any more, when another follows it.
    if (last !== undefined && last !== chunk.buffer) release(last);
    last = chunk.buffer;
    yield chunk;
  }
}

/** Buffers of this size are made for one stream each; a smaller part of a larger one may be Node's pool. */
function release(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === OUTPUT_BYTES) buffer.transfer(0);
}

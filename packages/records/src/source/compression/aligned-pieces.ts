/** How much is decompressed at a time: what a fault in a piece hides is at most the rest of that piece. */
const PIECE_BYTES = 65_536;

/**
 * The same bytes in pieces that end at multiples of 64 KiB, so that what is made of them does not depend on how they
 * came. A piece may be a view of a chunk: it is good until the next one is asked for.
 */
export async function* alignedPieces(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const held = Buffer.allocUnsafe(PIECE_BYTES);
  let heldBytes = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + PIECE_BYTES - heldBytes);
      at += part.length;
      if (part.length === PIECE_BYTES) {
        yield part;
        continue;
      }
      held.set(part, heldBytes);
      heldBytes += part.length;
      if (heldBytes < PIECE_BYTES) continue;
      heldBytes = 0;
      yield held;
    }
  }
  if (heldBytes > 0) yield held.subarray(0, heldBytes);
}

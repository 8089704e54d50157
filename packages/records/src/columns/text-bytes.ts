import type { PlainTexts } from "./plain-texts.ts";

const LENGTH_BYTES = 4;
/** Shorter texts are copied byte by byte, which costs less than a view of them. */
const SHORT_TEXT = 48;

/** Put a text, with its length before it, where there is room; its place. */
export function putText(texts: PlainTexts, text: string): number {
  const { chunk, at } = texts;
  const length = chunk.write(text, at + LENGTH_BYTES);
  chunk.writeUInt32LE(length, at);
  return texts.keep(length + LENGTH_BYTES);
}

/** The same for a text in its bytes. */
export function putBytes(
  texts: PlainTexts,
  from: Uint8Array,
  start: number,
  length: number,
): number {
  const { chunk, at } = texts;
  chunk[at] = length;
  chunk[at + 1] = length >>> 8;
  chunk[at + 2] = length >>> 16;
  chunk[at + 3] = length >>> 24;
  const to = at + LENGTH_BYTES;
  if (length > SHORT_TEXT) chunk.set(from.subarray(start, start + length), to);
  else for (let i = 0; i < length; i++) chunk[to + i] = from[start + i] as number;
  return texts.keep(length + LENGTH_BYTES);
}

/** The length of a text whose place in its chunk is known. */
export function lengthAt(chunk: Uint8Array, at: number): number {
  const low = (chunk[at] as number) | ((chunk[at + 1] as number) << 8);
  return low | ((chunk[at + 2] as number) << 16) | ((chunk[at + 3] as number) << 24);
}

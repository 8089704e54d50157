import type { PlainTexts } from "./plain-texts.ts";
import { copyBytes } from "./short-bytes.ts";

const LENGTH_BYTES = 4;

/** Put a text, with its length before it, where there is room; its place. */
export function putText(texts: PlainTexts, text: string): number {
  const { chunk, at } = texts;
  const length = chunk.write(text, at + LENGTH_BYTES);
  chunk.writeUInt32LE(length, at);
  return texts.keep(length + LENGTH_BYTES);
}

/** The same for a text in its bytes. */
export function putBytes(texts: PlainTexts, from: DataView, start: number, length: number): number {
  const { view, at } = texts;
  view.setInt32(at, length, true);
  copyBytes({ from, start, to: view, at: at + LENGTH_BYTES, length });
  return texts.keep(length + LENGTH_BYTES);
}

/** The length of a text whose place in its chunk is known. */
export function lengthAt(chunk: Uint8Array, at: number): number {
  const low = (chunk[at] as number) | ((chunk[at + 1] as number) << 8);
  return low | ((chunk[at + 2] as number) << 16) | ((chunk[at + 3] as number) << 24);
}

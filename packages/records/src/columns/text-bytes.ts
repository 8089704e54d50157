import { LONGEST_CODED } from "../kernel/store-layout.ts";
import type { PlainTexts } from "./plain-texts.ts";
import { copyBytes } from "./short-bytes.ts";

const LENGTH_BYTES = 4;
/** Bytes of UTF-8 are doubles that are numbers. */
const DOUBLE_BYTES = 8;

/** Put a text, with its length before it, where there is room; its place. */
export function putText(texts: PlainTexts, text: string): number {
  const { chunk, at } = texts;
  const length = chunk.write(text, at + LENGTH_BYTES);
  chunk.writeUInt32LE(length, at);
  return texts.keep(length + LENGTH_BYTES);
}

/**
 * The same for a text in its bytes.
 *
 * @param size how many bytes there are with it
 */
export function putBytes(
  texts: PlainTexts,
  view: DataView,
  start: number,
  length: number,
  size: number,
): number {
  const { view: to, at, chunk } = texts;
  to.setInt32(at, length, true);
  const target = at + LENGTH_BYTES;
  // What is behind the text in its chunk is free.
  const whole = (length + DOUBLE_BYTES - 1) & -DOUBLE_BYTES;
  if (start + whole <= size && target + whole <= chunk.length)
    for (let i = 0; i < whole; i += DOUBLE_BYTES)
      to.setFloat64(target + i, view.getFloat64(start + i, true), true);
  else copyBytes({ from: view, start, to, at: target, length });
  return texts.keep(length + LENGTH_BYTES);
}

/** The length of a text whose place in its chunk is known. */
export function lengthAt(chunk: Uint8Array, at: number): number {
  const low = (chunk[at] as number) | ((chunk[at + 1] as number) << 8);
  return low | ((chunk[at + 2] as number) << 16) | ((chunk[at + 3] as number) << 24);
}

/** Whether a text is longer than those that are looked up. */
export function isLong(text: string): boolean {
  if (text.length * 3 <= LONGEST_CODED) return false;
  return text.length > LONGEST_CODED || Buffer.byteLength(text) > LONGEST_CODED;
}

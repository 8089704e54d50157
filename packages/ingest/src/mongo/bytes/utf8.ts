import { isUtf8 } from "node:buffer";
import { WORD_BYTES } from "../../texts/words.ts";

const NOT_ASCII = 0x80808080;
const REPLACED = "\ufffd";

/** Whether bytes are UTF-8; those of ASCII are looked at four at a time. */
export function areUtf8(bytes: Buffer, view: DataView, start: number, end: number): boolean {
  let bits = 0;
  let at = start;
  for (; at + WORD_BYTES <= end; at += WORD_BYTES) bits |= view.getInt32(at, true);
  for (; at < end; at++) bits |= bytes[at] as number;
  return (bits & NOT_ASCII) === 0 || isUtf8(bytes.subarray(start, end));
}

/** The text of bytes; `undefined` where they may be none. */
export function textOf(bytes: Buffer, start: number, end: number): string | undefined {
  const text = bytes.toString("utf8", start, end);
  return text.includes(REPLACED) ? undefined : text;
}

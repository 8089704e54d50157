/** Bytes by four, the last of them filled up. */
export interface Words {
  readonly words: Int32Array;
  readonly length: number;
}

/** So many bytes are a word. */
export const WORD_BYTES = 4;

/** The words of a text in UTF-8. */
export function wordsOf(text: string): Words {
  const { length } = Buffer.from(text);
  const bytes = Buffer.alloc(Math.ceil(length / WORD_BYTES) * WORD_BYTES, text);
  bytes.fill(0, length);
  const words = Int32Array.from({ length: bytes.length / WORD_BYTES }, (_, at) =>
    bytes.readInt32LE(at * WORD_BYTES),
  );
  return { words, length };
}

/** Whether one of four bytes doesn't stand for itself in a text of JSON: a quote, a backslash, or less than a space. */
export function hasEscape(word: number): boolean {
  const belowSpace = word - 0x20202020;
  const quote = (word ^ 0x22222222) - 0x01010101;
  const backslash = (word ^ 0x5c5c5c5c) - 0x01010101;
  return ((belowSpace | quote | backslash) & ~word & 0x80808080) !== 0;
}

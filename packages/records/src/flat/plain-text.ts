const QUOTE = 0x22;
const WORD_BYTES = 4;
const [ONES, HIGH_BITS] = [0x01010101, 0x80808080] as const;
const [SPACES, QUOTES, BACKSLASHES] = [0x20202020, 0x22222222, 0x5c5c5c5c] as const;

/**
 * Where a text of JSON ends that begins at a place, at its closing quote; -1 unless its bytes are characters of ASCII that stand for
 * themselves. Four of them are looked at together.
 *
 * @param size how many bytes there are; to ask the view each time is a call
 */
export function endOfPlainText(view: DataView, start: number, size: number): number {
  const lastWord = size - WORD_BYTES;
  let at = start;
  let word = 0;
  let special = 0;
  for (; ; at += WORD_BYTES) {
    word = at <= lastWord ? view.getInt32(at, true) : wordAtEnd(view, at);
    special = specialIn(word);
    if (special !== 0) break;
  }
  const rest = (31 - Math.clz32(special & -special)) >> 3;
  return ((word >>> (rest * 8)) & 0xff) === QUOTE ? at + rest : -1;
}

/** Bits of which the lowest is in the first byte of a word that is a control character, a quote, a backslash or not ASCII; 0 without one. */
function specialIn(word: number): number {
  const quotes = (word ^ QUOTES) - ONES;
  const backslashes = (word ^ BACKSLASHES) - ONES;
  return (quotes | backslashes | (word - SPACES) | word) & HIGH_BITS;
}

/** Zeros, which are control characters, stand for what is not there. */
function wordAtEnd(view: DataView, at: number): number {
  let word = 0;
  for (let i = view.byteLength - 1; i >= at; i--) word = (word << 8) | view.getUint8(i);
  return word;
}

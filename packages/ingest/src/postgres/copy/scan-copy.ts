import type { TextRowBuffer } from "../../texts/text-row-buffer.ts";
import { WORD_BYTES } from "../../texts/words.ts";

const [TAB, LF, BACKSLASH, CAPITAL_N] = [0x09, 0x0a, 0x5c, 0x4e] as const;
/** What stands behind a backslash for another byte; all others stand for themselves. */
const ESCAPES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [letter, byte] of Object.entries({ b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }))
  ESCAPES[letter.charCodeAt(0)] = byte;

/**
 * Find the values of whole rows in the text format of COPY, and write those with escapes anew in their places.
 *
 * Source: PostgreSQL documentation, COPY, "Text Format".
 */
export function scanCopy(rows: TextRowBuffer, end: number): void {
  const { bytes } = rows;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let start = 0; start < end; ) {
    const rowEnd = scanRow(rows, view, start, end);
    rows.keep(start, rowEnd);
    start = rowEnd + 1;
  }
}

/** Find the values of a row; where its line feed is. */
function scanRow(rows: TextRowBuffer, view: DataView, start: number, end: number): number {
  const { bytes, width } = rows;
  const first = rows.begin();
  const { starts, ends } = rows;
  let from = start;
  let column = 0;
  for (let at = nextMark(bytes, view, start, end); at < end; ) {
    const byte = bytes[at] as number;
    const stop = byte === BACKSLASH ? endOfValue(bytes, at, end) : at;
    if (column < width) {
      const isNull = byte === BACKSLASH && at === from && bytes[at + 1] === CAPITAL_N;
      starts[first + column] = isNull ? -1 : from;
      ends[first + column] = byte === BACKSLASH ? unescape(bytes, at, stop) : at;
    }
    column++;
    if (bytes[stop] !== TAB) {
      if (column !== width) throw new Error(`A row of COPY has ${column} values, not ${width}.`);
      return stop;
    }
    from = stop + 1;
    at = nextMark(bytes, view, from, end);
  }
  throw new Error("A row of COPY has no end.");
}

/** The next tab, line feed or backslash; four bytes are looked at at a time. */
function nextMark(bytes: Buffer, view: DataView, start: number, end: number): number {
  let at = start;
  const last = end - WORD_BYTES;
  while (at <= last) {
    const marks = marksOf(view.getInt32(at, true));
    if (marks === 0) {
      at += WORD_BYTES;
      continue;
    }
    // The lowest of the bits is that of the first byte.
    at += (31 - Math.clz32(marks & -marks)) >> 3;
    if (isMark(bytes[at] as number)) return at;
    at++;
  }
  while (at < end && !isMark(bytes[at] as number)) at++;
  return at;
}

/** The upper bits of those of four bytes that are less than a space, or a backslash; above the first of them others may be set, too. */
function marksOf(word: number): number {
  const backslash = (word ^ 0x5c5c5c5c) - 0x01010101;
  return ((word - 0x20202020) | backslash) & ~word & 0x80808080;
}

function isMark(byte: number): boolean {
  return byte === TAB || byte === LF || byte === BACKSLASH;
}

/** Where a value ends that has a backslash: tabs and line feeds of its own are behind one as letters. */
function endOfValue(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== TAB && bytes[at] !== LF) at++;
  return at;
}

/** Write what is behind the first backslash without escapes; where it ends. */
function unescape(bytes: Buffer, start: number, end: number): number {
  let to = start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    bytes[to++] = byte === BACKSLASH ? (ESCAPES[bytes[++at] as number] as number) : byte;
  }
  return to;
}

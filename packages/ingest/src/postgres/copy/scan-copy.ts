import type { TextRowBuffer } from "../../texts/text-row-buffer.ts";

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
  for (let start = 0; start < end; ) {
    const rowEnd = scanRow(rows, start, end);
    rows.keep(start, rowEnd);
    start = rowEnd + 1;
  }
}

/** Find the values of a row; where its line feed is. */
function scanRow(rows: TextRowBuffer, start: number, end: number): number {
  const { bytes, width } = rows;
  const first = rows.begin();
  const { starts, ends } = rows;
  let from = start;
  let column = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte !== TAB && byte !== LF && byte !== BACKSLASH) continue;
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
    at = stop;
    from = stop + 1;
  }
  throw new Error("A row of COPY has no end.");
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

const LF = 10;

/** Whether a byte is white space of JSON: space, tab, line feed, carriage return. */
export function isBlankByte(byte: number | undefined): boolean {
  return byte === 32 || byte === LF || byte === 13 || byte === 9;
}

/** The place of the first byte from `start` on that is not blank; `end` when all are. */
export function skipBlank(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlankByte(bytes[at])) at++;
  return at;
}

/** How many line feeds there are in a part of the bytes. */
export function countLineFeeds(bytes: Uint8Array, start: number, end: number): number {
  const part = bytes.subarray(start, end);
  let count = 0;
  for (let at = part.indexOf(LF); at >= 0; at = part.indexOf(LF, at + 1)) count++;
  return count;
}

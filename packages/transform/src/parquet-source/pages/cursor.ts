/** Bytes that are read from the front, and not past their end. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
}

const MOST_VARINT_BYTES = 10;

export function cursorOf(bytes: Uint8Array, at = 0, end = bytes.length): Cursor {
  return { bytes, at, end };
}

export function readByte(cursor: Cursor): number {
  if (cursor.at >= cursor.end) throw new RangeError("it ends too early");
  return cursor.bytes[cursor.at++] as number;
}

/** Go on past a number of bytes, all of which are there. */
export function skipBytes(cursor: Cursor, count: number): void {
  if (!(count >= 0 && count <= cursor.end - cursor.at))
    throw new RangeError(`a length of ${count} bytes is more than there is`);
  cursor.at += count;
}

/** An unsigned number of seven bits a byte, lowest first; past 2^53 it is no longer exact. */
export function readVarint(cursor: Cursor): number {
  let value = 0;
  let scale = 1;
  for (let count = 0; count < MOST_VARINT_BYTES; count++) {
    const byte = readByte(cursor);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
  throw new RangeError("a number has too many bytes");
}

/** Such a number that has to fit 32 bits. */
export function readVarint32(cursor: Cursor): number {
  const value = readVarint(cursor);
  if (value > 0xffff_ffff) throw new RangeError(`the number ${value} is too large`);
  return value;
}

/** A signed number: 0, -1, 1, -2 and so on. */
export function readZigZag(cursor: Cursor): number {
  const value = readVarint(cursor);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

export function readUint32(cursor: Cursor): number {
  const { at, bytes } = cursor;
  skipBytes(cursor, 4);
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}

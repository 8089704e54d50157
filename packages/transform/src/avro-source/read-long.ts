import { type Cursor, readByte } from "../parquet-source/pages/cursor.ts";

/** A signed number of up to 64 bits, exactly. */
export function readLong(cursor: Cursor): bigint {
  let value = 0;
  let scale = 1;
  // Up to 49 bits a number holds them.
  for (let count = 0; count < 7; count++) {
    const byte = readByte(cursor);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return BigInt(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    scale *= 0x80;
  }
  let large = BigInt(value);
  for (let shift = 49n; shift < 70n; shift += 7n) {
    const byte = readByte(cursor);
    large |= BigInt(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    if (BigInt.asUintN(64, large) !== large) break;
    return (large >> 1n) ^ -(large & 1n);
  }
  throw new RangeError("a number has more than 64 bits");
}

/** A number of bytes or values, which is never below 0. */
export function readCount(cursor: Cursor): number {
  const count = Number(readLong(cursor));
  if (count < 0 || count > Number.MAX_SAFE_INTEGER) throw new RangeError(`a length of ${count}`);
  return count;
}

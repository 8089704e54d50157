import { crc32Tables } from "./crc-tables.ts";

let tables: Int32Array | undefined;

/** CRC-32C (Castagnoli) of data, continuing from `before`. */
export function crc32c(data: Uint8Array, before = 0): number {
  tables ??= crc32Tables(0x82f63b78);
  const t = tables;
  let crc = ~before;
  let i = 0;
  for (const end = data.length - 7; i < end; i += 8) {
    const word =
      crc ^ (data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24));
    crc =
      t[1792 + (word & 0xff)]! ^
      t[1536 + ((word >>> 8) & 0xff)]! ^
      t[1280 + ((word >>> 16) & 0xff)]! ^
      t[1024 + (word >>> 24)]! ^
      t[768 + data[i + 4]!]! ^
      t[512 + data[i + 5]!]! ^
      t[256 + data[i + 6]!]! ^
      t[data[i + 7]!]!;
  }
  for (; i < data.length; i++) crc = (crc >>> 8) ^ t[(crc ^ data[i]!) & 0xff]!;
  return ~crc >>> 0;
}

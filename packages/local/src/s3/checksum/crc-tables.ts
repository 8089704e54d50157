/** Eight 256-entry tables for a reflected CRC of up to 32 bits ("slicing by eight"). */
export function crc32Tables(polynomial: number): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256] ?? 0;
    tables[i] = (before >>> 8) ^ (tables[before & 0xff] ?? 0);
  }
  return tables;
}

/** The same for a reflected 64-bit CRC, as low and high halves. */
export function crc64Tables(polynomial: bigint): { low: Int32Array; high: Int32Array } {
  const low = new Int32Array(8 * 256);
  const high = new Int32Array(8 * 256);
  const entries: bigint[] = [];
  for (let byte = 0; byte < 256; byte++) {
    let crc = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
    entries[byte] = crc;
  }
  for (let i = 256; i < 8 * 256; i++) {
    const before = entries[i - 256] ?? 0n;
    entries[i] = (before >> 8n) ^ (entries[Number(before & 0xffn)] ?? 0n);
  }
  for (const [i, entry] of entries.entries()) {
    low[i] = Number(entry & 0xffffffffn);
    high[i] = Number(entry >> 32n);
  }
  return { low, high };
}

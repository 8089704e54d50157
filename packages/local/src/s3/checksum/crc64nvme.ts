import { crc64Tables } from "./crc-tables.ts";

let tables: { low: Int32Array; high: Int32Array } | undefined;

/** A CRC-64/NVME in the making; S3's default checksum. */
export class Crc64Nvme {
  #low = -1;
  #high = -1;

  update(data: Uint8Array): this {
    tables ??= crc64Tables(0x9a6c9329ac4bc9b5n);
    const { low: l, high: h } = tables;
    let low = this.#low;
    let high = this.#high;
    let i = 0;
    for (const end = data.length - 7; i < end; i += 8) {
      const a =
        low ^ (data[i]! | (data[i + 1]! << 8) | (data[i + 2]! << 16) | (data[i + 3]! << 24));
      const b =
        high ^ (data[i + 4]! | (data[i + 5]! << 8) | (data[i + 6]! << 16) | (data[i + 7]! << 24));
      const i7 = 1792 + (a & 0xff);
      const i6 = 1536 + ((a >>> 8) & 0xff);
      const i5 = 1280 + ((a >>> 16) & 0xff);
      const i4 = 1024 + (a >>> 24);
      const i3 = 768 + (b & 0xff);
      const i2 = 512 + ((b >>> 8) & 0xff);
      const i1 = 256 + ((b >>> 16) & 0xff);
      const i0 = b >>> 24;
      low = l[i7]! ^ l[i6]! ^ l[i5]! ^ l[i4]! ^ l[i3]! ^ l[i2]! ^ l[i1]! ^ l[i0]!;
      high = h[i7]! ^ h[i6]! ^ h[i5]! ^ h[i4]! ^ h[i3]! ^ h[i2]! ^ h[i1]! ^ h[i0]!;
    }
    for (; i < data.length; i++) {
      const entry = (low ^ data[i]!) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ l[entry]!;
      high = (high >>> 8) ^ h[entry]!;
    }
    this.#low = low;
    this.#high = high;
    return this;
  }

  /** The checksum as 8 bytes, most significant first. */
  digest(): Buffer {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeInt32BE(~this.#high, 0);
    bytes.writeInt32BE(~this.#low, 4);
    return bytes;
  }
}

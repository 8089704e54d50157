import { Crc32 } from "@aws-sdk/checksums/crc";
import type { ObjectChecksum } from "./object-checksum.ts";

/** A CRC32 as S3 writes it. */
export interface Crc32Checksum extends ObjectChecksum {
  readonly algorithm: "CRC32";
}

/** The CRC32 of what was given to `update`; the SDK computes it in native code. */
export async function crc32Checksum(crc: Crc32): Promise<Crc32Checksum> {
  return { algorithm: "CRC32", value: Buffer.from(await crc.digest()).toString("base64") };
}

/** The CRC32 of bytes that lie in memory. */
export function crc32Of(bytes: Uint8Array): Promise<Crc32Checksum> {
  const crc = new Crc32();
  crc.update(bytes);
  return crc32Checksum(crc);
}

import { Crc32, Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
import type { CrcAlgorithm } from "./object-checksum.ts";

/** A checksum being computed over bytes in order. */
export interface RunningCrc {
  update(bytes: Uint8Array): void;
  /** The value so far, as an unsigned number of the algorithm's width. */
  value(): Promise<bigint>;
}

/** The SDK's own: CRC32 in native code, the others tables in JavaScript (about 500 MiB/s). */
const CRCS = { CRC32: Crc32, CRC32C: Crc32c, CRC64NVME: Crc64Nvme } as const;
const WIDTH_BITS = { CRC32: 32, CRC32C: 32, CRC64NVME: 64 } as const;

/** Begin a checksum. */
export function startCrc(algorithm: CrcAlgorithm): RunningCrc {
  const crc = new CRCS[algorithm]();
  return {
    update: (bytes) => crc.update(bytes),
    value: async () => BigInt(`0x${Buffer.from(await crc.digest()).toString("hex")}`),
  };
}

/** The checksum of bytes, as S3 writes it. */
export async function crcOf(algorithm: CrcAlgorithm, bytes: Uint8Array): Promise<string> {
  const crc = new CRCS[algorithm]();
  crc.update(bytes);
  return Buffer.from(await crc.digest()).toString("base64");
}

/** A checksum's value from how S3 writes it. */
export function crcFromBase64(text: string): bigint {
  return BigInt(`0x${Buffer.from(text, "base64").toString("hex")}`);
}

/** A checksum's value as S3 writes it. */
export function crcToBase64(algorithm: CrcAlgorithm, value: bigint): string {
  const digits = WIDTH_BITS[algorithm] / 4;
  return Buffer.from(value.toString(16).padStart(digits, "0"), "hex").toString("base64");
}

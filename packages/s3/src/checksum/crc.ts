import { crc32 } from "node:zlib";
import { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
import type { CrcAlgorithm } from "./object-checksum.ts";

/** A checksum being computed over bytes in order. */
export interface RunningCrc {
  update(bytes: Uint8Array): void;
  /** The value so far, as an unsigned number of the algorithm's width. */
  value(): Promise<bigint>;
}

/** Begin a checksum: CRC32 in native code, the others in the SDK's. */
export function startCrc(algorithm: CrcAlgorithm): RunningCrc {
  if (algorithm === "CRC32") return startCrc32();
  const crc = algorithm === "CRC32C" ? new Crc32c() : new Crc64Nvme();
  return {
    update: (bytes) => crc.update(bytes),
    value: async () => BigInt(`0x${Buffer.from(await crc.digest()).toString("hex")}`),
  };
}

function startCrc32(): RunningCrc {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    value: async () => BigInt(value),
  };
}

const WIDTH_BITS = { CRC32: 32, CRC32C: 32, CRC64NVME: 64 } as const satisfies Record<
  CrcAlgorithm,
  number
>;

/** A checksum's value as S3 writes it. */
export function crcToBase64(algorithm: CrcAlgorithm, value: bigint): string {
  const digits = WIDTH_BITS[algorithm] / 4;
  return Buffer.from(value.toString(16).padStart(digits, "0"), "hex").toString("base64");
}
